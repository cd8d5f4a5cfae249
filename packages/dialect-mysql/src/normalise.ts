import type { ServerFacts } from "@typeorm-autogen/dialect";
import type {
  Column,
  ForeignKey,
  IndexDefinition,
  IndexPart,
  QualifiedName,
  Schema,
  Table,
  Unique,
} from "@typeorm-autogen/model";
import { mysqlFacts, type MysqlFacts } from "./facts.js";
import { flavorOf, type Flavor } from "./flavor.js";
import { isOwnIndex } from "./foreign-key-indexes.js";
import { withoutParentheses } from "./lexicon.js";
import { normaliseColumn, toldText } from "./normalise-column.js";

/**
 * Brings a schema into the form in which equal means equal: the connection's database is null, unique constraints are
 * unique indexes, indexes that the server made for foreign keys are gone, types and literal defaults are as it keeps them.
 */
export function normalise(schema: Schema, given: ServerFacts): Schema {
  const facts = mysqlFacts(given);
  const names = namer(facts);
  const flavor = flavorOf(facts);
  const named = <T extends QualifiedName>(object: T): T => ({ ...object, ...names.qualified(object) });
  return {
    ...schema,
    schemas: schema.schemas.map(names.fold).filter((name) => name !== facts.defaultSchema),
    views: schema.views.map(named),
    sequences: schema.sequences.map(named),
    tables: schema.tables.map((table) => normaliseTable(table, names, facts, flavor)),
    ...(schema.typeormMetadata && {
      typeormMetadata: schema.typeormMetadata.map((row) => ({ ...row, schema: names.schema(row.schema) })),
    }),
  };
}

interface Names {
  fold(name: string): string;
  schema(schema: string | null): string | null;
  qualified(name: QualifiedName): QualifiedName;
}

function namer({ defaultSchema, foldsTableNames }: MysqlFacts): Names {
  const fold = (name: string) => (foldsTableNames ? name.toLowerCase() : name);
  const own = defaultSchema === null ? null : fold(defaultSchema);
  const schema = (name: string | null) => (name === null || fold(name) === own ? null : fold(name));
  return { fold, schema, qualified: (name) => ({ schema: schema(name.schema), name: fold(name.name) }) };
}

function normaliseTable(
  { comment, ...table }: Table,
  names: Names,
  facts: MysqlFacts,
  flavor: Flavor,
): Table {
  const foreignKeys = table.foreignKeys.map((key) => normaliseForeignKey(key, names));
  const indexes = [...table.indexes.map(normaliseIndex), ...uniqueIndexes(table)];
  return {
    ...table,
    ...names.qualified(table),
    columns: impliedTimestamps(table.columns, facts).map((column) => normaliseColumn(column, facts, flavor)),
    ...(table.primaryKey && { primaryKey: { columns: table.primaryKey.columns } }),
    uniques: [],
    checks: table.checks.map((check) => ({ ...check, expression: withoutParentheses(check.expression) })),
    foreignKeys,
    indexes: indexes.filter((index) => !foreignKeys.some((key) => isOwnIndex(index, key))),
    ...(comment !== undefined && { comment: toldText(comment) }),
  };
}

// The first timestamp takes the time of each change, those after it none at all.
// https://mariadb.com/kb/en/server-system-variables/#explicit_defaults_for_timestamp
function impliedTimestamps(columns: readonly Column[], { impliesTimestamps }: MysqlFacts): readonly Column[] {
  if (!impliesTimestamps) return columns;
  const first = columns.find(({ type }) => type.name === "timestamp");
  return columns.map((column) => {
    const { type, nullable, default: given, generated, options } = column;
    const says = nullable || given !== undefined || generated || options?.["onUpdate"] !== undefined;
    if (type.name !== "timestamp" || says) return column;
    if (column !== first) return { ...column, default: "'0000-00-00 00:00:00'" };
    const now = `CURRENT_TIMESTAMP(${type.arguments?.[0] ?? 0})`;
    return { ...column, default: now, options: { ...options, onUpdate: now } };
  });
}

/** A unique constraint is nothing but a unique index here. */
function uniqueIndexes({ uniques, indexes }: Pick<Table, "uniques" | "indexes">): readonly IndexDefinition[] {
  const taken = new Set(indexes.map(({ name }) => name));
  return uniques
    .map((unique) => ({ name: uniqueName(unique), parts: parts(unique.columns), unique: true as const }))
    .filter(({ name }) => !taken.has(name));
}

// The server names an index that has none after its first column.
function uniqueName({ name, columns }: Unique): string {
  return name ?? columns[0] ?? "";
}

function parts(columns: readonly string[]): readonly IndexPart[] {
  return columns.map((column) => ({ column }));
}

// RESTRICT and NO ACTION are one thing to InnoDB, and nothing can be deferred.
// https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html
function normaliseForeignKey({ deferrable: _, ...key }: ForeignKey, names: Names): ForeignKey {
  const { onDelete, onUpdate, ...rest } = key;
  return {
    ...rest,
    references: names.qualified(key.references),
    ...(onDelete && onDelete !== "restrict" && { onDelete }),
    ...(onUpdate && onUpdate !== "restrict" && { onUpdate }),
  };
}

// TypeORM leaves a predicate out; the server has none.
function normaliseIndex({ method, where: _, ...index }: IndexDefinition): IndexDefinition {
  const kind = method?.toLowerCase();
  return {
    ...index,
    parts: index.parts.map(normalisePart),
    ...(kind !== undefined && kind !== "btree" && { method: kind }),
  };
}

function normalisePart({ expression, ...part }: IndexPart): IndexPart {
  return { ...part, ...(expression !== undefined && { expression: withoutParentheses(expression) }) };
}
