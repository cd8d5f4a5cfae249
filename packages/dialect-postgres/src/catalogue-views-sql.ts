import { tablespaceOf } from "./tablespace-of.js";

/**
 * Writes the statement that reads views: those of the schemas in play, and those elsewhere that read something there,
 * directly or through each other, because they have to make way with the others. `inPlay` is a condition on namespace n.
 */
export function viewsSql(inPlay: string, isOwn: string): string {
  return `WITH RECURSIVE edge AS MATERIALIZED (
      SELECT w.ev_class AS reader, d.refobjid AS source, d.refobjsubid AS attnum
      FROM pg_catalog.pg_rewrite w
      JOIN pg_catalog.pg_class v ON v.oid = w.ev_class AND v.relkind IN ('v', 'm')
      JOIN pg_catalog.pg_namespace s ON s.oid = v.relnamespace AND s.nspname !~ '^pg_' AND s.nspname <> 'information_schema'
      JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = w.oid
        AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid <> w.ev_class
      WHERE w.rulename = '_RETURN'
    ), shown AS (
      SELECT c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE ${inPlay} AND c.relkind IN ('v', 'm')
      UNION SELECT e.reader FROM edge e JOIN pg_catalog.pg_class c ON c.oid = e.source
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE ${inPlay}
      UNION SELECT e.reader FROM shown JOIN edge e ON e.source = shown.oid
    )
    SELECT c.oid::text, n.nspname, c.relname, c.relkind, pg_catalog.pg_get_viewdef(c.oid), d.description,
      pg_catalog.to_json(c.reloptions)::text, c.relispopulated::text,
      (SELECT pg_catalog.json_agg(r ORDER BY r.schema COLLATE "C", r.name COLLATE "C") FROM (
        SELECT sn.nspname AS schema, sc.relname AS name,
          pg_catalog.json_agg(a.attname ORDER BY a.attnum) FILTER (WHERE a.attname IS NOT NULL) AS columns
        FROM edge e JOIN pg_catalog.pg_class sc ON sc.oid = e.source
        JOIN pg_catalog.pg_namespace sn ON sn.oid = sc.relnamespace
        LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = e.source AND a.attnum = e.attnum AND e.attnum > 0
        WHERE e.reader = c.oid GROUP BY 1, 2) r)::text,
      (SELECT pg_catalog.json_agg(x ORDER BY x.rank, x.sql COLLATE "C") FROM (${attachments(inPlay)}) x)::text,
      ${tablespaceOf("c")}
    FROM shown JOIN pg_catalog.pg_class c ON c.oid = shown.oid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_catalog.pg_description d
      ON d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objoid = c.oid AND d.objsubid = 0
    WHERE ${isOwn}
    ORDER BY n.nspname, c.relname`;
}

const viewName = "pg_catalog.format('%I.%I', n.nspname, c.relname)";
const viewKind = "CASE c.relkind WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'VIEW' END";

/** Everything that goes with a view and that its query does not say, as the statements that put it back. */
function attachments(inPlay: string): string {
  return `SELECT 1 AS rank, pg_catalog.format('ALTER %s %s OWNER TO %I', ${viewKind}, ${viewName},
          pg_catalog.pg_get_userbyid(c.relowner)) AS sql, NULL::name AS column, NULL::name AS index
      UNION ALL ${grants("c.relacl", "''", "NULL::name")}
      UNION ALL SELECT q.* FROM pg_catalog.pg_attribute a CROSS JOIN LATERAL (
        ${grants("a.attacl", "pg_catalog.format(' (%I)', a.attname)", "a.attname")}
        UNION ALL SELECT 3, pg_catalog.format('COMMENT ON COLUMN %s.%I IS %L', ${viewName}, a.attname, k.description), a.attname, NULL
          FROM pg_catalog.pg_description k WHERE k.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
            AND k.objoid = c.oid AND k.objsubid = a.attnum
        UNION ALL SELECT 3, pg_catalog.format('ALTER VIEW %s ALTER COLUMN %I SET DEFAULT %s', ${viewName}, a.attname,
            pg_catalog.pg_get_expr(f.adbin, f.adrelid)), a.attname, NULL
          FROM pg_catalog.pg_attrdef f WHERE f.adrelid = c.oid AND f.adnum = a.attnum
      ) q WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      UNION ALL SELECT 4, pg_catalog.pg_get_triggerdef(t.oid), NULL, NULL FROM pg_catalog.pg_trigger t
        WHERE t.tgrelid = c.oid AND NOT t.tgisinternal
      UNION ALL SELECT 4, pg_catalog.pg_get_ruledef(w.oid), NULL, NULL FROM pg_catalog.pg_rewrite w
        WHERE w.ev_class = c.oid AND w.rulename <> '_RETURN'
      UNION ALL SELECT 4, pg_catalog.pg_get_indexdef(i.indexrelid), NULL, NULL FROM pg_catalog.pg_index i
        WHERE i.indrelid = c.oid AND NOT (${inPlay})
      UNION ALL SELECT 5, pg_catalog.format('ALTER INDEX %I.%I SET TABLESPACE %I', n.nspname, ic.relname, s.spcname), NULL, NULL
        FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
        JOIN pg_catalog.pg_tablespace s ON s.oid = ic.reltablespace WHERE i.indrelid = c.oid AND NOT (${inPlay})
      UNION ALL SELECT q.* FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid CROSS JOIN LATERAL (
        SELECT 6, pg_catalog.format('COMMENT ON INDEX %I.%I IS %L', n.nspname, ic.relname, k.description), NULL::name, ic.relname
          FROM pg_catalog.pg_description k WHERE k.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
            AND k.objoid = ic.oid AND k.objsubid = 0
        UNION ALL SELECT 6, pg_catalog.format('ALTER MATERIALIZED VIEW %s CLUSTER ON %I', ${viewName}, ic.relname), NULL, ic.relname
          WHERE i.indisclustered
      ) q WHERE i.indrelid = c.oid`;
}

// The owner's own privileges come with the view.
function grants(acl: string, columns: string, column: string): string {
  return `SELECT 2, pg_catalog.format('GRANT %s ON %s TO %s%s', pg_catalog.string_agg(g.privilege_type || ${columns}, ', '
            ORDER BY g.privilege_type), ${viewName},
            CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(g.grantee)) END,
            CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END), ${column}, NULL::name
          FROM pg_catalog.aclexplode(${acl}) g WHERE g.grantee <> c.relowner GROUP BY g.grantee, g.is_grantable`;
}
