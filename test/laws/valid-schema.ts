import { findTable, nameKey, type ForeignKey, type Schema, type Table } from "@typeorm-autogen/model";

/** What a server would refuse about this schema; empty where it is sound. */
export function findFaults(schema: Schema): readonly string[] {
  const types = new Set(schema.enums.map(nameKey));
  return [
    ...repeatedNames(schema),
    ...schema.tables.flatMap((table) => [
      ...unknownColumns(table),
      ...table.columns
        .filter(
          ({ type }) =>
            type.schema !== undefined && !types.has(nameKey({ schema: type.schema, name: type.name })),
        )
        .map(({ name }) => `${table.name}.${name}: its type does not exist`),
      ...table.foreignKeys.flatMap((key) => faultyReference(schema, table, key)),
    ]),
  ];
}

function repeatedNames({ tables }: Schema): readonly string[] {
  const seen = new Set<string>();
  const names = tables.flatMap((table) =>
    [table, ...table.indexes, ...table.uniques, ...(table.primaryKey ? [table.primaryKey] : [])].flatMap(
      ({ name }) => (name === undefined ? [] : [`${table.schema}.${name}`]),
    ),
  );
  return names.filter((name) => seen.has(name) || !seen.add(name)).map((name) => `${name}: exists twice`);
}

function unknownColumns(table: Table): readonly string[] {
  const columns = new Set(table.columns.map(({ name }) => name));
  const lists = [
    table.primaryKey?.columns ?? [],
    ...table.uniques.map((unique) => unique.columns),
    ...table.foreignKeys.map((key) => key.columns),
    ...table.indexes.map((index) => [
      ...index.parts.flatMap(({ column }) => column ?? []),
      ...(index.include ?? []),
    ]),
    ...table.indexes.map((index) => quoted(index.where)),
    ...table.checks.map((check) => quoted(check.expression)),
    ...table.columns.map((column) => quoted(column.generated?.expression)),
  ];
  return lists
    .flat()
    .filter((name) => !columns.has(name))
    .map((name) => `${table.name}.${name}: does not exist`);
}

function quoted(text = ""): readonly string[] {
  return [...text.matchAll(/"([^"]*)"/g)].map((match) => match[1]!);
}

function faultyReference(schema: Schema, table: Table, key: ForeignKey): readonly string[] {
  const target = findTable(schema, key.references);
  const name = `${table.name}.${key.name}`;
  if (!target) return [`${name}: ${key.references.name} does not exist`];
  const wanted = [...key.referencedColumns].sort().join();
  const keys = [
    target.primaryKey?.columns ?? [],
    ...target.uniques.map(({ columns }) => columns),
    ...target.indexes
      .filter(({ unique, where }) => unique && !where)
      .map(({ parts }) => parts.map((part) => part.column ?? "")),
  ];
  if (!keys.some((columns) => [...columns].sort().join() === wanted)) return [`${name}: no key on ${wanted}`];
  return key.columns.flatMap((column, i) => {
    const [own, other] = [typeOf(table, column), typeOf(target, key.referencedColumns[i]!)];
    return own === other ? [] : [`${name}: ${column} is ${own}, ${key.referencedColumns[i]} is ${other}`];
  });
}

function typeOf(table: Table, name: string): string | undefined {
  return table.columns.find((column) => column.name === name)?.type.name;
}
