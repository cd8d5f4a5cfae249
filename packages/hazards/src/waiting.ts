import type { Impact } from "@typeorm-autogen/dialect";
import { formatName, type QualifiedName } from "@typeorm-autogen/model";
import type { LeafOperation, Operation } from "@typeorm-autogen/ops";
import { renderOperations } from "@typeorm-autogen/render";
import { columnName } from "./lost-data.js";
import type { HazardRule } from "./hazard-rules.js";
import type { Finding, Site } from "./site.js";

/** What a change makes others wait for. Nothing for tables that are new, and nothing where nobody waits for long. */
export function waiting(site: Site, impacts: readonly Impact[]): readonly Finding[] {
  const counted = impacts.filter(
    ({ table, work, blocks }) => !site.isNew(table) && isFelt(work, blocks, site),
  );
  return counted.flatMap((impact) => {
    const rule = ruleOf(impact, site);
    if (rule === undefined) return [];
    const safe = safeWay(rule, impact.of, site);
    return [
      {
        rule,
        object: site.dialect.name === "sqlite" ? formatName(impact.table) : objectOf(impact),
        message: wording(impact, site),
        lock: { name: impact.lock, blocks: impact.blocks, work: impact.work },
        ...(safe !== undefined && { safe }),
      },
    ];
  });
}

// A table that is written anew is worth a word also where nobody has to wait for it.
function isFelt(work: Impact["work"], blocks: Impact["blocks"], { dialect }: Site): boolean {
  if (work === "nothing") return false;
  return blocks !== "nobody" || (work === "rewrite" && dialect.name === "mysql");
}

function ruleOf(impact: Impact, site: Site): HazardRule | undefined {
  if (site.dialect.name === "sqlite") return impact.work === "rewrite" ? "sqlite-rebuild" : undefined;
  if (impact.recreates) return "recreate-table";
  return site.dialect.name === "mysql" ? mysqlRule(impact) : postgresRule(impact);
}

const postgresRules: Readonly<Partial<Record<LeafOperation["kind"], HazardRule>>> = {
  createIndex: "index-not-concurrent",
  createUnique: "unique-constraint-inline",
  createPrimaryKey: "add-primary-key",
  createExclusion: "exclusion-constraint",
  createForeignKey: "fk-without-not-valid",
  createCheck: "check-without-not-valid",
  alterEnum: "enum-rebuild",
  setTableOptions: "alter-type-rewrite",
};

function postgresRule({ of, work }: Impact): HazardRule | undefined {
  if (of.kind === "addColumn") return addedRule(of);
  return of.kind === "alterColumn" ? alteredRule(of, work) : postgresRules[of.kind];
}

function addedRule({ column, backfill }: Extract<LeafOperation, { readonly kind: "addColumn" }>): HazardRule {
  if (backfill !== undefined) return "data-change-with-ddl";
  if (column.generated) return "stored-generated-column";
  return column.default === undefined ? "add-auto-increment" : "volatile-default-on-add";
}

function alteredRule(
  { to, backfill }: Extract<LeafOperation, { readonly kind: "alterColumn" }>,
  work: Impact["work"],
): HazardRule {
  if (to.type !== undefined || to.collation !== undefined)
    return work === "rewrite" ? "alter-type-rewrite" : "alter-type-scan";
  if (to.generated) return "stored-generated-column";
  if (to.nullable !== false) return "alter-type-scan";
  return backfill === undefined ? "set-not-null" : "data-change-with-ddl";
}

function mysqlRule({ of, work, blocks, because = "" }: Impact): HazardRule | undefined {
  if (blocks === "nobody") return work === "rewrite" ? "table-rebuild" : undefined;
  if (work !== "rewrite") return "lock-shared";
  if (because.includes("character set")) return "charset-convert";
  switch (of.kind) {
    case "alterColumn":
      return retypedRule(of);
    case "addColumn":
      return of.column.generated ? "stored-generated-column" : "algorithm-copy";
    case "createIndex":
      return "lock-shared";
    default:
      return "algorithm-copy";
  }
}

function retypedRule({ to, was }: Extract<LeafOperation, { readonly kind: "alterColumn" }>): HazardRule {
  const [before, after] = [was?.type?.name, to.type?.name];
  if (before !== after || after === undefined) return "algorithm-copy";
  if (after === "varchar" && grows(was?.type?.arguments, to.type?.arguments)) return "varchar-length-bytes";
  return after === "enum" || after === "set" ? "enum-not-appended" : "algorithm-copy";
}

function grows(before: readonly unknown[] = [], after: readonly unknown[] = []): boolean {
  return Number(after[0]) > Number(before[0]);
}

function objectOf({ of, table }: Impact): string {
  if ("column" in of && of.kind !== "alterColumn") return columnName(table, of.column.name);
  if (of.kind === "alterColumn") return columnName(table, of.column);
  if ("foreignKey" in of)
    return columnName(
      table,
      table.name === of.table.name
        ? of.foreignKey.columns.join(", ")
        : of.foreignKey.referencedColumns.join(", "),
    );
  if ("index" in of) return columnName(table, of.index.name);
  if ("unique" in of) return columnName(table, of.unique.columns.join(", "));
  if ("check" in of) return columnName(table, of.check.name ?? "check");
  return formatName(table);
}

const who = { nobody: "nobody waits", writes: "writes wait", everybody: "reads and writes wait" } as const;

function wording({ lock, blocks, because, table }: Impact, { dialect }: Site): string {
  const while_ = because === undefined ? "" : ` while ${because}`;
  if (dialect.name === "sqlite") return `${because ?? "it is changed"}; other connections wait`;
  const what = dialect.name === "mysql" ? lock : `${lock} lock`;
  return `${what} on ${formatName(table)}: ${who[blocks]}${while_}`;
}

function safeWay(rule: HazardRule, of: LeafOperation, site: Site): string | undefined {
  if (of.kind === "setTableOptions") return "run it while nobody works with the table";
  const print = (...operations: readonly Operation[]) =>
    renderOperations(operations, site.dialect.types).trimEnd();
  const now = "// in this revision, which does not wait:";
  const later = "// in a later one, so that its lock is short:";
  switch (rule) {
    case "index-not-concurrent":
      return of.kind === "createIndex"
        ? print({ ...of, index: { ...of.index, concurrently: true } })
        : undefined;
    case "unique-constraint-inline":
      return of.kind === "createUnique" ? concurrentUnique(of, site, print) : undefined;
    case "fk-without-not-valid":
      if (of.kind !== "createForeignKey") return undefined;
      return [
        now,
        print({ ...of, foreignKey: { ...of.foreignKey, notValid: true } }),
        later,
        print(validate(of.table, of.foreignKey.name)),
      ].join("\n");
    case "check-without-not-valid":
      if (of.kind !== "createCheck") return undefined;
      return [
        now,
        print({ ...of, check: { ...of.check, notValid: true } }),
        later,
        print(validate(of.table, of.check.name)),
      ].join("\n");
    case "set-not-null":
      return of.kind === "alterColumn" ? requiredByCheck(of, site, print, [now, later]) : undefined;
    default:
      return advice[rule];
  }
}

type Print = (...operations: readonly Operation[]) => string;

function validate(table: QualifiedName, name = "…"): Operation {
  return { kind: "validateConstraint", table, name };
}

function tableSql(
  { schema, name }: { schema: string | null; name: string },
  dialect: Site["dialect"],
): string {
  return [...(schema === null ? [] : [schema]), name].map((part) => dialect.identifier(part)).join(".");
}

function concurrentUnique(
  { table, unique }: Extract<LeafOperation, { readonly kind: "createUnique" }>,
  { dialect }: Site,
  print: Print,
): string {
  const name = unique.name ?? `UQ_${table.name}`;
  const parts = unique.columns.map((column) => ({ column }));
  const constraint = dialect.identifier(name);
  return print(
    { kind: "createIndex", table, index: { name, parts, unique: true, concurrently: true } },
    {
      kind: "execute",
      sql: `ALTER TABLE ${tableSql(table, dialect)} ADD CONSTRAINT ${constraint} UNIQUE USING INDEX ${constraint}`,
    },
  );
}

// A valid check that there is no NULL spares the server the search (12 and later).
function requiredByCheck(
  of: Extract<LeafOperation, { readonly kind: "alterColumn" }>,
  site: Site,
  print: Print,
  [now, later]: readonly [string, string],
): string {
  const name = `CHK_${of.column}_not_null`;
  const expression = `${site.dialect.identifier(of.column)} IS NOT NULL`;
  return [
    now,
    print({ kind: "createCheck", table: of.table, check: { name, expression, notValid: true } }),
    later,
    print(validate(of.table, name), of, {
      kind: "dropCheck",
      table: of.table,
      check: { name, expression },
    }),
  ].join("\n");
}

const expand = "add a column of the new kind, write both, fill it in chunks, switch over, drop the old one";

/** What to do instead, where no few lines of a script say it. */
const advice: Readonly<Partial<Record<HazardRule, string>>> = {
  "add-primary-key":
    "build a unique index concurrently on columns that are NOT NULL, then ADD PRIMARY KEY USING INDEX",
  "exclusion-constraint":
    "there is no way without the lock: run it while nobody works, or on a new table that takes over",
  "alter-type-rewrite": expand,
  "alter-type-scan": "drop the check first and put it back as NOT VALID, to be validated later",
  "volatile-default-on-add":
    "add the column without the default, set the default, and fill the rows that exist in chunks",
  "stored-generated-column":
    "make it virtual where the server can, or keep a plain column filled by a trigger",
  "add-auto-increment": "add a plain column, fill it in chunks, and let it number itself afterwards",
  "enum-rebuild":
    "values that are only added or renamed need no rebuild; else run it while the tables are quiet",
  "data-change-with-ddl":
    "add the column as nullable, fill it in chunks in a revision of its own, then require it",
  "recreate-table": "leave recreate out where the changes do not need it, or run it while nobody writes",
  "algorithm-copy": "run it while nobody writes, or by an online schema change tool",
  "charset-convert": "run it while nobody writes, or by an online schema change tool",
  "varchar-length-bytes":
    "stay on one side of 255 bytes (63 characters of utf8mb4), or run it while nobody writes",
  "enum-not-appended": "append new members at the end: then nothing is copied",
};
