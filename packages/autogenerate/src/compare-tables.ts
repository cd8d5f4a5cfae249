import {
  equalNames,
  formatName,
  type Column,
  type Exclusion,
  type ForeignKey,
  type IndexDefinition,
  type PrimaryKey,
  type QualifiedName,
  type Schema,
  type Table,
  type TypeCodec,
} from "@typeorm-autogen/model";
import type { LeafOperation } from "@typeorm-autogen/ops";

/** A line of a table: a column, a key, an index; and what becomes of it. */
export interface TableLine {
  readonly kind:
    "column" | "primaryKey" | "unique" | "foreignKey" | "check" | "exclusion" | "index" | "comment";
  readonly change: "added" | "removed" | "changed" | "same";
  /** The line afterwards; before, where it goes. */
  readonly text: string;
  /** The line before, where it changes. */
  readonly was?: string;
  /** The column, or the columns of a key. */
  readonly columns?: readonly string[];
  /** A column's type. */
  readonly type?: string;
  /** The table that a foreign key refers to. */
  readonly references?: QualifiedName;
}

/** A table before and after. */
export interface ComparedTable {
  readonly table: QualifiedName;
  readonly change: "added" | "removed" | "changed" | "same";
  /** Its name before, where it is renamed. */
  readonly was?: QualifiedName;
  readonly lines: readonly TableLine[];
}

/** Every table of two schemas, line by line; renamed ones are told by the operations between them. */
export function compareTables(
  before: Schema,
  after: Schema,
  operations: readonly LeafOperation[],
  types: TypeCodec,
): readonly ComparedTable[] {
  const renames = new Renames(operations);
  const existing = new Map(before.tables.map((table) => [formatName(table), table]));
  const compared = after.tables.map((table): ComparedTable => {
    const former = formatName(renames.formerTable(table));
    const old = existing.get(former);
    existing.delete(former);
    const described = describe(table, types);
    // What no operation touches is the same object in both.
    const before = old === table ? described : old && describe(old, types);
    const lines = compareLines(before, described, (name) => renames.formerColumn(table, name));
    const renamed = old && !equalNames(old, table);
    const isSame = old && !renamed && lines.every(({ change }) => change === "same");
    return {
      table: bare(table),
      change: isSame ? "same" : old ? "changed" : "added",
      ...(renamed && { was: bare(old) }),
      lines,
    };
  });
  const removed = [...existing.values()].map((table): ComparedTable => ({
    table: bare(table),
    change: "removed",
    lines: describe(table, types).map(({ key: _, ...line }) => ({ ...line, change: "removed" })),
  }));
  return [...compared, ...removed];
}

const bare = ({ schema, name }: QualifiedName): QualifiedName => ({ schema, name });

/** Names before the operations, told from names after them. */
class Renames {
  readonly #operations: readonly LeafOperation[];

  constructor(operations: readonly LeafOperation[]) {
    this.#operations = operations.toReversed();
  }

  formerTable(table: QualifiedName): QualifiedName {
    let name: QualifiedName = bare(table);
    for (const operation of this.#operations)
      if (operation.kind === "renameTable" && equalNames(operation.to, name)) name = operation.from;
    return name;
  }

  formerColumn(table: QualifiedName, column: string): string {
    let [at, name] = [bare(table), column];
    for (const operation of this.#operations) {
      if (operation.kind === "renameTable" && equalNames(operation.to, at)) at = operation.from;
      if (operation.kind === "renameColumn" && equalNames(operation.table, at) && operation.to === name)
        name = operation.from;
    }
    return name;
  }
}

interface Line extends Omit<TableLine, "change" | "was"> {
  /** What it is: lines of one key before and after are one thing. */
  readonly key: string;
}

function compareLines(
  before: readonly Line[] | undefined,
  after: readonly Line[],
  formerColumn: (name: string) => string,
): readonly TableLine[] {
  const known = new Map(before?.map((line) => [line.key, line]));
  const lines = after.map(({ key: newKey, ...line }): TableLine => {
    const [column] = line.kind === "column" ? (line.columns ?? []) : [];
    const key = column === undefined ? newKey : columnKey(formerColumn(column));
    const old = known.get(key);
    known.delete(key);
    if (!old) return { ...line, change: "added" };
    if (old.text === line.text) return { ...line, change: "same" };
    return { ...line, change: "changed", was: old.text };
  });
  const removed = [...known.values()].map(({ key: _, ...line }): TableLine => ({
    ...line,
    change: "removed",
  }));
  return [...lines, ...removed];
}

const columnKey = (name: string) => `column ${name}`;

function describe(table: Table, types: TypeCodec): readonly Line[] {
  const { primaryKey, uniques, checks, exclusions = [], foreignKeys, indexes, comment } = table;
  return [
    ...table.columns.map((column): Line => ({
      kind: "column",
      key: columnKey(column.name),
      text: describeColumn(column, types),
      columns: [column.name],
      type: types.print(column.type),
    })),
    ...(primaryKey ? [primaryKeyLine(primaryKey)] : []),
    ...uniques.map(({ name, columns }): Line => ({
      kind: "unique",
      key: `unique ${name ?? columns.join()}`,
      text: named(name, `unique (${columns.join(", ")})`),
    })),
    ...foreignKeys.map((key): Line => ({
      kind: "foreignKey",
      key: `foreign key ${key.name ?? key.columns.join()}`,
      text: named(key.name, describeKey(key)),
      columns: key.columns,
      references: bare(key.references),
    })),
    ...checks.map(({ name, expression }): Line => ({
      kind: "check",
      key: `check ${name ?? expression}`,
      text: named(name, `check (${expression})`),
    })),
    ...exclusions.map(exclusionLine),
    ...indexes.map((index): Line => ({
      kind: "index",
      key: `index ${index.name}`,
      text: describeIndex(index),
    })),
    ...(comment === undefined
      ? []
      : [{ kind: "comment", key: "comment", text: `comment: ${comment}` } as const]),
  ];
}

function primaryKeyLine({ columns }: PrimaryKey): Line {
  return { kind: "primaryKey", key: "primary key", text: `primary key (${columns.join(", ")})`, columns };
}

function exclusionLine({ name, elements }: Exclusion): Line {
  const parts = elements.map((part) => `${part.column ?? part.expression} with ${part.operator}`);
  return {
    kind: "exclusion",
    key: `exclusion ${name ?? ""}`,
    text: named(name, `exclude (${parts.join(", ")})`),
  };
}

const named = (name: string | undefined, text: string) => (name === undefined ? text : `${text}  [${name}]`);

function describeColumn(column: Column, types: TypeCodec): string {
  const {
    name,
    type,
    nullable,
    default: text,
    generated,
    identity,
    autoincrement,
    collation,
    comment,
  } = column;
  return [
    `${name}  ${types.print(type)}`,
    ...(nullable ? ["null"] : ["not null"]),
    ...(text === undefined ? [] : [`default ${text}`]),
    ...(identity ? [`identity (${identity.mode === "always" ? "always" : "by default"})`] : []),
    ...(autoincrement ? ["numbers itself"] : []),
    ...(generated ? [`${generated.stored ? "stored" : "virtual"}: ${generated.expression}`] : []),
    ...(collation === undefined ? [] : [`collation ${collation}`]),
    ...(comment === undefined ? [] : [`comment: ${comment}`]),
  ].join(", ");
}

function describeKey({ columns, references, referencedColumns, onDelete, onUpdate }: ForeignKey): string {
  const actions = [
    ...(onDelete === undefined ? [] : [`on delete ${onDelete}`]),
    ...(onUpdate === undefined ? [] : [`on update ${onUpdate}`]),
  ];
  return [
    `foreign key (${columns.join(", ")}) → ${formatName(references)} (${referencedColumns.join(", ")})`,
    ...actions,
  ].join(", ");
}

function describeIndex({ name, parts, unique, method, where }: IndexDefinition): string {
  const keys = parts.map((part) => `${part.column ?? part.expression}${part.descending ? " desc" : ""}`);
  return [
    `${unique ? "unique index" : "index"} (${keys.join(", ")})`,
    ...(method === undefined ? [] : [method]),
    ...(where === undefined ? [] : [`where ${where}`]),
  ]
    .join(", ")
    .concat(`  [${name}]`);
}
