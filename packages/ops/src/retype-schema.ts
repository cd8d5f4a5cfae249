import {
  renameType,
  type Column,
  type IndexPart,
  type QualifiedName,
  type Schema,
  type Table,
} from "@typeorm-autogen/model";

/** A schema in which a user-defined type has another name: in columns, and in every text that casts to it. */
export function retypeSchema(schema: Schema, from: QualifiedName, to: QualifiedName): Schema {
  return { ...schema, tables: schema.tables.map((table) => retypeTable(table, from, to)) };
}

function retypeTable(table: Table, from: QualifiedName, to: QualifiedName): Table {
  const text = (sql: string) => renameType(sql, from, to);
  return {
    ...table,
    columns: table.columns.map((column) => retypeColumn(column, from, to)),
    checks: table.checks.map((check) => ({ ...check, expression: text(check.expression) })),
    indexes: table.indexes.map((index) => ({
      ...retypePredicate(index, text),
      parts: index.parts.map((part) => retypePart(part, text)),
    })),
    ...(table.exclusions && {
      exclusions: table.exclusions.map((exclusion) => ({
        ...retypePredicate(exclusion, text),
        elements: exclusion.elements.map((element) => retypePart(element, text)),
      })),
    }),
  };
}

function retypeColumn(column: Column, from: QualifiedName, to: QualifiedName): Column {
  const { type, generated, default: value } = column;
  const uses = type.schema !== undefined && type.schema === from.schema && type.name === from.name;
  return {
    ...column,
    ...(uses && { type: { ...type, name: to.name, schema: to.schema } }),
    ...(value !== undefined && { default: renameType(value, from, to) }),
    ...(generated && { generated: { ...generated, expression: renameType(generated.expression, from, to) } }),
  };
}

function retypePart<T extends IndexPart>(part: T, text: (sql: string) => string): T {
  return part.expression === undefined ? part : { ...part, expression: text(part.expression) };
}

function retypePredicate<T extends { readonly where?: string }>(item: T, text: (sql: string) => string): T {
  return item.where === undefined ? item : { ...item, where: text(item.where) };
}
