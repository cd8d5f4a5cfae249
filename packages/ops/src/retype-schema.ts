import { renameType, type Column, type QualifiedName, type Schema, type Table } from "@typeorm-autogen/model";
import { mapReaders } from "./follow-readers.js";
import { mapTexts } from "./map-texts.js";

/** A schema in which a user-defined type has another name: in columns, and in every text that casts to it. */
export function retypeSchema(schema: Schema, from: QualifiedName, to: QualifiedName): Schema {
  const mapped = mapReaders(schema, (sql) => renameType(sql, from, to));
  return { ...mapped, tables: mapped.tables.map((table) => retypeTable(table, from, to)) };
}

function retypeTable(table: Table, from: QualifiedName, to: QualifiedName): Table {
  const respelled = mapTexts(table, (sql) => renameType(sql, from, to));
  return { ...respelled, columns: respelled.columns.map((column) => retypeColumn(column, from, to)) };
}

function retypeColumn(column: Column, from: QualifiedName, to: QualifiedName): Column {
  const { type } = column;
  if (type.schema === undefined || type.schema !== from.schema || type.name !== from.name) return column;
  return { ...column, type: { ...type, name: to.name, schema: to.schema } };
}
