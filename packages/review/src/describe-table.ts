import {
  equalNames,
  formatName,
  type Column,
  type ForeignKey,
  type IndexDefinition,
  type QualifiedName,
  type Schema,
  type Table,
  type TypeCodec,
} from "@typeorm-autogen/model";
import type { LeafOperation } from "@typeorm-autogen/ops";
import type { TableLine, TouchedTable } from "./report.js";

/** The tables that differ between two schemas, renamed ones told by the operations between them. */
export function touchedTables(
  before: Schema,
  after: Schema,
  operations: readonly LeafOperation[],
  types: TypeCodec,
): readonly TouchedTable[] {
  const renames = new Renames(operations);
  const changed = after.tables.flatMap((table): TouchedTable[] => {
    const old = before.tables.find((other) => equalNames(other, renames.formerTable(table)));
    const lines = compareLines(old && describe(old, types), describe(table, types), (name) =>
      renames.formerColumn(table, name),
    );
    const renamed = old && !equalNames(old, table);
    if (old && !renamed && lines.every(({ change }) => change === "same")) return [];
    return [
      {
        table: bare(table),
        change: old ? "changed" : "added",
        ...(renamed && { was: bare(old) }),
        lines,
        refersTo: table.foreignKeys.map((key) => bare(key.references)),
      },
    ];
  });
  const kept = new Set(after.tables.map((table) => formatName(renames.formerTable(table))));
  const removed = before.tables
    .filter((table) => !kept.has(formatName(table)))
    .map((table): TouchedTable => ({
      table: bare(table),
      change: "removed",
      lines: describe(table, types).map(({ text }) => ({ change: "removed", text })),
      refersTo: [],
    }));
  return [...changed, ...removed];
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

interface Line {
  /** What it is: lines of one key before and after are one thing. */
  readonly key: string;
  readonly column?: string;
  readonly text: string;
}

function compareLines(
  before: readonly Line[] | undefined,
  after: readonly Line[],
  formerColumn: (name: string) => string,
): readonly TableLine[] {
  if (!before) return after.map(({ text }) => ({ change: "added", text }));
  const known = new Map(before.map((line) => [line.key, line]));
  const lines = after.map((line): TableLine => {
    const key = line.column === undefined ? line.key : columnKey(formerColumn(line.column));
    const old = known.get(key);
    known.delete(key);
    if (!old) return { change: "added", text: line.text };
    if (old.text === line.text) return { change: "same", text: line.text };
    return { change: "changed", text: line.text, was: old.text };
  });
  return [...lines, ...[...known.values()].map(({ text }): TableLine => ({ change: "removed", text }))];
}

const columnKey = (name: string) => `column ${name}`;

function describe(table: Table, types: TypeCodec): readonly Line[] {
  const { primaryKey, uniques, checks, exclusions = [], foreignKeys, indexes, comment } = table;
  return [
    ...table.columns.map((column) => ({
      key: columnKey(column.name),
      column: column.name,
      text: describeColumn(column, types),
    })),
    ...(primaryKey ? [line("primary key", `primary key (${primaryKey.columns.join(", ")})`)] : []),
    ...uniques.map((one) =>
      line(`unique ${one.name ?? one.columns.join()}`, named(one.name, `unique (${one.columns.join(", ")})`)),
    ),
    ...foreignKeys.map((key) =>
      line(`foreign key ${key.name ?? key.columns.join()}`, named(key.name, describeKey(key))),
    ),
    ...checks.map((one) =>
      line(`check ${one.name ?? one.expression}`, named(one.name, `check (${one.expression})`)),
    ),
    ...exclusions.map((one) =>
      line(
        `exclusion ${one.name ?? ""}`,
        named(
          one.name,
          `exclude (${one.elements.map((part) => `${part.column ?? part.expression} with ${part.operator}`).join(", ")})`,
        ),
      ),
    ),
    ...indexes.map((index) => line(`index ${index.name}`, describeIndex(index))),
    ...(comment === undefined ? [] : [line("comment", `comment: ${comment}`)]),
  ];
}

const line = (key: string, text: string): Line => ({ key, text });

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
