import {
  compare,
  defaultCompareOptions,
  noAnswers,
  type Answers,
  type CompareOptions,
  type CompareRules,
  type Comparison,
} from "@typeorm-autogen/compare";
import {
  emptySchema,
  sortSchema,
  table,
  type Column,
  type ColumnType,
  type Schema,
  type Table,
} from "@typeorm-autogen/model";
import { evolve, flatten, reverse, type LeafOperation, type Operation } from "@typeorm-autogen/ops";
import { expect } from "vitest";
import { plainRules } from "../laws/plain-rules.js";

/** A column from its name and type: `integer`, `varchar(120)`, `mood!` for an enum type. */
export function column(name: string, type = "integer", more: Partial<Column> = {}): Column {
  return { name, type: readType(type), nullable: false, ...more };
}

/** The type that such a text means. */
export function readType(text: string): ColumnType {
  if (text.endsWith("!")) return { name: text.slice(0, -1), schema: null };
  const [, name = text, length] = /^(\w+)\((\d+)\)$/.exec(text) ?? [];
  return length === undefined ? { name } : { name, arguments: [Number(length)] };
}

/** A table with an `id`, its primary key, and these parts. */
export function entity(name: string, { columns = [], ...parts }: Partial<Table> = {}): Table {
  return table(
    { schema: parts.schema ?? null, name },
    { primaryKey: { name: `PK_${name}`, columns: ["id"] }, ...parts, columns: [column("id"), ...columns] },
  );
}

/** A schema of these tables. */
export function schema(tables: readonly Table[], more: Partial<Schema> = {}): Schema {
  return { ...emptySchema, tables, ...more };
}

/** What a comparison is told in a story, beyond the defaults. */
export interface StoryOptions extends Partial<Omit<CompareOptions, "answers">> {
  readonly answers?: Partial<Answers>;
  readonly rules?: Partial<CompareRules>;
}

/** Compares, and holds that the operations lead there and back again. */
export function difference(
  live: Schema,
  declared: Schema,
  { answers, rules, ...more }: StoryOptions = {},
): Comparison {
  const options = { ...defaultCompareOptions, ...more, answers: { ...noAnswers, ...answers } };
  const result = compare(live, declared, { ...plainRules, ...rules }, options);
  const after = evolve(live, result.operations);
  expect(comparable(evolve(after, reverse(result.operations)))).toEqual(comparable(live));
  return result;
}

// A table of metadata without a row is as good as none.
function comparable(schema: Schema): Schema {
  const { typeormMetadata, ...rest } = sortSchema(schema);
  return typeormMetadata?.length ? { ...rest, typeormMetadata } : rest;
}

/** The operations in short, containers opened: `addColumn users.age`, `createTable users`. */
export function inShort({ operations }: Comparison): readonly string[] {
  return flatten(operations).map((operation) => `${operation.kind} ${subject(operation)}`);
}

/** The operations in short, containers closed: `alterTable users(addColumn, createIndex)`. */
export function containers(operations: readonly Operation[]): readonly string[] {
  return operations.map((operation) =>
    operation.kind === "alterTable"
      ? `alterTable ${operation.table.name}(${operation.changes.map(({ kind }) => kind).join(", ")})`
      : `${operation.kind} ${operation.kind === "autocommit" ? "" : subject(operation)}`,
  );
}

function subject(operation: LeafOperation): string {
  switch (operation.kind) {
    case "addColumn":
    case "dropColumn":
      return `${operation.table.name}.${operation.column.name}`;
    case "alterColumn":
      return `${operation.table.name}.${operation.column}`;
    case "createIndex":
    case "dropIndex":
      return operation.index.name;
    case "createUnique":
    case "dropUnique":
      return operation.unique.name ?? "";
    case "createCheck":
    case "dropCheck":
      return operation.check.name ?? "";
    case "createForeignKey":
    case "dropForeignKey":
      return operation.foreignKey.name ?? "";
    case "createPrimaryKey":
    case "dropPrimaryKey":
    case "createTable":
    case "dropTable":
    case "setTableComment":
    case "setTableOptions":
      return operation.table.name;
    case "createEnum":
    case "dropEnum":
    case "alterEnum":
      return operation.enum.name;
    case "renameTable":
    case "renameEnum":
    case "renameView":
    case "renameSequence":
      return `${operation.from.name} ${operation.to.name}`;
    case "renameColumn":
    case "renameConstraint":
    case "renameIndex":
    case "renameSchema":
      return `${operation.from} ${operation.to}`;
    case "createSequence":
    case "dropSequence":
    case "alterSequence":
      return operation.sequence.name;
    case "createExclusion":
    case "dropExclusion":
      return operation.exclusion.name ?? "";
    case "createView":
    case "dropView":
    case "alterView":
      return operation.view.name;
    case "setTypeormMetadata":
      return operation.row.name;
    case "bulkInsert":
    case "backfill":
    case "placeColumns":
      return operation.table.name;
    case "execute":
      return operation.sql;
    default:
      return operation.name;
  }
}
