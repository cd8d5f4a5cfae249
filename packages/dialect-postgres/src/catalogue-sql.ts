import { attachedSql } from "./catalogue-attached-sql.js";
import { quoteText } from "@typeorm-autogen/dialect";
import type { CatalogueScope } from "@typeorm-autogen/introspect";
import { tablespaceOf } from "./tablespace-of.js";
import { viewsSql } from "./catalogue-views-sql.js";

/** The statements that read a catalogue, in the order of their answers. Every value comes as text or null. */
export interface CatalogueStatements {
  readonly schemas: string;
  readonly extensions: string;
  readonly tables: string;
  readonly columns: string;
  readonly constraints: string;
  readonly indexes: string;
  readonly operatorClasses: string;
  readonly enums: string;
  readonly sequences: string;
  readonly types: string;
  readonly partitions: string;
  readonly views: string;
  readonly attached: string;
  readonly metadataTable: string;
}

/**
 * Writes the statements for the schemas in play. Flat lists, joined by oid here; server functions are called only where
 * the key arrays do not say it already, because they are what costs (pg_get_expr, pg_get_indexdef).
 */
export function catalogueStatements(
  schemas: readonly string[],
  metadataTable: CatalogueScope["metadataTable"],
  defaultSchema: string,
  version: number,
): CatalogueStatements {
  const inPlay = `n.nspname IN (${schemas.map((schema) => quoteText(schema)).join(", ")})`;
  const found =
    metadataTable && `${quoteName(metadataTable.schema ?? defaultSchema)}.${quoteName(metadataTable.name)}`;
  return {
    schemas: `SELECT n.nspname FROM pg_catalog.pg_namespace n WHERE ${inPlay}`,
    extensions: `SELECT extname FROM pg_catalog.pg_extension WHERE extname <> 'plpgsql' ORDER BY extname`,
    tables: tables(inPlay),
    columns: columns(inPlay),
    constraints: constraints(inPlay, version),
    indexes: indexes(inPlay, version),
    operatorClasses: `SELECT oid::text, opcname, opcdefault::text FROM pg_catalog.pg_opclass`,
    enums: enums(inPlay),
    sequences: sequences(inPlay),
    types,
    partitions: `SELECT n.nspname, c.relname, h.inhparent::pg_catalog.regclass::text
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_inherits h ON h.inhrelid = c.oid WHERE ${inPlay} AND c.relispartition AND c.relkind IN ('r', 'p')`,
    views: viewsSql(inPlay, ownObject("pg_class", "c.oid")),
    attached: attachedSql(`${inPlay} AND ${ownTable}`, version),
    metadataTable: `SELECT pg_catalog.to_regclass(${found === undefined ? "NULL" : quoteText(found)})::text`,
  };
}

const quoteName = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** Leaves out what an extension made: it comes and goes with the extension. */
function ownObject(catalogue: string, oid: string): string {
  return `NOT EXISTS (SELECT FROM pg_catalog.pg_depend x
    WHERE x.classid = 'pg_catalog.${catalogue}'::pg_catalog.regclass AND x.objid = ${oid} AND x.deptype = 'e')`;
}

// Partitions belong to their parent; temporary tables live in schemas of their own, which are never in play.
const ownTable = `c.relkind IN ('r', 'p') AND NOT c.relispartition AND ${ownObject("pg_class", "c.oid")}`;

// A materialized view has columns and indexes as a table has.
const ownRelation = `(${ownTable} OR c.relkind = 'm')`;

function tables(inPlay: string): string {
  return `SELECT c.oid::text, n.nspname, c.relname, c.relpersistence, d.description,
      CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END,
      (SELECT pg_catalog.string_agg(h.inhparent::pg_catalog.regclass::text, ', ' ORDER BY h.inhseqno)
        FROM pg_catalog.pg_inherits h WHERE h.inhrelid = c.oid),
      (SELECT pg_catalog.string_agg(h.inhrelid::pg_catalog.regclass::text, ', ' ORDER BY h.inhrelid::pg_catalog.regclass::text)
        FROM pg_catalog.pg_inherits h WHERE h.inhparent = c.oid AND c.relkind = 'r'),
      ${tablespaceOf("c")}
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_catalog.pg_description d
      ON d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objoid = c.oid AND d.objsubid = 0
    WHERE ${inPlay} AND ${ownTable}`;
}

// The element of a true array is the type whose typarray it is; oidvector and its like only look like arrays.
function columns(inPlay: string): string {
  return `SELECT a.attrelid::text, a.attnum::text, a.attname, pg_catalog.format_type(b.oid, a.atttypmod),
      (e.oid IS NOT NULL)::text, b.typname, bn.nspname,
      EXISTS (SELECT FROM pg_catalog.pg_depend x WHERE x.classid = 'pg_catalog.pg_type'::pg_catalog.regclass
        AND x.objid = b.oid AND x.deptype = 'e')::text,
      a.attnotnull::text, a.attidentity, a.attgenerated, pg_catalog.pg_get_expr(f.adbin, f.adrelid),
      CASE WHEN a.attcollation <> b.typcollation THEN l.collname END, d.description, (a.attinhcount > 0)::text,
      CASE WHEN b.typtype = 'd' THEN pg_catalog.format_type(b.typbasetype, b.typtypmod) END, t.typnotnull::text
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_catalog.pg_type e ON e.oid = t.typelem AND e.typarray = t.oid
    JOIN pg_catalog.pg_type b ON b.oid = coalesce(e.oid, t.oid)
    JOIN pg_catalog.pg_namespace bn ON bn.oid = b.typnamespace
    LEFT JOIN pg_catalog.pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum
    LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation
    LEFT JOIN pg_catalog.pg_description d
      ON d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objoid = a.attrelid AND d.objsubid = a.attnum
    WHERE ${inPlay} AND ${ownRelation}
    ORDER BY a.attrelid, a.attnum`;
}

// Rows with a parent are the server's own copies for partitions. NOT NULL constraints (type n, since 18) are columns' own.
function constraints(inPlay: string, version: number): string {
  const distinct = version >= 15 ? "coalesce(i.indnullsnotdistinct, false)::text" : "'false'";
  const setColumns = version >= 15 ? "k.confdelsetcols::int2[]::text" : "NULL";
  const [enforced, period] =
    version >= 18 ? ["k.conenforced::text", "k.conperiod::text"] : ["'true'", "'false'"];
  return `SELECT k.conrelid::text, k.conname, k.contype, k.conkey::int2[]::text, rn.nspname, r.relname,
      CASE WHEN k.contype = 'f' THEN (SELECT pg_catalog.json_agg(q.attname ORDER BY u.at)
        FROM pg_catalog.unnest(k.confkey) WITH ORDINALITY u(attnum, at)
        JOIN pg_catalog.pg_attribute q ON q.attrelid = k.confrelid AND q.attnum = u.attnum)::text END,
      k.confupdtype, k.confdeltype, k.condeferrable::text, k.condeferred::text, k.convalidated::text,
      ${distinct}, CASE k.contype WHEN 'c' THEN pg_catalog.pg_get_expr(k.conbin, k.conrelid)
        WHEN 'x' THEN pg_catalog.pg_get_constraintdef(k.oid) END,
      CASE WHEN i.indnatts > i.indnkeyatts THEN i.indkey::int2[]::text END, i.indnkeyatts::text,
      k.connoinherit::text, k.confmatchtype, ${setColumns}, ${enforced}, ${period},
      pg_catalog.to_json(ic.reloptions)::text, ${tablespaceOf("ic")}
    FROM pg_catalog.pg_constraint k
    JOIN pg_catalog.pg_class c ON c.oid = k.conrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_catalog.pg_class r ON r.oid = k.confrelid LEFT JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace
    LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = k.conindid AND k.contype IN ('p', 'u')
    LEFT JOIN pg_catalog.pg_class ic ON ic.oid = k.conindid AND k.contype IN ('p', 'u', 'x')
    WHERE ${inPlay} AND ${ownTable} AND k.conparentid = 0 AND k.contype IN ('p', 'u', 'c', 'f', 'x')
    ORDER BY k.conrelid, k.conname`;
}

// An expression brings the collation of what it reads; only the server's own text tells whether the index has another.
const collationIsSaid = `i.indkey[u.at - 1] <> 0 OR pg_catalog.strpos(pg_catalog.pg_get_indexdef(i.indexrelid),
            pg_catalog.pg_get_indexdef(i.indexrelid, u.at::int, false) || ' COLLATE ') > 0`;

function indexes(inPlay: string, version: number): string {
  const distinct = version >= 15 ? "i.indnullsnotdistinct::text" : "'false'";
  return `SELECT i.indrelid::text, ic.relname, am.amname, i.indisunique::text, i.indnkeyatts::text,
      i.indkey::int2[]::text, i.indoption::int2[]::text, i.indclass::oid[]::text,
      CASE WHEN EXISTS (SELECT FROM pg_catalog.unnest(i.indcollation::oid[]) u(o) WHERE u.o NOT IN (0, 100))
        THEN (SELECT pg_catalog.json_agg(CASE WHEN ${collationIsSaid} THEN l.collname END ORDER BY u.at)
          FROM pg_catalog.unnest(i.indcollation::oid[]) WITH ORDINALITY u(o, at)
          LEFT JOIN pg_catalog.pg_collation l ON l.oid = u.o)::text END,
      CASE WHEN i.indexprs IS NOT NULL
        THEN (SELECT pg_catalog.json_agg(pg_catalog.pg_get_indexdef(i.indexrelid, g, false) ORDER BY g)
          FROM pg_catalog.generate_series(1, i.indnkeyatts::int) g)::text END,
      CASE WHEN i.indpred IS NOT NULL THEN pg_catalog.pg_get_expr(i.indpred, i.indrelid) END,
      ${distinct}, pg_catalog.to_json(ic.reloptions)::text, ${tablespaceOf("ic")}
    FROM pg_catalog.pg_index i
    JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid JOIN pg_catalog.pg_am am ON am.oid = ic.relam
    JOIN pg_catalog.pg_class c ON c.oid = i.indrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE ${inPlay} AND ${ownRelation}
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k
        WHERE k.conindid = i.indexrelid AND k.conrelid = i.indrelid AND k.contype IN ('p', 'u', 'x'))
    ORDER BY i.indrelid, ic.relname`;
}

function enums(inPlay: string): string {
  return `SELECT n.nspname, t.typname, d.description,
      (SELECT pg_catalog.json_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid)::text,
      pg_catalog.to_json(ARRAY(SELECT pg_catalog.format('GRANT USAGE ON TYPE %I.%I TO %I%s', n.nspname, t.typname,
          pg_catalog.pg_get_userbyid(g.grantee), CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
        FROM pg_catalog.aclexplode(t.typacl) g WHERE g.grantee NOT IN (0, t.typowner)
        UNION ALL SELECT pg_catalog.format('REVOKE USAGE ON TYPE %I.%I FROM PUBLIC', n.nspname, t.typname)
        WHERE t.typacl IS NOT NULL AND NOT EXISTS (SELECT FROM pg_catalog.aclexplode(t.typacl) p WHERE p.grantee = 0)))::text
    FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
    LEFT JOIN pg_catalog.pg_description d
      ON d.classoid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.objoid = t.oid AND d.objsubid = 0
    WHERE ${inPlay} AND t.typtype = 'e' AND ${ownObject("pg_type", "t.oid")}
    ORDER BY n.nspname, t.typname`;
}

// Those of extensions may lie in any schema of the search path. The row types of tables and arrays say nothing new.
const types = `SELECT n.nspname, t.typname FROM pg_catalog.pg_type t
    JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
    WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND t.typelem = 0 AND (t.typtype IN ('b', 'd', 'r', 'm')
      OR t.typtype = 'c' AND EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.oid = t.typrelid AND c.relkind = 'c'))
    ORDER BY n.nspname, t.typname`;

function sequences(inPlay: string): string {
  return `SELECT n.nspname, c.relname, pg_catalog.format_type(s.seqtypid, NULL), s.seqstart::text, s.seqincrement::text,
      s.seqmin::text, s.seqmax::text, s.seqcache::text, s.seqcycle::text,
      o.refobjid::text, o.refobjsubid::text, o.deptype, u.adnum::text
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_sequence s ON s.seqrelid = c.oid
    LEFT JOIN pg_catalog.pg_depend o ON o.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND o.objid = c.oid
      AND o.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND o.refobjsubid > 0 AND o.deptype IN ('a', 'i')
    LEFT JOIN pg_catalog.pg_attrdef u ON u.adrelid = o.refobjid AND u.adnum = o.refobjsubid
      AND EXISTS (SELECT FROM pg_catalog.pg_depend y WHERE y.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass
        AND y.objid = u.oid AND y.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND y.refobjid = c.oid)
    WHERE ${inPlay} AND c.relkind = 'S' AND ${ownObject("pg_class", "c.oid")}
    ORDER BY n.nspname, c.relname`;
}

/** Reads TypeORM's own table, found under this name by the first statements. */
export function metadataRows(regclass: string): string {
  return `SELECT "type", "database", "schema", "table", "name", "value", pg_catalog.current_database()::text
    FROM ${regclass}`;
}
