import {
  equalNames,
  findColumn,
  type Column,
  type ColumnType,
  type IndexDefinition,
  type IndexPart,
  type Schema,
  type Table,
} from "@typeorm-autogen/model";

const types: Readonly<Record<string, ColumnType>> = {
  integer: { name: "int" },
  numeric: { name: "decimal", arguments: [10, 2] },
  boolean: { name: "tinyint", arguments: [1] },
  timestamptz: { name: "datetime" },
  varchar: { name: "varchar", arguments: [255] },
  jsonb: { name: "json" },
  uuid: { name: "char", arguments: [36] },
};

const lengths: ReadonlySet<string> = new Set(["text", "blob"]);

/** A generated schema as MySQL and MariaDB can hold it: enums in their columns, keys as indexes, backticks around names. */
export function toMysql(schema: Schema): Schema {
  const { typeormMetadata: _, ...rest } = schema;
  const tables = schema.tables.map((table) => toMysqlTable(table, schema));
  return { ...rest, extensions: [], enums: [], tables };
}

function toMysqlTable(table: Table, schema: Schema): Table {
  const columns = table.columns.map((column) => toMysqlColumn(column, schema));
  const uniques = table.uniques.map(({ name, columns: keys }): IndexDefinition => ({
    name: name ?? "",
    parts: keys.map((column) => ({ column })),
    unique: true,
  }));
  const dressed = { ...table, columns, uniques: [] };
  const indexes = [...uniques, ...table.indexes].flatMap((index) => toMysqlIndex(index, dressed));
  const names = new Set<string>();
  return {
    ...dressed,
    indexes: indexes.filter(({ name }) => !names.has(name) && names.add(name)),
    checks: table.checks.map(({ name, expression }) => ({
      ...(name !== undefined && { name }),
      expression: respell(expression),
    })),
  };
}

function toMysqlColumn({ default: value, generated, ...column }: Column, { enums }: Schema): Column {
  const type = toMysqlType(column.type, enums);
  // https://dev.mysql.com/doc/refman/9.7/en/data-type-defaults.html: neither has one that is a literal.
  const plain = value !== undefined && type.name !== "json" && !lengths.has(type.name);
  return {
    ...column,
    type,
    ...(plain && { default: toMysqlDefault(value) }),
    ...(generated && { generated: { ...generated, expression: respell(generated.expression) } }),
  };
}

function toMysqlType(type: ColumnType, enums: Schema["enums"]): ColumnType {
  const { schema, name } = type;
  const own = schema !== undefined && enums.find((each) => equalNames(each, { schema, name }));
  if (own) return { name: "enum", arguments: own.values };
  if (type.dimensions) return { name: "blob" };
  return type.arguments ? { ...type, name: types[name]?.name ?? name } : (types[name] ?? type);
}

function toMysqlDefault(value: string): string {
  if (value === "true" || value === "false") return value === "true" ? "1" : "0";
  return value === "now()" ? "CURRENT_TIMESTAMP" : value;
}

// What is long has a prefix in the key; JSON has no place in one.
function toMysqlIndex(
  { where: _, include: _include, ...index }: IndexDefinition,
  table: Table,
): readonly IndexDefinition[] {
  const parts = index.parts.map((part): IndexPart => {
    const type = part.column === undefined ? undefined : findColumn(table, part.column)?.type;
    return type && lengths.has(type.name) ? { ...part, length: 20 } : part;
  });
  const json = parts.some(
    ({ column }) => column !== undefined && findColumn(table, column)?.type.name === "json",
  );
  return json ? [] : [{ ...index, parts }];
}

function respell(expression: string): string {
  return expression.replaceAll('"', "`");
}
