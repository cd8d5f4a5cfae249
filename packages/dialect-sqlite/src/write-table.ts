import { UnsupportedError } from "@typeorm-autogen/dialect";
import type { Column, ForeignKey, Table } from "@typeorm-autogen/model";
import { keywords } from "./keywords.js";
import { nameOf, significantTokens } from "./lexicon.js";
import { identifier, identifiers, parenthesise } from "./sql-text.js";
import { stripParentheses } from "./strip-parentheses.js";
import { types } from "./types.js";

/**
 * The CREATE TABLE of a table without its indexes and triggers, laid out as TypeORM lays it out: TypeORM finds
 * constraint names, enum values and AUTOINCREMENT by searching this text. `name` replaces the table's own.
 * Throws UnsupportedError where the table has what the model only names.
 */
export function createTableSql(table: Table, name: string = table.name): string {
  refuseUnmodelled(table);
  const enums = enumChecks(table);
  const key = table.primaryKey;
  const keyColumn = inlineKeyColumn(table);
  const parts = [
    ...table.columns.map((column) => {
      const primary = column.name === keyColumn ? ` ${constraint(key)}PRIMARY KEY` : "";
      return columnDefinition(column, (enums.get(column.name) ?? "") + primary);
    }),
    ...table.uniques.map((unique) => `${constraint(unique)}UNIQUE (${identifiers(unique.columns)})`),
    ...table.checks
      .filter((check) => !isEnumCheck(check, enums))
      .map((check) => `${constraint(check)}CHECK ${parenthesise(check.expression)}`),
    ...table.foreignKeys.map(foreignKeySql),
    ...(key && keyColumn === undefined
      ? [`${constraint(key)}PRIMARY KEY (${identifiers(key.columns)})`]
      : []),
  ];
  return `CREATE TABLE ${identifier(name)} (${parts.join(", ")})${tableOptions(table)}`;
}

function refuseUnmodelled({ name, options }: Table): void {
  const clause = options?.["unmodelled"];
  if (clause === undefined) return;
  throw new UnsupportedError(
    "SQLite",
    `building table ${name} with ${String(clause)}`,
    "write this step by hand with op.execute, or take that clause out of the table first",
  );
}

// AUTOINCREMENT is only allowed behind INTEGER PRIMARY KEY; a composite or named key stands at the end of the table.
function inlineKeyColumn({ primaryKey, columns }: Table): string | undefined {
  const [only, ...more] = primaryKey?.columns ?? [];
  if (only === undefined || more.length > 0) return undefined;
  const counted = columns.some((column) => column.name === only && column.autoincrement);
  return primaryKey?.name === undefined || counted ? only : undefined;
}

/** A column as CREATE TABLE and ADD COLUMN write it; `clauses` stand directly behind its type. */
export function columnDefinition(column: Column, clauses = ""): string {
  const type = types.print(column.type);
  return (
    identifier(column.name) +
    (type === "" ? "" : ` ${type}`) +
    clauses +
    (column.autoincrement ? " AUTOINCREMENT" : "") +
    (column.collation === undefined ? "" : ` COLLATE ${collationSql(column.collation)}`) +
    (column.nullable ? "" : " NOT NULL") +
    (column.generated
      ? ` AS ${parenthesise(column.generated.expression)} ${column.generated.stored ? "STORED" : "VIRTUAL"}`
      : defaultSql(column.default))
  );
}

function defaultSql(expression: string | undefined): string {
  return expression === undefined ? "" : ` DEFAULT ${parenthesise(expression)}`;
}

/** A collation's name, bare where it can be: TypeORM writes it so. */
export function collationSql(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) && !keywords.has(name.toLowerCase()) ? name : identifier(name);
}

interface Named {
  readonly name?: string;
}

function constraint(item: Named | undefined): string {
  return item?.name === undefined ? "" : `CONSTRAINT ${identifier(item.name)} `;
}

type Check = Table["checks"][number];

// TypeORM reads the values of a simple-enum from the text between the column's type and its other clauses.
function enumChecks({ columns, checks }: Table): ReadonlyMap<string, string> {
  const names = new Set(columns.map((column) => column.name));
  const found = new Map<string, string>();
  for (const check of checks) {
    const column = check.name === undefined ? enumColumn(check.expression) : undefined;
    if (column !== undefined && names.has(column) && !found.has(column))
      found.set(column, ` CHECK( ${check.expression} )`);
  }
  return found;
}

function isEnumCheck({ name, expression }: Check, enums: ReadonlyMap<string, string>): boolean {
  return name === undefined && enums.get(enumColumn(expression) ?? "") === ` CHECK( ${expression} )`;
}

// `"column" IN ( … )` and nothing behind it.
function enumColumn(expression: string): string | undefined {
  const [name, word, open] = significantTokens(expression);
  if (name?.kind !== "quoted" || word?.text.toUpperCase() !== "IN" || open?.text !== "(") return undefined;
  const list = expression.slice(open.start);
  return stripParentheses(list) === list || list.includes("--") ? undefined : nameOf(name);
}

function foreignKeySql(key: ForeignKey): string {
  return (
    `${constraint(key)}FOREIGN KEY (${identifiers(key.columns)}) REFERENCES ${identifier(key.references.name)}` +
    (key.referencedColumns.length > 0 ? ` (${identifiers(key.referencedColumns)})` : "") +
    (key.onDelete ? ` ON DELETE ${key.onDelete.toUpperCase()}` : "") +
    (key.onUpdate ? ` ON UPDATE ${key.onUpdate.toUpperCase()}` : "") +
    (key.deferrable ? ` DEFERRABLE INITIALLY ${key.deferrable.toUpperCase()}` : "")
  );
}

function tableOptions({ options }: Table): string {
  const words = [
    ...(options?.["withoutRowid"] === true ? ["WITHOUT ROWID"] : []),
    ...(options?.["strict"] === true ? ["STRICT"] : []),
  ];
  return words.length > 0 ? ` ${words.join(", ")}` : "";
}
