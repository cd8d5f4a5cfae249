import {
  nameSql,
  quoteText,
  type Connection,
  type Dependent,
  type Leaving,
  type ServerFacts,
} from "@typeorm-autogen/dialect";
import { identifier } from "./names.js";

/**
 * Finds views, policies, triggers, rules and functions, in whatever schema, for which DROP without CASCADE refuses:
 * https://www.postgresql.org/docs/current/ddl-depend.html. What hangs on a table goes with it; keys, defaults and computed
 * columns are left out, because operations say what becomes of them.
 */
export async function findDependents(
  connection: Connection,
  leaving: readonly Leaving[],
  { defaultSchema }: ServerFacts,
): Promise<readonly Dependent[]> {
  if (leaving.length === 0) return [];
  const home = defaultSchema ?? "public";
  const rows = await connection.query(dependentsSql(leaving, home));
  return rows.map(({ of, object, schema, name }) => ({
    of: Number(of),
    object: String(object),
    relation: name === null ? null : { schema: schema === home ? null : String(schema), name: String(name) },
  }));
}

function dependentsSql(leaving: readonly Leaving[], home: string): string {
  const values = leaving.map(({ table, column }, i) => {
    const name = nameSql({ identifier }, { schema: table.schema ?? home, name: table.name });
    return `(${i}, ${quoteText(name)}, ${column === undefined ? "NULL" : quoteText(column)})`;
  });
  const oid = (catalogue: string) => `'pg_catalog.${catalogue}'::pg_catalog.regclass`;
  return `SELECT DISTINCT l.of, n.nspname AS schema, v.relname AS name,
      CASE WHEN v.relkind IN ('v', 'm') AND w.oid IS NOT NULL
        THEN pg_catalog.pg_describe_object(${oid("pg_class")}, v.oid, 0)
        ELSE pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid) END AS object
    FROM (VALUES ${values.join(", ")}) l(of, title, attname)
    JOIN pg_catalog.pg_class c ON c.oid = pg_catalog.to_regclass(l.title)
    LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attname = l.attname AND NOT a.attisdropped
    JOIN pg_catalog.pg_depend d ON d.refclassid = ${oid("pg_class")} AND d.refobjid = c.oid AND d.deptype = 'n'
      AND (l.attname IS NULL OR d.refobjsubid = a.attnum)
      AND d.classid IN (${["pg_rewrite", "pg_policy", "pg_trigger", "pg_proc"].map(oid).join(", ")})
    LEFT JOIN pg_catalog.pg_rewrite w ON d.classid = ${oid("pg_rewrite")} AND w.oid = d.objid
    LEFT JOIN pg_catalog.pg_policy p ON d.classid = ${oid("pg_policy")} AND p.oid = d.objid
    LEFT JOIN pg_catalog.pg_trigger t ON d.classid = ${oid("pg_trigger")} AND t.oid = d.objid
    LEFT JOIN pg_catalog.pg_class v ON v.oid = coalesce(w.ev_class, p.polrelid, t.tgrelid)
    LEFT JOIN pg_catalog.pg_namespace n ON n.oid = v.relnamespace
    WHERE NOT coalesce(t.tgisinternal, false) AND (l.attname IS NOT NULL OR v.oid IS DISTINCT FROM c.oid)
    ORDER BY l.of, object`;
}
