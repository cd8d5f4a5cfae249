import {
  equalNames,
  type ForeignKey,
  type IndexDefinition,
  type Schema,
  type Table,
} from "@typeorm-autogen/model";

/** Indexes that an alteration has to drop and to add, by which foreign keys stay served and leave nothing behind. */
export interface IndexRepairs {
  readonly drops: readonly string[];
  readonly adds: readonly IndexDefinition[];
}

/**
 * InnoDB wants an index that begins with the columns of a foreign key. Where none is declared it makes one under the
 * key's name. That is no part of the schema: here it goes with its key or where a declared one comes, and comes where
 * a declared one that served goes. https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html
 */
export function repairForeignKeyIndexes(before: Table, after: Table): IndexRepairs {
  const had = new Set(before.foreignKeys.map(({ name }) => name));
  const has = new Set(after.foreignKeys.map(({ name }) => name));
  const declared = withoutOwn(before);
  const present = new Set(before.indexes.map(({ name }) => name));
  const left = withoutOwn(after);
  return {
    drops: before.foreignKeys
      .filter((key) => !isServed(key, declared) && (!has.has(key.name) || isServed(key, left)))
      .map(indexName),
    adds: after.foreignKeys
      .filter((key) => had.has(key.name) && isServed(key, declared) && !isServed(key, left))
      .filter((key) => !present.has(indexName(key)))
      .map((key) => ({ name: indexName(key), parts: key.columns.map((column) => ({ column })) })),
  };
}

function withoutOwn(table: Table): Table {
  const own = new Map(table.foreignKeys.map((key) => [indexName(key), key]));
  const indexes = table.indexes.filter((index) => {
    const key = own.get(index.name);
    return key === undefined || !isOwn(index, key);
  });
  return { ...table, indexes };
}

// A key without a name gets `t_ibfk_1`, and its index the name of the first column.
function indexName({ name, columns }: ForeignKey): string {
  return name === undefined || /_ibfk_\d+$/.test(name) ? (columns[0] ?? "") : name;
}

function isOwn({ unique, method, parts }: IndexDefinition, { columns }: ForeignKey): boolean {
  return !unique && method === undefined && parts.length === columns.length && beginsWith(parts, columns);
}

function isServed({ columns }: ForeignKey, { primaryKey, uniques, indexes }: Table): boolean {
  const lists = [primaryKey, ...uniques].map((key) => (key?.columns ?? []).map((column) => ({ column })));
  const trees = indexes.filter(
    ({ method }) => method === undefined || method === "btree" || method === "hash",
  );
  return [...lists, ...trees.map(({ parts }) => parts)].some((parts) => beginsWith(parts, columns));
}

function beginsWith(parts: IndexDefinition["parts"], columns: readonly string[]): boolean {
  return columns.every((column, i) => parts[i]?.column === column && parts[i].length === undefined);
}

/** The columns of a table that foreign keys tie to others, from either side. */
export function foreignKeyColumns(table: Table, schema: Schema | null): ReadonlySet<string> {
  const incoming = (schema?.tables ?? []).flatMap(({ foreignKeys }) =>
    foreignKeys.filter((key) => equalNames(key.references, table)),
  );
  return new Set([
    ...table.foreignKeys.flatMap(({ columns }) => columns),
    ...incoming.flatMap(({ referencedColumns }) => referencedColumns),
  ]);
}
