import {
  equal,
  equalNames,
  type ForeignKey,
  type IndexDefinition,
  type QualifiedName,
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
  const gone = before.foreignKeys.filter(({ name }) => !has.has(name));
  const unneeded = before.foreignKeys.filter(
    (key) => !isServed(key, before) && (!has.has(key.name) || isServed(key, after)),
  );
  const needed = after.foreignKeys.filter(
    (key) => had.has(key.name) && isServed(key, before) && !isServed(key, after),
  );
  const left = after.indexes.filter((index) => gone.some((key) => isOwnIndex(index, key)));
  return {
    drops: [...unneeded.map(ownName), ...left.map(({ name }) => name)],
    adds: needed.map((key) => ({ name: ownName(key), parts: key.columns.map((column) => ({ column })) })),
  };
}

/** The indexes of a table without those that only the server needs, for foreign keys that no other index serves. */
export function withoutOwnIndexes({ indexes, ...table }: KeyedTable): readonly IndexDefinition[] {
  return indexes.filter(
    (index) =>
      !table.foreignKeys.some(
        (key) =>
          isOwnIndex(index, key) &&
          !isServed(key, { ...table, indexes: indexes.filter((other) => other !== index) }),
      ),
  );
}

/**
 * Whether the server made this index for this foreign key, or would have: on exactly its columns and under its name, or
 * under that of the first column where the foreign key has no name of its own.
 */
export function isOwnIndex(index: IndexDefinition, key: ForeignKey): boolean {
  const { name, unique, method, options, parts } = index;
  const named = name === key.name || name === ownName(key);
  if (!named || unique || method !== undefined || options) return false;
  return parts.length === key.columns.length && beginsWith(parts, key.columns);
}

// A key without a name gets `t_ibfk_1`, or just `1`, and its index the name of the first column.
function ownName({ name, columns }: ForeignKey): string {
  return name === undefined || /_ibfk_\d+$|^\d+$/.test(name) ? (columns[0] ?? "") : name;
}

type KeyedTable = Pick<Table, "primaryKey" | "uniques" | "foreignKeys" | "indexes">;

function isServed(
  { columns }: Pick<ForeignKey, "columns">,
  { primaryKey, uniques, indexes }: KeyedTable,
): boolean {
  const lists = [primaryKey, ...uniques].map((key) => (key?.columns ?? []).map((column) => ({ column })));
  const trees = indexes.filter(
    ({ method }) => method === undefined || method === "btree" || method === "hash",
  );
  return [...lists, ...trees.map(({ parts }) => parts)].some((parts) => beginsWith(parts, columns));
}

function beginsWith(parts: IndexDefinition["parts"], columns: readonly string[]): boolean {
  return columns.every((column, i) => parts[i]?.column === column && parts[i].length === undefined);
}

/** An index for foreign keys that refer to a table, for as long as no key of the table serves them. */
export interface InterimIndex {
  readonly index: IndexDefinition;
  /** The table as it was, and as it is, has a key that serves them. */
  readonly was: boolean;
  readonly is: boolean;
}

/**
 * What foreign keys, of any table, need of a table that changes: the server drops no key by which they refer to it unless
 * another is there (errors 1025 with errno 150, 1553), though one may come with a later statement.
 */
export function interimIndexes(before: Table, now: Table, schema: Schema): readonly InterimIndex[] {
  const lists = new Map(
    keysTo(now, schema).map(({ referencedColumns }) => [referencedColumns.join("\0"), referencedColumns]),
  );
  return [...lists.values()].map((columns) => {
    const name = `autogen_${columns.join("_")}`.slice(0, 64);
    const isUnique =
      [before.primaryKey, ...before.uniques].some((unique) => equal(unique?.columns, columns)) ||
      before.indexes.some(
        ({ unique, parts }) => unique && parts.length === columns.length && beginsWith(parts, columns),
      );
    return {
      index: {
        name,
        parts: columns.map((column) => ({ column })),
        ...(isUnique && { unique: true as const }),
      },
      was: isServed({ columns }, before),
      is: isServed({ columns }, now),
    };
  });
}

/** The columns of a table that foreign keys tie to others, from either side. */
export function foreignKeyColumns(table: Table, schema: Schema | null): ReadonlySet<string> {
  return new Set([
    ...table.foreignKeys.flatMap(({ columns }) => columns),
    ...(schema ? keysTo(table, schema) : []).flatMap(({ referencedColumns }) => referencedColumns),
  ]);
}

// The foreign keys, of any table, that refer to one.
function keysTo(table: QualifiedName, { tables }: Schema): readonly ForeignKey[] {
  return tables.flatMap(({ foreignKeys }) => foreignKeys.filter((key) => equalNames(key.references, table)));
}
