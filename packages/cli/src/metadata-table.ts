import { table, type QualifiedName, type Table, type TypeCodec } from "@typeorm-autogen/model";

/** The table in which TypeORM keeps the text of generated columns and views, as TypeORM creates it. */
export function metadataTableDefinition(name: QualifiedName, types: TypeCodec): Table {
  const column = (name: string, type: string, nullable = true) => ({
    name,
    type: types.parse(type),
    nullable,
  });
  return table(name, {
    columns: [
      column("type", "varchar", false),
      column("database", "varchar"),
      column("schema", "varchar"),
      column("table", "varchar"),
      column("name", "varchar"),
      column("value", "text"),
    ],
  });
}
