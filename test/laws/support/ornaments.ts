import { findColumn, type Column, type IndexDefinition, type Table } from "@typeorm-autogen/model";
import type { Target } from "../../live/targets.js";
import { dressMysqlTable, mysqlOrnaments } from "./mysql-ornaments.js";

const everywhere = ["text check", "on update cascade", "virtual column"] as const;
const sqliteOrnaments = [...everywhere, "collation", "expression index", "descending index"] as const;
const postgresOrnaments = [
  ...sqliteOrnaments,
  "deferrable unique",
  "exclusion",
  "gin index",
  "hash index",
  "nulls first index",
  "identity options",
  "enum array",
  "counted column",
] as const;

/** What is put on tables of generated schemas where it fits, because only some databases have it. */
export const tableOrnaments = {
  postgres: postgresOrnaments,
  mysql: [...everywhere, ...mysqlOrnaments],
  sqlite: sqliteOrnaments,
} as const satisfies Record<Target["dialect"], readonly string[]>;

/** The kind of something that is put on a generated table. */
type TableOrnament = (typeof tableOrnaments)[Target["dialect"]][number];

/** Where an ornament is worn: in each of three variants it is something else. */
export interface Wearing {
  readonly kind: TableOrnament;
  /** The column that it is about, where that one is of a kind that fits; else another that is. */
  readonly column: string;
  readonly variant: number;
  readonly target: Target;
}

/** The sequence that a column of this table counts by. */
export function counterOf(table: string): string {
  return `${table}_counter`;
}

/** The table with an ornament on it; as it was where nothing about it fits. */
export function dressTable(table: Table, wearing: Wearing): Table {
  const { kind, column: wanted, variant, target } = wearing;
  const text = fitting(table, wanted, isText);
  switch (kind) {
    case "text check":
      return withCheck(table, wanted, variant, target);
    case "on update cascade":
      return onUpdate(table, variant);
    case "virtual column":
      return variant > 0 ? virtual(table, target) : table;
    case "collation":
      return text ? withColumn(table, { ...text, collation: collations(target)[variant % 2]! }) : table;
    case "expression index":
      return text ? withIndex(table, "lower", { expression: expressionOf(text.name, variant) }) : table;
    case "descending index":
      return text ? withIndex(table, "down", { column: text.name, descending: true }, variant) : table;
    case "exclusion":
      return text ? withExclusion(table, text.name, variant) : table;
    case "deferrable unique":
      return {
        ...table,
        uniques: table.uniques.map((it) => ({ ...it, deferrable: variant > 0 ? "deferred" : "immediate" })),
      };
    case "gin index":
      return withGin(table, wanted, variant);
    case "hash index":
      return text ? withIndex(table, "hash", { column: text.name }, variant, { method: "hash" }) : table;
    case "nulls first index":
      return text ? withNulls(table, text.name, variant) : table;
    case "identity options":
      return withIdentity(table, variant);
    case "enum array":
      return withEnumArray(table, wanted);
    case "counted column":
      return withCounter(table, wanted);
    default:
      return dressMysqlTable(table, kind, wanted, variant);
  }
}

/** The column of this name, else the first one, that is of the kind that is looked for. */
export function fitting(table: Table, name: string, fits: (column: Column) => boolean): Column | undefined {
  const named = findColumn(table, name);
  const keys = new Set(["id", "tenant", ...table.foreignKeys.flatMap(({ columns }) => columns)]);
  return named && fits(named) ? named : table.columns.find((it) => !keys.has(it.name) && fits(it));
}

function isText({ type, generated }: Column): boolean {
  return (type.name === "text" || type.name === "varchar") && !type.dimensions && !generated;
}

function collations({ dialect }: Target): readonly string[] {
  return dialect === "postgres" ? ["C", "POSIX"] : ["NOCASE", "RTRIM"];
}

function expressionOf(column: string, variant: number): string {
  return [`lower("${column}")`, `upper("${column}")`, `length("${column}")`][variant]!;
}

// All that samples and defaults are satisfies these. MySQL spells the texts of a check anew with each change of the table
// where the column has another character set than they.
function withCheck(table: Table, wanted: string, variant: number, { dialect }: Target): Table {
  const column = fitting(table, wanted, (it) => isText(it) && !it.collation?.startsWith("latin1"))?.name;
  if (column === undefined) return table;
  const own = dialect === "mysql" ? `\`${column}\`` : `"${column}"`;
  const expression = [
    `${own} <> 'it''s forbidden'`,
    `${own} NOT LIKE 'bad%'`,
    `length(${own}) < 900 OR ${own} IS NULL`,
  ][variant]!;
  return { ...table, checks: [...table.checks, { name: `CHK_${table.name}_text`, expression }] };
}

function onUpdate(table: Table, variant: number): Table {
  const action = (["cascade", "restrict", "cascade"] as const)[variant]!;
  return { ...table, foreignKeys: table.foreignKeys.map((key) => ({ ...key, onUpdate: action })) };
}

// PostgreSQL has them from 18 on, and there no index may hold one.
function virtual(table: Table, { name, dialect }: Target): Table {
  const column = table.columns.find(({ generated }) => generated);
  if (!column?.generated || name === "postgres") return table;
  const held = JSON.stringify([table.uniques, table.indexes, table.exclusions, table.primaryKey]);
  if (dialect === "postgres" && held.includes(`"${column.name}`)) return table;
  return withColumn(table, { ...column, generated: { ...column.generated, stored: false } });
}

// No two NULLs conflict, so that rows of any kind satisfy it.
function withExclusion(table: Table, column: string, variant: number): Table {
  const elements = [
    { column, operator: "=" },
    { expression: `lower("${column}")`, operator: "=" },
  ].slice(0, variant + 1);
  return {
    ...table,
    exclusions: [{ name: `EXC_${table.name}`, elements, where: `"${column}" IS NULL` }],
  };
}

function withGin(table: Table, wanted: string, variant: number): Table {
  const column = fitting(table, wanted, ({ type }) => type.name === "jsonb" || type.dimensions !== undefined);
  if (!column) return table;
  const narrow = variant > 0 && column.type.name === "jsonb" && { operatorClass: "jsonb_path_ops" };
  return withIndex(table, "gin", { column: column.name, ...narrow }, 0, { method: "gin" });
}

function withNulls(table: Table, column: string, variant: number): Table {
  const part = [
    { column, nulls: "first" },
    { column, descending: true, nulls: "last" },
    { column, descending: true },
  ] as const;
  return withIndex(table, "nulls", part[variant]!);
}

function withIdentity(table: Table, variant: number): Table {
  const identities = [
    { mode: "byDefault", start: "7", increment: "2", cache: "2", maximum: "5000" },
    { mode: "byDefault", start: "100", increment: "10", cache: "3", maximum: "70000" },
    { mode: "always", start: "5", increment: "5", cache: "5", maximum: "1000000" },
  ] as const;
  const column = table.columns.find(({ identity }) => identity);
  return column ? withColumn(table, { ...column, identity: identities[variant]! }) : table;
}

function withEnumArray(table: Table, wanted: string): Table {
  const column = fitting(table, wanted, ({ type }) => type.schema !== undefined);
  if (!column) return table;
  const { default: value, ...rest } = column;
  return withColumn(table, {
    ...rest,
    type: { ...column.type, dimensions: 1 },
    ...(value !== undefined && { default: "'{}'" }),
  });
}

function withCounter(table: Table, wanted: string): Table {
  const column = fitting(table, wanted, isWholeNumber);
  return column ? withColumn(table, { ...column, default: `nextval('${counterOf(table.name)}')` }) : table;
}

function isWholeNumber({ type, generated, identity, autoincrement }: Column): boolean {
  return /^(?:integer|bigint)$/.test(type.name) && !generated && !identity && !autoincrement;
}

function withColumn(table: Table, column: Column): Table {
  return { ...table, columns: table.columns.map((other) => (other.name === column.name ? column : other)) };
}

function withIndex(
  table: Table,
  suffix: string,
  part: IndexDefinition["parts"][number],
  variant = 0,
  rest: Partial<IndexDefinition> = {},
): Table {
  const where = variant > 0 && part.column !== undefined && { where: `"${part.column}" IS NOT NULL` };
  const index = { name: `IDX_${table.name}_${suffix}`, parts: [part], ...rest, ...where };
  return { ...table, indexes: [...table.indexes, index] };
}
