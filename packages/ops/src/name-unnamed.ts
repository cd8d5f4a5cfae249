import type { ForeignKey, QualifiedName, Table } from "@typeorm-autogen/model";
import {
  columnsOf,
  conventionalName,
  type NamedPart,
  type NamingTemplates,
  type UnnamedPart,
} from "./naming.js";
import type { Operation } from "./operation-map.js";

/** What is known of a part of a table for which a script gives no name. */
export interface PartToName {
  readonly kind: NamedPart;
  readonly table: QualifiedName;
  /** None for a check; elements of an exclusion that are expressions stand here as SQL. */
  readonly columns: readonly string[];
  /** Of a check. */
  readonly expression?: string;
  /** Of a foreign key. */
  readonly references?: QualifiedName;
  readonly referencedColumns?: readonly string[];
}

/** Gives constraints that a script leaves without a name theirs; undefined: the server names this one. */
export type NamingConvention = (part: PartToName) => string | undefined;

/** A convention made of texts. */
export function namingBy(templates: NamingTemplates): NamingConvention {
  return ({ kind, table, ...part }) => conventionalName(templates, kind, table, part);
}

type Unnamed = UnnamedPart & { readonly name?: string };
type Namer = <Part extends Unnamed>(kind: NamedPart, part: Part) => Part;

/** The operation with names by convention for what it creates, drops and describes without one. */
export function nameUnnamed(operation: Operation, convention: NamingConvention): Operation {
  if (operation.kind === "alterTable") {
    const changes = operation.changes.map((change) => nameUnnamed(change, convention));
    return { ...operation, changes: changes as typeof operation.changes };
  }
  if (operation.kind === "createTable")
    return { ...operation, table: nameTable(operation.table, convention) };
  if (operation.kind === "dropTable")
    return operation.was ? { ...operation, was: nameTable(operation.was, convention) } : operation;
  return "nameOnly" in operation && operation.nameOnly ? operation : nameChange(operation, convention);
}

function nameChange(operation: Operation, convention: NamingConvention): Operation {
  if (!("table" in operation)) return operation;
  const name = namerFor(operation.table, convention);
  if ("primaryKey" in operation)
    return { ...operation, primaryKey: name("primaryKey", operation.primaryKey) };
  if ("unique" in operation) return { ...operation, unique: name("unique", operation.unique) };
  if ("check" in operation) return { ...operation, check: name("check", operation.check) };
  if ("exclusion" in operation) return { ...operation, exclusion: name("exclusion", operation.exclusion) };
  if ("foreignKey" in operation)
    return { ...operation, foreignKey: name("foreignKey", operation.foreignKey) };
  return operation;
}

/** The table with names by convention for its constraints that have none. */
export function nameTable(table: Table, convention: NamingConvention): Table {
  const name = namerFor({ schema: table.schema, name: table.name }, convention);
  return {
    ...table,
    ...(table.primaryKey && { primaryKey: name("primaryKey", table.primaryKey) }),
    uniques: table.uniques.map((part) => name("unique", part)),
    checks: table.checks.map((part) => name("check", part)),
    ...(table.exclusions && { exclusions: table.exclusions.map((part) => name("exclusion", part)) }),
    foreignKeys: table.foreignKeys.map((part) => name("foreignKey", part)),
  };
}

function namerFor(table: QualifiedName, convention: NamingConvention): Namer {
  return (kind, part) => {
    if (part.name !== undefined) return part;
    const name = convention({ kind, table, ...describePart(part) });
    return name === undefined ? part : { ...part, name };
  };
}

function describePart(part: Unnamed): Omit<PartToName, "kind" | "table"> {
  const { expression, references, referencedColumns } = part as Partial<ForeignKey> & UnnamedPart;
  return {
    columns: columnsOf(part),
    ...(expression !== undefined && { expression }),
    ...(references && { references }),
    ...(referencedColumns && { referencedColumns }),
  };
}
