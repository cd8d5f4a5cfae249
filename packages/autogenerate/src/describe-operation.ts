import {
  formatName,
  type Column,
  type Exclusion,
  type ForeignKey,
  type IndexDefinition,
  type QualifiedName,
  type SequenceOwner,
  type TypeCodec,
} from "@typeorm-autogen/model";
import {
  conditionOf,
  dispatch,
  ownDefinition,
  type AlterColumn,
  type AlterSequence,
  type ForeignKeyPatch,
  type LeafOperation,
  type Operation,
  type OperationDefinition,
  type OperationTable,
  type Placement,
  type SetTableOptions,
} from "@typeorm-autogen/ops";

/** One operation in words: `+` adds, `-` takes away, `~` changes. `subject` is the table it belongs to, if any. */
export interface OperationInWords {
  readonly subject: string | null;
  readonly sign: "+" | "-" | "~";
  readonly text: string;
}

/** Says an operation in words that somebody understands who knows SQL but not Autogen. */
export function describeOperation(operation: LeafOperation, types: TypeCodec): OperationInWords {
  const own = ownDefinition(operation);
  if (own) return { subject: null, ...(own.words?.(operation) ?? plainWords(own, operation)) };
  const said = dispatch(words, operation, types);
  const condition = conditionOf(operation);
  if (condition === undefined) return said;
  return {
    ...said,
    text: `${said.text}, ${condition === "IF EXISTS" ? "if it exists" : "unless it exists"}`,
  };
}

const signs: Readonly<Record<string, OperationInWords["sign"]>> = {
  create: "+",
  add: "+",
  drop: "-",
  remove: "-",
};

// An operation whose definition says no words: `createFunction` of f is `+ function f`.
function plainWords({ kind, object }: OperationDefinition<Operation>, operation: Operation) {
  const [verb = "", ...noun] = kind.split(/(?=[A-Z])/).map((word) => word.toLowerCase());
  const sign = signs[verb];
  return {
    sign: sign ?? "~",
    text: `${(sign ? noun : [verb, ...noun]).join(" ")} ${object(operation)}`,
  } as const;
}

const alone = (sign: OperationInWords["sign"], text: string): OperationInWords => ({
  subject: null,
  sign,
  text,
});

const of = (table: QualifiedName, sign: OperationInWords["sign"], text: string): OperationInWords => ({
  subject: formatName(table),
  sign,
  text,
});

const list = (names: readonly string[]) => `(${names.join(", ")})`;

const known = ({ nameOnly }: { readonly nameOnly?: true }, columns: readonly string[]) =>
  nameOnly ? "" : ` ${list(columns)}`;

const called = (item: { readonly name?: string }) => (item.name === undefined ? "" : ` ${item.name}`);

const words: OperationTable<OperationInWords, TypeCodec> = {
  createSchema: (op) => alone("+", `schema ${op.name}`),
  dropSchema: (op) => alone("-", `schema ${op.name}`),
  renameSchema: (op) => alone("~", `schema ${op.from} becomes ${op.to}`),
  createExtension: (op) => alone("+", `extension ${op.name}`),
  dropExtension: (op) => alone("-", `extension ${op.name}`),
  createEnum: (op) => alone("+", `enum ${formatName(op.enum)} ${list(op.enum.values)}`),
  dropEnum: (op) => alone("-", `enum ${formatName(op.enum)}`),
  renameEnum: (op) => alone("~", `enum ${formatName(op.from)} becomes ${formatName(op.to)}`),
  alterEnum: (op) => alone("~", `enum ${formatName(op.enum)}: ${list(op.from)} → ${list(op.to)}`),
  createSequence: (op) => alone("+", `sequence ${formatName(op.sequence)}`),
  dropSequence: (op) => alone("-", `sequence ${formatName(op.sequence)}`),
  alterSequence: (op) => alone("~", `sequence ${formatName(op.sequence)}: ${sequenceInWords(op)}`),
  renameSequence: (op) => alone("~", `sequence ${formatName(op.from)} becomes ${formatName(op.to)}`),
  createTable: (op) =>
    alone("+", `table ${formatName(op.table)}: ${count(op.table.columns.length, "column")}`),
  dropTable: (op) => alone("-", `table ${formatName(op.table)}`),
  renameTable: (op) => alone("~", `table ${formatName(op.from)} becomes ${formatName(op.to)}`),
  alterTable: (op) => of(op.table, "~", count(op.changes.length, "change")),
  createView: (op) => alone("+", viewInWords(op.view, op.view.materialized)),
  dropView: (op) => alone("-", viewInWords(op.view, op.materialized)),
  alterView: (op) => alone("~", `${viewInWords(op.view, op.view.materialized)}: another query`),
  renameView: (op) => alone("~", `${viewInWords(op.from, op.materialized)} becomes ${formatName(op.to)}`),
  setTypeormMetadata: (op) => alone("~", `TypeORM's metadata of ${op.row.table ?? "view"}.${op.row.name}`),
  execute: (op) => alone("~", `SQL: ${op.sql.replaceAll(/\s+/g, " ").trim().slice(0, 100)}`),
  autocommit: (op) => alone("~", `${count(op.operations.length, "operation")} outside the transaction`),
  backfill: (op) => of(op.table, "~", `rows: ${Object.keys(op.set).join(", ")} filled in`),
  bulkInsert: (op) => alone("+", `${count(op.rows.length, "row")} of ${formatName(op.table)}`),
  addColumn: (op, types) => of(op.table, "+", `column ${op.column.name} ${columnInWords(op.column, types)}`),
  dropColumn: (op) => of(op.table, "-", `column ${op.column.name}`),
  alterColumn: (op, types) => of(op.table, "~", `column ${op.column}: ${changesInWords(op, types)}`),
  renameColumn: (op) => of(op.table, "~", `column ${op.from} becomes ${op.to}`),
  placeColumns: (op) => of(op.table, "~", placesInWords(op.to)),
  createPrimaryKey: (op) => of(op.table, "+", `primary key ${list(op.primaryKey.columns)}`),
  dropPrimaryKey: (op) => of(op.table, "-", `primary key${known(op, op.primaryKey.columns)}`),
  createUnique: (op) => of(op.table, "+", `unique${called(op.unique)} ${list(op.unique.columns)}`),
  dropUnique: (op) => of(op.table, "-", `unique${called(op.unique)}${known(op, op.unique.columns)}`),
  createCheck: (op) => of(op.table, "+", `check${called(op.check)} (${op.check.expression})`),
  dropCheck: (op) => of(op.table, "-", `check${called(op.check)}`),
  createExclusion: (op) => of(op.table, "+", exclusionInWords(op.exclusion)),
  dropExclusion: (op) => of(op.table, "-", `exclusion${called(op.exclusion)}`),
  createForeignKey: (op) => of(op.table, "+", foreignKeyInWords(op.foreignKey)),
  dropForeignKey: (op) =>
    of(op.table, "-", op.nameOnly ? `foreign key${called(op.foreignKey)}` : foreignKeyInWords(op.foreignKey)),
  alterForeignKey: (op) =>
    of(op.table, "~", `foreign key ${op.name}: ${whenChecked(op.was)} → ${whenChecked(op.to)}`),
  renameConstraint: (op) => of(op.table, "~", `constraint ${op.from} becomes ${op.to}`),
  validateConstraint: (op) => of(op.table, "~", `constraint ${op.name} validated`),
  createIndex: (op) => of(op.table, "+", indexInWords(op.index)),
  dropIndex: (op) => of(op.table, "-", `index ${op.index.name}`),
  renameIndex: (op) => of(op.table, "~", `index ${op.from} becomes ${op.to}`),
  setTableComment: (op) => of(op.table, "~", op.to === null ? "comment removed" : `comment "${op.to}"`),
  setTableOptions: (op) => of(op.table, "~", optionsInWords(op)),
};

function placesInWords(to: Placement): string {
  if (!("orders" in to)) {
    return "before" in to
      ? `column ${to.column} before ${to.before}`
      : `column ${to.column} behind ${to.after}`;
  }
  return to.orders.length === 0 ? "built anew" : `columns in the order ${to.orders.map(list).join(", ")}`;
}

function viewInWords(name: QualifiedName, materialized: true | undefined): string {
  return `${materialized ? "materialized view" : "view"} ${formatName(name)}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function columnInWords(column: Column, types: TypeCodec): string {
  const facts = [
    types.print(column.type),
    column.nullable ? "null" : "not null",
    column.autoincrement && "autoincrement",
    column.identity && "identity",
    column.default !== undefined && `default ${column.default}`,
    column.generated && `generated as (${column.generated.expression})`,
  ];
  return facts.filter(Boolean).join(", ");
}

function changesInWords(op: AlterColumn, types: TypeCodec): string {
  const before = (op.was ?? {}) as Readonly<Record<string, unknown>>;
  const changes = Object.entries(op.to).map(([key, value]) =>
    attributeChange(key, before[key], value, types),
  );
  return changes.length === 0 && op.using !== undefined ? `values by ${op.using}` : changes.join(", ");
}

function attributeChange(key: string, before: unknown, after: unknown, types: TypeCodec): string {
  if (key === "nullable") return after ? "no longer required" : "required";
  if (key === "type") return `${typeInWords(before, types)} → ${typeInWords(after, types)}`;
  return `${key} ${valueInWords(before)} → ${valueInWords(after)}`;
}

function typeInWords(type: unknown, types: TypeCodec): string {
  return type === undefined ? "?" : types.print(type as Column["type"]);
}

function valueInWords(value: unknown): string {
  if (value === undefined || value === null) return "none";
  if (typeof value !== "object") return String(value);
  return Object.entries(value)
    .map(([key, part]) => (key === "mode" || key === "expression" ? String(part) : `${key} ${String(part)}`))
    .join(" ");
}

function optionsInWords({ to, was }: SetTableOptions): string {
  const changes = Object.entries(to).map(
    ([key, value]) => `${key} ${valueInWords(was[key])} → ${valueInWords(value)}`,
  );
  return changes.join(", ");
}

function sequenceInWords({ to, was = {} }: AlterSequence): string {
  const before = was as Readonly<Record<string, unknown>>;
  const value = (key: string, given: unknown) =>
    key === "ownedBy" && given ? ownerInWords(given as SequenceOwner) : valueInWords(given);
  return Object.entries(to)
    .map(([key, after]) => `${key} ${value(key, before[key])} → ${value(key, after)}`)
    .join(", ");
}

function ownerInWords({ table, column }: SequenceOwner): string {
  return `${formatName(table)}.${column}`;
}

function whenChecked({ deferrable }: ForeignKeyPatch): string {
  return deferrable === null ? "not deferrable" : `deferrable, initially ${deferrable}`;
}

function foreignKeyInWords(key: ForeignKey): string {
  return `foreign key ${list(key.columns)} to ${formatName(key.references)} ${list(key.referencedColumns)}`;
}

function exclusionInWords(exclusion: Exclusion): string {
  const elements = exclusion.elements.map(
    ({ column, expression, operator }) => `${column ?? expression} with ${operator}`,
  );
  const where = exclusion.where === undefined ? "" : ` where ${exclusion.where}`;
  return `exclusion${called(exclusion)} ${list(elements)}${where}`;
}

function indexInWords(index: IndexDefinition): string {
  const keys = index.parts.map((part) => part.column ?? part.expression ?? "");
  const where = index.where === undefined ? "" : ` where ${index.where}`;
  return `${index.unique ? "unique " : ""}index ${index.name} ${list(keys)}${where}`;
}
