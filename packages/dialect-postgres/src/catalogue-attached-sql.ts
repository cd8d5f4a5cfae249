/**
 * Writes the statement that reads what hangs on tables and no entity can declare: a row for each thing, with the table's
 * oid, the statements that put it back, the one that takes it away, and the columns that it reads, because the server
 * changes no type that a trigger, policy or rule reads. `ownTable` is a condition on class c in namespace n.
 */
export function attachedSql(ownTable: string, version: number): string {
  const hanging = [triggers, policies, rules, statistics(version), settings, indexMarks, comments, grants];
  const branches = [...hanging, planning, storage, ...(version >= 14 ? [compression] : [])];
  return `WITH own AS MATERIALIZED (
      SELECT c.*, n.nspname, pg_catalog.format('%I.%I', n.nspname, c.relname) AS title
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE ${ownTable}
    ), own_column AS MATERIALIZED (
      SELECT c.oid AS owner, c.title, c.relowner, a.*, t.typstorage FROM own c
      JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
    ), reads AS MATERIALIZED (
      SELECT d.classid, d.objid, pg_catalog.json_build_object('schema', n.nspname, 'name', c.relname,
          'columns', pg_catalog.json_agg(DISTINCT a.attname)) AS source
      FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
      JOIN pg_catalog.pg_class c ON c.oid = d.refobjid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE d.classid IN (${["pg_trigger", "pg_policy", "pg_rewrite"].map(classOid).join(", ")})
        AND d.refclassid = ${classOid("pg_class")} AND d.refobjsubid > 0
      GROUP BY d.classid, d.objid, n.nspname, c.relname
    )
    SELECT x.owner::text, x.kind, pg_catalog.to_json(pg_catalog.array_remove(x.sql, NULL))::text, x.removal,
      (SELECT pg_catalog.json_agg(r.source ORDER BY r.source::text) FROM reads r
        WHERE r.classid = x.classid AND r.objid = x.objid)::text, x.of_column, x.of_object
    FROM (${branches.join("\n    UNION ALL ")}) x
    ORDER BY x.owner, x.kind, x.sql::text COLLATE "C"`;
}

const classOid = (catalogue: string) => `'pg_catalog.${catalogue}'::pg_catalog.regclass::oid`;

/** What a branch of the union selects, as SQL. */
interface Branch {
  readonly kind:
    "trigger" | "policy" | "rule" | "statistics" | "setting" | "column" | "storage" | "comment" | "grant";
  readonly owner?: string;
  /** Statements; those that are NULL do not count. */
  readonly sql: readonly string[];
  readonly removal?: string;
  /** The catalogue row that its dependencies hang on. */
  readonly row?: readonly [catalogue: string, oid: string];
  readonly column?: string;
  /** The constraint or index that it is about. */
  readonly object?: string;
  readonly from: string;
}

function branch({ kind, owner = "c.oid", sql, removal, row, column, object, from }: Branch): string {
  return `SELECT ${owner} AS owner, '${kind}' AS kind, ARRAY[${sql.join(",\n      ")}] AS sql,
      ${removal ?? "NULL"}::text AS removal, ${row ? classOid(row[0]) : "NULL"}::oid AS classid, ${row?.[1] ?? "NULL"}::oid AS objid,
      ${column ?? "NULL"}::name AS of_column, ${object ?? "NULL"}::name AS of_object
    FROM ${from}`;
}

/** `format(…)` of a text with the table's name and others. */
const format = (text: string, ...values: readonly string[]) =>
  `pg_catalog.format('${text}', ${values.join(", ")})`;

const only = (condition: string, text: string) => `CASE WHEN ${condition} THEN ${text} END`;

const commentOn = (
  object: string,
  [catalogue, oid]: readonly [string, string],
  ...names: readonly string[]
) =>
  `(SELECT ${format(`COMMENT ON ${object} IS %L`, ...names, "d.description")} FROM pg_catalog.pg_description d
        WHERE d.classoid = ${classOid(catalogue)} AND d.objoid = ${oid} AND d.objsubid = 0)`;

// Triggers and rules fire on origin unless told otherwise.
const firing = (what: string, state: string, name: string) =>
  only(
    `${state} <> 'O'`,
    format(
      `ALTER TABLE %s %s ${what} %I`,
      "c.title",
      `CASE ${state} WHEN 'D' THEN 'DISABLE' WHEN 'A' THEN 'ENABLE ALWAYS' ELSE 'ENABLE REPLICA' END`,
      name,
    ),
  );

const triggers = branch({
  kind: "trigger",
  sql: [
    "pg_catalog.pg_get_triggerdef(t.oid)",
    firing("TRIGGER", "t.tgenabled", "t.tgname"),
    commentOn("TRIGGER %I ON %s", ["pg_trigger", "t.oid"], "t.tgname", "c.title"),
  ],
  removal: format("DROP TRIGGER %I ON %s", "t.tgname", "c.title"),
  row: ["pg_trigger", "t.oid"],
  from: "own c JOIN pg_catalog.pg_trigger t ON t.tgrelid = c.oid AND NOT t.tgisinternal",
});

const roleName = (oid: string) =>
  `CASE ${oid} WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(${oid})) END`;

const commands = [
  ["r", "SELECT"],
  ["a", "INSERT"],
  ["w", "UPDATE"],
  ["d", "DELETE"],
].map(([letter, word]) => `WHEN '${letter}' THEN '${word}'`);

const policies = branch({
  kind: "policy",
  sql: [
    format(
      "CREATE POLICY %I ON %s AS %s FOR %s TO %s%s%s",
      "p.polname",
      "c.title",
      "CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END",
      `CASE p.polcmd ${commands.join(" ")} ELSE 'ALL' END`,
      `(SELECT pg_catalog.string_agg(${roleName("u.role")}, ', ' ORDER BY u.at)
          FROM pg_catalog.unnest(p.polroles) WITH ORDINALITY u(role, at))`,
      "' USING (' || pg_catalog.pg_get_expr(p.polqual, p.polrelid) || ')'",
      "' WITH CHECK (' || pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) || ')'",
    ),
    commentOn("POLICY %I ON %s", ["pg_policy", "p.oid"], "p.polname", "c.title"),
  ],
  removal: format("DROP POLICY %I ON %s", "p.polname", "c.title"),
  row: ["pg_policy", "p.oid"],
  from: "own c JOIN pg_catalog.pg_policy p ON p.polrelid = c.oid",
});

const rules = branch({
  kind: "rule",
  sql: [
    "pg_catalog.rtrim(pg_catalog.pg_get_ruledef(w.oid), ';')",
    firing("RULE", "w.ev_enabled", "w.rulename"),
    commentOn("RULE %I ON %s", ["pg_rewrite", "w.oid"], "w.rulename", "c.title"),
  ],
  removal: format("DROP RULE %I ON %s", "w.rulename", "c.title"),
  row: ["pg_rewrite", "w.oid"],
  from: "own c JOIN pg_catalog.pg_rewrite w ON w.ev_class = c.oid",
});

const statistics = (version: number) =>
  branch({
    kind: "statistics",
    sql: [
      "pg_catalog.pg_get_statisticsobjdef(s.oid)",
      ...(version >= 13
        ? [
            only(
              "s.stxstattarget >= 0",
              format("ALTER STATISTICS %I.%I SET STATISTICS %s", "n.nspname", "s.stxname", "s.stxstattarget"),
            ),
          ]
        : []),
      commentOn("STATISTICS %I.%I", ["pg_statistic_ext", "s.oid"], "n.nspname", "s.stxname"),
    ],
    from: `own c JOIN pg_catalog.pg_statistic_ext s ON s.stxrelid = c.oid
      JOIN pg_catalog.pg_namespace n ON n.oid = s.stxnamespace`,
  });

const options = (list: string) => `pg_catalog.array_to_string(${list}, ', ')`;

const settings = branch({
  kind: "setting",
  sql: [
    only("c.reloptions IS NOT NULL", format("ALTER TABLE %s SET (%s)", "c.title", options("c.reloptions"))),
    only("c.relrowsecurity", format("ALTER TABLE %s ENABLE ROW LEVEL SECURITY", "c.title")),
    only("c.relforcerowsecurity", format("ALTER TABLE %s FORCE ROW LEVEL SECURITY", "c.title")),
    only("c.relreplident = 'f'", format("ALTER TABLE %s REPLICA IDENTITY FULL", "c.title")),
    only("c.relreplident = 'n'", format("ALTER TABLE %s REPLICA IDENTITY NOTHING", "c.title")),
    only(
      "c.relowner <> (SELECT d.datdba FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())",
      format("ALTER TABLE %s OWNER TO %I", "c.title", "pg_catalog.pg_get_userbyid(c.relowner)"),
    ),
  ],
  from: "own c",
});

const ownIndex = `own c JOIN pg_catalog.pg_index i ON i.indrelid = c.oid
      JOIN pg_catalog.pg_class k ON k.oid = i.indexrelid`;

const indexMarks = branch({
  kind: "setting",
  sql: [
    only("i.indisclustered", format("ALTER TABLE %s CLUSTER ON %I", "c.title", "k.relname")),
    only(
      "i.indisreplident",
      format("ALTER TABLE %s REPLICA IDENTITY USING INDEX %I", "c.title", "k.relname"),
    ),
  ],
  object: "k.relname",
  from: `${ownIndex} WHERE i.indisclustered OR i.indisreplident`,
});

const alterColumn = (clause: string, value: string) =>
  format(`ALTER TABLE %s ALTER COLUMN %I ${clause}`, "c.title", "c.attname", value);

const planning = branch({
  kind: "column",
  owner: "c.owner",
  sql: [
    only("c.attstattarget >= 0", alterColumn("SET STATISTICS %s", "c.attstattarget")),
    only("c.attoptions IS NOT NULL", alterColumn("SET (%s)", options("c.attoptions"))),
  ],
  column: "c.attname",
  from: "own_column c WHERE c.attstattarget >= 0 OR c.attoptions IS NOT NULL",
});

const storage = branch({
  kind: "storage",
  owner: "c.owner",
  sql: [
    alterColumn(
      "SET STORAGE %s",
      "CASE c.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END",
    ),
  ],
  column: "c.attname",
  from: "own_column c WHERE c.attstorage <> c.typstorage",
});

const compression = branch({
  kind: "storage",
  owner: "c.owner",
  sql: [alterColumn("SET COMPRESSION %s", "CASE c.attcompression WHEN 'l' THEN 'lz4' ELSE 'pglz' END")],
  column: "c.attname",
  from: "own_column c WHERE c.attcompression <> ''",
});

const comments = `${branch({
  kind: "comment",
  sql: [format("COMMENT ON CONSTRAINT %I ON %s IS %L", "k.conname", "c.title", "d.description")],
  object: "k.conname",
  from: `own c JOIN pg_catalog.pg_constraint k ON k.conrelid = c.oid
      JOIN pg_catalog.pg_description d ON d.classoid = ${classOid("pg_constraint")} AND d.objoid = k.oid`,
})}
    UNION ALL ${branch({
      kind: "comment",
      sql: [format("COMMENT ON INDEX %I.%I IS %L", "c.nspname", "k.relname", "d.description")],
      object: "k.relname",
      from: `${ownIndex}
      JOIN pg_catalog.pg_description d ON d.classoid = ${classOid("pg_class")} AND d.objoid = k.oid AND d.objsubid = 0`,
    })}`;

// The owner's own privileges come with the table.
function granted(owner: string, columns: string, acl: string, from: string, column?: string): string {
  return branch({
    kind: "grant",
    owner,
    sql: [
      format(
        "GRANT %s ON %s TO %s%s",
        `pg_catalog.string_agg(g.privilege_type || ${columns}, ', ' ORDER BY g.privilege_type)`,
        "c.title",
        roleName("g.grantee"),
        "CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END",
      ),
    ],
    ...(column !== undefined && { column }),
    from: `${from} CROSS JOIN LATERAL pg_catalog.aclexplode(${acl}) g WHERE g.grantee <> c.relowner
      GROUP BY ${[owner, "c.title", columns, ...(column === undefined ? [] : [column])].join(", ")}, g.grantee, g.is_grantable`,
  });
}

const grants = `${granted("c.oid", "''::text", "c.relacl", "own c")}
    UNION ALL ${granted("c.owner", "pg_catalog.format(' (%I)', c.attname)", "c.attacl", "own_column c", "c.attname")}`;
