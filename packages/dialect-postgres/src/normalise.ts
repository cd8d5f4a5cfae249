import type { ServerFacts } from "@typeorm-autogen/dialect";
import {
  type Column,
  type ColumnType,
  type Exclusion,
  type ForeignKey,
  type IndexDefinition,
  type IndexPart,
  type QualifiedName,
  type Schema,
  type Table,
  type View,
} from "@typeorm-autogen/model";
import { normalDefault } from "./expression-form.js";
import { withoutParentheses } from "./lexicon.js";
import { truncateName } from "./names.js";
import { normalType } from "./types.js";

/**
 * Brings a schema into the form in which equal means equal: the default schema is null, names are as long as the server
 * keeps them, types are in normal form, literal defaults in their shortest, enclosing parentheses are gone.
 */
export function normalise(schema: Schema, facts: ServerFacts): Schema {
  const names = namer(facts.defaultSchema);
  const named = <T extends QualifiedName>(object: T): T => ({ ...object, ...names.qualified(object) });
  return {
    ...schema,
    schemas: schema.schemas.filter((name) => name !== "public" || facts.defaultSchema !== "public"),
    enums: schema.enums.map(named),
    sequences: schema.sequences.map(({ ownedBy, ...sequence }) => ({
      ...named(sequence),
      ...(ownedBy && {
        ownedBy: { table: names.qualified(ownedBy.table), column: truncateName(ownedBy.column) },
      }),
    })),
    views: schema.views.map((view) => normaliseView(view, names)),
    tables: schema.tables.map((table) => normaliseTable(table, names)),
    ...(schema.typeormMetadata && {
      typeormMetadata: schema.typeormMetadata.map((row) => ({ ...row, schema: names.schema(row.schema) })),
    }),
  };
}

interface Names {
  schema(schema: string | null): string | null;
  qualified(name: QualifiedName): QualifiedName;
}

function namer(defaultSchema: string | null): Names {
  const schema = (name: string | null) => (name === defaultSchema ? null : name);
  return {
    schema,
    qualified: (name) => ({ schema: schema(name.schema), name: truncateName(name.name) }),
  };
}

const cut = (names: readonly string[]) => names.map((name) => truncateName(name));

function cutName<T extends { readonly name?: string }>(object: T): T {
  return object.name === undefined ? object : { ...object, name: truncateName(object.name) };
}

function normaliseTable(table: Table, names: Names): Table {
  const key = <T extends { readonly name?: string; readonly columns: readonly string[] }>(object: T): T =>
    cutName({ ...object, columns: cut(object.columns) });
  return {
    ...table,
    ...names.qualified(table),
    columns: table.columns.map((column) => normaliseColumn(column, names)),
    ...(table.primaryKey && { primaryKey: key(table.primaryKey) }),
    uniques: table.uniques.map(key),
    checks: table.checks.map((check) =>
      cutName({ ...check, expression: withoutParentheses(check.expression) }),
    ),
    ...(table.exclusions && { exclusions: table.exclusions.map(normaliseExclusion) }),
    foreignKeys: table.foreignKeys.map((foreignKey) => normaliseForeignKey(key(foreignKey), names)),
    indexes: table.indexes.map(normaliseIndex),
  };
}

function normaliseView(view: View, names: Names): View {
  const named = <T extends QualifiedName>(object: T): T => ({ ...object, ...names.qualified(object) });
  return {
    ...named(view),
    ...(view.indexes && { indexes: view.indexes.map(normaliseIndex) }),
    ...(view.dependsOn && { dependsOn: view.dependsOn.map(named) }),
    ...(view.reads && { reads: view.reads.map(named) }),
    ...(view.shape && { shape: view.shape.map((column) => normaliseColumn(column, names)) }),
  };
}

function normaliseColumn({ default: text, ...column }: Column, names: Names): Column {
  const type = normaliseType(column.type, names);
  const value = text === undefined ? undefined : normalDefault(text, type);
  const { generated, collation, ...rest } = column;
  return {
    ...rest,
    name: truncateName(column.name),
    type,
    ...(value !== undefined && { default: value }),
    ...(generated && { generated: { ...generated, expression: withoutParentheses(generated.expression) } }),
    ...(collation !== undefined && collation !== "default" && { collation }),
  };
}

function normaliseType(type: ColumnType, names: Names): ColumnType {
  if (type.schema === undefined) return normalType(type);
  return { ...type, ...names.qualified({ schema: type.schema, name: type.name }) };
}

function normaliseForeignKey(key: ForeignKey, names: Names): ForeignKey {
  return {
    ...key,
    references: names.qualified(key.references),
    referencedColumns: cut(key.referencedColumns),
  };
}

function normaliseIndex({ method, where, include, ...index }: IndexDefinition): IndexDefinition {
  const access = method?.toLowerCase();
  return {
    ...cutName(index),
    parts: index.parts.map(normalisePart),
    ...(access !== undefined && access !== "btree" && { method: access }),
    ...(where !== undefined && { where: withoutParentheses(where) }),
    ...(include && include.length > 0 && { include: cut(include) }),
  };
}

function normaliseExclusion({ elements, where, ...exclusion }: Exclusion): Exclusion {
  return {
    ...cutName(exclusion),
    elements: elements.map(({ operator, ...part }) => ({ ...normalisePart(part), operator })),
    ...(where !== undefined && { where: withoutParentheses(where) }),
  };
}

// Ascending keys have NULL last anyway, descending ones first.
function normalisePart({ nulls, column, expression, ...part }: IndexPart): IndexPart {
  const implied = part.descending ? "first" : "last";
  return {
    ...(column !== undefined && { column: truncateName(column) }),
    ...(expression !== undefined && { expression: withoutParentheses(expression) }),
    ...part,
    ...(nulls !== undefined && nulls !== implied && { nulls }),
  };
}
