import {
  equal,
  equalNames,
  findTable,
  findView,
  type QualifiedName,
  type Schema,
  type Table,
} from "@typeorm-autogen/model";
import type { Operation } from "./operation-map.js";
import { ownDefinition } from "./own-operations.js";

/** Does nothing where an object of that name is there already, whatever it looks like. */
export interface IfNotExists {
  readonly ifNotExists?: true;
}

/** Does nothing where no object of that name is there. */
export interface IfExists {
  readonly ifExists?: true;
}

/** Both conditions, of which an operation takes one. */
export type Conditions = IfExists & IfNotExists;

/** The condition under which an operation does something, in SQL's words; undefined for none. */
export function conditionOf(operation: Operation): "IF EXISTS" | "IF NOT EXISTS" | undefined {
  if (ownDefinition(operation)) return undefined;
  const { ifExists, ifNotExists } = operation as Conditions;
  if (ifExists) return "IF EXISTS";
  return ifNotExists ? "IF NOT EXISTS" : undefined;
}

/** Whether an operation, or a change in it, stands under a condition. */
export function isConditional(operation: Operation): boolean {
  if (operation.kind === "alterTable") return operation.changes.some(isConditional);
  if (operation.kind === "autocommit") return operation.operations.some(isConditional);
  return conditionOf(operation) !== undefined;
}

/** The operation without its condition. */
export function unconditional<Op extends Operation>(operation: Op): Op {
  if (conditionOf(operation) === undefined) return operation;
  const { ifExists: _, ifNotExists: __, ...rest } = operation as Op & Conditions;
  return rest as unknown as Op;
}

/** Options of a call, taken apart into the condition and the rest. */
export function splitConditions<Options extends Conditions>(
  options: Options = {} as Options,
): readonly [Conditions, Omit<Options, keyof Conditions>] {
  const { ifExists, ifNotExists, ...rest } = options;
  return [{ ...(ifExists && { ifExists }), ...(ifNotExists && { ifNotExists }) }, rest];
}

/** Whether this schema fulfils the condition of an operation. */
export function meetsCondition(operation: Operation, schema: Schema): boolean {
  const condition = conditionOf(operation);
  return condition === undefined || exists(operation, schema) === (condition === "IF EXISTS");
}

interface Named {
  readonly name?: string;
}

// Two unnamed ones are the same where they say the same.
function has(list: readonly Named[] | undefined, item: Named): boolean {
  return (list ?? []).some((other) =>
    item.name === undefined ? equal(other, item) : other.name === item.name,
  );
}

function hasName(list: readonly QualifiedName[], name: QualifiedName): boolean {
  return list.some((other) => equalNames(other, name));
}

function exists(operation: Operation, schema: Schema): boolean {
  switch (operation.kind) {
    case "createSchema":
    case "dropSchema":
      return schema.schemas.includes(operation.name);
    case "dropExtension":
      return schema.extensions.includes(operation.name);
    case "createEnum":
    case "dropEnum":
      return hasName(schema.enums, operation.enum);
    case "createSequence":
    case "dropSequence":
      return hasName(schema.sequences, operation.sequence);
    case "createTable":
    case "dropTable":
      return hasName(schema.tables, operation.table);
    case "createView":
    case "dropView":
      return hasName(schema.views, operation.view);
    default:
      return existsOnTable(operation, schema);
  }
}

function existsOnTable(operation: Operation, schema: Schema): boolean {
  const table = "table" in operation ? findTable(schema, operation.table) : undefined;
  if ("index" in operation)
    return has((table ?? findView(schema, operation.table))?.indexes, operation.index);
  return table !== undefined && holds(table, operation);
}

function holds(table: Table, operation: Operation): boolean {
  if ("primaryKey" in operation) return table.primaryKey !== undefined;
  // MySQL has no unique constraints: there they are read as indexes.
  if ("unique" in operation)
    return has(table.uniques, operation.unique) || has(table.indexes, operation.unique);
  if ("check" in operation) return has(table.checks, operation.check);
  if ("exclusion" in operation) return has(table.exclusions, operation.exclusion);
  if ("foreignKey" in operation) return has(table.foreignKeys, operation.foreignKey);
  if ("column" in operation && typeof operation.column === "object")
    return has(table.columns, operation.column);
  return false;
}
