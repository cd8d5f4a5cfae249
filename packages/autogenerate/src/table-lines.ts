import {
  compareText,
  formatName,
  type Check,
  type Column,
  type Exclusion,
  type ForeignKey,
  type IndexDefinition,
  type PrimaryKey,
  type QualifiedName,
  type Table,
  type TypeCodec,
  type Unique,
} from "@typeorm-autogen/model";

/** What a line of a table is about. */
export type LineKind =
  | "column"
  | "primaryKey"
  | "unique"
  | "foreignKey"
  | "check"
  | "exclusion"
  | "index"
  | "comment"
  | "options"
  | "order";

/** A line of a table. */
export interface Line {
  readonly kind: LineKind;
  /** What it is: lines of one key before and after are one thing. */
  readonly key: string;
  readonly text: string;
  /** What is told only where it changes; may be empty. */
  readonly more: string;
  /** The column, or the columns of a key. */
  readonly columns?: readonly string[];
  /** A column's type. */
  readonly type?: string;
  /** The table that a foreign key refers to. */
  readonly references?: QualifiedName;
}

/** The key of a column's line. */
export const columnKey = (name: string): string => `column ${name}`;

/** A name without what else an object of that name has. */
export const bareName = ({ schema, name }: QualifiedName): QualifiedName => ({ schema, name });

/** A table line by line. */
export function tableLines(table: Table, types: TypeCodec): readonly Line[] {
  const { primaryKey, exclusions = [], comment, options = {} } = table;
  return [
    ...table.columns.map((column) => columnLine(column, types)),
    ...(primaryKey ? [primaryKeyLine(primaryKey)] : []),
    ...table.uniques.map(uniqueLine),
    ...table.foreignKeys.map(foreignKeyLine),
    ...table.checks.map(checkLine),
    ...exclusions.map(exclusionLine),
    ...table.indexes.map(indexLine),
    ...(comment === undefined ? [] : [lineOf("comment", "comment", `comment: ${comment}`)]),
    lineOf("options", "options", "options", options),
  ];
}

/** The order of a table's columns as a line. */
export function orderLine({ columns }: Table): Line {
  return lineOf("order", "order", `in the order ${columns.map(({ name }) => name).join(", ")}`);
}

function lineOf(kind: LineKind, key: string, text: string, more: object = {}): Line {
  return { kind, key, text, more: inWords(more) };
}

function columnLine({ name, type, ...column }: Column, types: TypeCodec): Line {
  const {
    nullable,
    default: standing,
    generated,
    identity,
    autoincrement,
    collation,
    comment,
    ...rest
  } = column;
  const { mode, ...numbers } = identity ?? {};
  const text = [
    `${name}  ${types.print(type)}`,
    ...(nullable ? ["null"] : ["not null"]),
    ...(standing === undefined ? [] : [`default ${standing}`]),
    ...(identity ? [`identity (${mode === "always" ? "always" : "by default"})`] : []),
    ...(autoincrement ? ["numbers itself"] : []),
    ...(generated ? [`${generated.stored ? "stored" : "virtual"}: ${generated.expression}`] : []),
    ...(collation === undefined ? [] : [`collation ${collation}`]),
    ...(comment === undefined ? [] : [`comment: ${comment}`]),
  ].join(", ");
  const line = lineOf("column", columnKey(name), text, { ...rest, ...numbers });
  return { ...line, columns: [name], type: types.print(type) };
}

function primaryKeyLine({ columns, ...rest }: PrimaryKey): Line {
  const line = lineOf("primaryKey", "primary key", `primary key (${columns.join(", ")})`, rest);
  return { ...line, columns };
}

function uniqueLine({ name, columns, ...rest }: Unique): Line {
  const text = named(name, `unique (${columns.join(", ")})`);
  return lineOf("unique", `unique ${name ?? columns.join()}`, text, rest);
}

function foreignKeyLine({ name, columns, references, ...key }: ForeignKey): Line {
  const { referencedColumns, onDelete, onUpdate, ...rest } = key;
  const text = [
    `foreign key (${columns.join(", ")}) → ${formatName(references)} (${referencedColumns.join(", ")})`,
    ...(onDelete === undefined ? [] : [`on delete ${onDelete}`]),
    ...(onUpdate === undefined ? [] : [`on update ${onUpdate}`]),
  ].join(", ");
  const line = lineOf("foreignKey", `foreign key ${name ?? columns.join()}`, named(name, text), rest);
  return { ...line, columns, references: bareName(references) };
}

function checkLine({ name, expression, ...rest }: Check): Line {
  return lineOf("check", `check ${name ?? expression}`, named(name, `check (${expression})`), rest);
}

function exclusionLine({ name, elements, ...rest }: Exclusion): Line {
  const parts = elements.map((part) => `${part.column ?? part.expression} with ${part.operator}`);
  const text = named(name, `exclude (${parts.join(", ")})`);
  const left = elements.map(({ column: _, expression: _expression, operator: _operator, ...part }) => part);
  return lineOf("exclusion", `exclusion ${name ?? ""}`, text, { ...rest, ...left });
}

function indexLine({ name, parts, unique, method, where, ...rest }: IndexDefinition): Line {
  const keys = parts.map((part) => `${part.column ?? part.expression}${part.descending ? " desc" : ""}`);
  const text = [
    `${unique ? "unique index" : "index"} (${keys.join(", ")})`,
    ...(method === undefined ? [] : [method]),
    ...(where === undefined ? [] : [`where ${where}`]),
  ].join(", ");
  const left = parts.map(({ column: _, expression: _expression, descending: _descending, ...part }) => part);
  return lineOf("index", `index ${name}`, named(name, text), { ...rest, ...left });
}

const named = (name: string | undefined, text: string) => (name === undefined ? text : `${text}  [${name}]`);

// What is left to say: flags by their names, values behind theirs, those of an index's parts behind their numbers.
function inWords(rest: object): string {
  return Object.entries(rest)
    .filter(([, value]) => value !== undefined && !(typeof value === "object" && isEmpty(value)))
    .sort(([a], [b]) => compareText(a, b))
    .map(([key, value]: [string, unknown]) => `${wordsOf(key)}${value === true ? "" : ` ${said(value)}`}`)
    .join(", ");
}

const isEmpty = (value: unknown) => Object.keys(value ?? {}).length === 0;

function said(value: unknown): string {
  if (Array.isArray(value)) return `(${value.join(", ")})`;
  return typeof value === "object" && value !== null ? `(${inWords(value)})` : String(value);
}

// The parts of an index have numbers, from 0.
function wordsOf(key: string): string {
  if (/^\d+$/.test(key)) return `part ${Number(key) + 1}`;
  return key.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
