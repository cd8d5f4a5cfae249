import { equalNames, formatName, type EnumType, type QualifiedName } from "@typeorm-autogen/model";
import type { IfExists, IfNotExists } from "./conditions.js";
import type { Directive } from "./directive.js";
import { EvolveError } from "./errors.js";
import { added, removed, renamed, replaced } from "./evolve-table.js";
import { followEnum, renameEnumValues } from "./follow-enum.js";
import { mapReaders } from "./follow-readers.js";
import { retypeSchema } from "./retype-schema.js";

/** Creates an enum type. */
export interface CreateEnum extends IfNotExists {
  readonly kind: "createEnum";
  readonly enum: EnumType;
}

/** Drops an enum type. */
export interface DropEnum extends IfExists {
  readonly kind: "dropEnum";
  readonly enum: EnumType;
}

/** Renames an enum type, or moves it to another schema. */
export interface RenameEnum {
  readonly kind: "renameEnum";
  readonly from: QualifiedName;
  readonly to: QualifiedName;
}

/** A column that uses an enum type, with the default that has to step aside while the type is rebuilt. */
export interface EnumUse {
  readonly table: QualifiedName;
  readonly column: string;
  readonly default?: string;
  readonly dimensions?: number;
}

/**
 * Changes the values of an enum type. Values are added and renamed in place where the server can; removing or
 * reordering rebuilds the type, for which the columns that use it are stated.
 */
export interface AlterEnum {
  readonly kind: "alterEnum";
  readonly enum: QualifiedName;
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** From values that go to the values that their rows take. To a new value: a rename. */
  readonly map?: Readonly<Record<string, string>>;
  readonly columns: readonly EnumUse[];
}

const label = (name: QualifiedName) => `enum ${formatName(name)}`;
const missing = (kind: string, name: QualifiedName) => () =>
  new EvolveError(kind, label(name), "does not exist");

export const createEnum: Directive<CreateEnum> = {
  reverse: (op) => ({ kind: "dropEnum", enum: op.enum }),
  evolve: (schema, op) => ({
    ...schema,
    enums: added(
      schema.enums,
      op.enum,
      (other) => equalNames(other, op.enum),
      () => new EvolveError(op.kind, label(op.enum), "exists already"),
    ),
  }),
};

export const dropEnum: Directive<DropEnum> = {
  reverse: (op) => ({ kind: "createEnum", enum: op.enum }),
  evolve: (schema, op) => ({
    ...schema,
    enums: removed(schema.enums, (other) => equalNames(other, op.enum), missing(op.kind, op.enum)),
  }),
};

export const renameEnum: Directive<RenameEnum> = {
  reverse: (op) => ({ kind: "renameEnum", from: op.to, to: op.from }),
  evolve: (schema, op) => ({
    ...retypeSchema(schema, op.from, op.to),
    enums: renamed(schema.enums, op, label),
  }),
};

export const alterEnum: Directive<AlterEnum> = {
  reverse: ({ map, ...op }) => {
    const back = reverseMap(op.from, map ?? {});
    return { ...op, from: op.to, to: op.from, ...(Object.keys(back).length > 0 && { map: back }) };
  },
  evolve: (schema, op) => {
    const mapped = mapReaders(schema, (sql) => renameEnumValues(sql, op));
    return {
      ...mapped,
      enums: replaced(
        schema.enums,
        (other) => equalNames(other, op.enum),
        (type) => ({ ...type, values: op.to }),
        missing(op.kind, op.enum),
      ),
      tables: mapped.tables.map((table) => followEnum(table, op)),
    };
  },
};

// Values that became one cannot be told apart any more; what only one value became can go back.
function reverseMap(from: readonly string[], map: Readonly<Record<string, string>>) {
  const became = from.map((value) => map[value] ?? value);
  const renames = Object.entries(map).filter(
    ([, value]) => became.filter((other) => other === value).length === 1,
  );
  return Object.fromEntries(renames.map(([old, value]) => [value, old]));
}
