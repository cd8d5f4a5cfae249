import type {
  Check,
  Column,
  Deferrable,
  Exclusion,
  ForeignKey,
  PrimaryKey,
  ReferentialAction,
  Unique,
} from "@typeorm-autogen/model";
import type { Declaring } from "./declaring.js";
import { EntityMetadataError } from "./errors.js";
import { serverName } from "./server-name.js";
import { entityTableName } from "./table-name.js";
import type { ColumnShape, EntityShape, ForeignKeyShape } from "./typeorm-shape.js";

/** The primary key, under the name that TypeORM asks its naming strategy for when it writes CREATE TABLE. */
export function declarePrimaryKey(entity: EntityShape, declaring: Declaring): PrimaryKey | undefined {
  const keys = entity.columns.filter(({ isPrimary, isVirtualProperty }) => isPrimary && !isVirtualProperty);
  const [first] = keys;
  if (!first) return undefined;
  const columns = columnNames(keys, declaring);
  if (!declaring.entities.primaryKeyNames) return { columns };
  const name =
    first.primaryKeyConstraintName ||
    declaring.naming.primaryKeyName(
      tableLike(entity, declaring),
      keys.map(({ databaseName }) => databaseName),
    );
  return { name: serverName(name, declaring.entities.nameBytes), columns };
}

// Naming strategies are handed a Table of TypeORM's here; they read its name, which holds a schema that is not the default.
function tableLike(entity: EntityShape, { driver, optionsSchema }: Declaring): object {
  const schema = entity.schema === optionsSchema ? undefined : entity.schema;
  const { database } = entity;
  return {
    "@instanceof": Symbol.for("Table"),
    database,
    schema: entity.schema,
    name: driver.buildTableName(entity.tableName, schema),
    columns: [],
  };
}

/** The unique constraints, without those that the server would leave out. */
export function declareUniques(
  entity: EntityShape,
  primaryKey: PrimaryKey | undefined,
  declaring: Declaring,
): readonly Unique[] {
  const { deferrableUniques, collapsesUniques, nameBytes } = declaring.entities;
  const uniques = entity.uniques.map((unique) => ({
    name: serverName(unique.name, nameBytes),
    columns: columnNames(unique.columns, declaring),
    ...(deferrableUniques && declareDeferrable(unique.deferrable)),
  }));
  return collapsesUniques ? withoutRepeated(uniques, primaryKey) : uniques;
}

// https://www.postgresql.org/docs/current/sql-createtable.html: "redundant" constraints of one CREATE TABLE are merged
// when columns, their order and deferrability agree; the primary key comes first.
function withoutRepeated(uniques: readonly Unique[], primaryKey: PrimaryKey | undefined): readonly Unique[] {
  const seen = new Set(primaryKey ? [JSON.stringify([primaryKey.columns, null])] : []);
  return uniques.filter(({ columns, deferrable }) => {
    const key = JSON.stringify([columns, deferrable ?? null]);
    return !seen.has(key) && seen.add(key);
  });
}

/** The check constraints; their expressions stay as the user wrote them, where the server reads them so. */
export function declareChecks(entity: EntityShape, { entities }: Declaring): readonly Check[] {
  const columns = entity.columns.map(({ databaseName }) => databaseName);
  return entity.checks.map(({ name, expression }) => ({
    name: serverName(name, entities.nameBytes),
    expression: entities.checkText?.(expression, columns) ?? expression,
  }));
}

/** The exclusion constraints, and the extensions that the server needs for them. */
export function declareExclusions(
  entity: EntityShape,
  columns: readonly Column[],
  { entities }: Declaring,
): { readonly exclusions: readonly Exclusion[]; readonly extensions: readonly string[] } {
  const read = entity.exclusions.flatMap(({ name, expression, deferrable }) => {
    const declared = entities.exclusion?.(expression, columns);
    if (!declared) return [];
    const exclusion: Exclusion = {
      name: serverName(name, entities.nameBytes),
      ...declared.exclusion,
      ...declareDeferrable(deferrable),
    };
    return [{ exclusion, extension: declared.extension }];
  });
  return {
    exclusions: read.map(({ exclusion }) => exclusion),
    extensions: read.flatMap(({ extension }) => extension ?? []),
  };
}

/** The foreign keys of relations and of `@ForeignKey`. */
export function declareForeignKeys(entity: EntityShape, declaring: Declaring): readonly ForeignKey[] {
  return entity.foreignKeys.map((key) => declareForeignKey(key, entity, declaring));
}

function declareForeignKey(key: ForeignKeyShape, entity: EntityShape, declaring: Declaring): ForeignKey {
  const { nameBytes } = declaring.entities;
  const onDelete = declareAction(key.onDelete, key, entity);
  const onUpdate = declareAction(key.onUpdate, key, entity);
  return {
    name: serverName(key.name, nameBytes),
    columns: key.columnNames.map((column) => serverName(column, nameBytes)),
    references: entityTableName(key.referencedEntityMetadata, declaring),
    referencedColumns: key.referencedColumnNames.map((column) => serverName(column, nameBytes)),
    ...(onDelete && { onDelete }),
    ...(onUpdate && { onUpdate }),
    ...declareDeferrable(key.deferrable),
  };
}

const actions: Readonly<Record<string, ReferentialAction | undefined>> = {
  "NO ACTION": undefined,
  RESTRICT: "restrict",
  CASCADE: "cascade",
  "SET NULL": "set null",
  "SET DEFAULT": "set default",
  DEFAULT: "set default",
};

function declareAction(
  action: string | undefined,
  key: ForeignKeyShape,
  entity: EntityShape,
): ReferentialAction | undefined {
  const word = (action || "NO ACTION").toUpperCase();
  if (word in actions) return actions[word];
  throw new EntityMetadataError(
    `unknown action "${action}" of the foreign key ${key.name} of ${entity.name}`,
  );
}

function declareDeferrable(text: string | undefined): { readonly deferrable?: Deferrable } {
  if (!text) return {};
  return { deferrable: /deferred/i.test(text) ? "deferred" : "immediate" };
}

/** The database names of columns, as the server keeps them. */
export function columnNames(columns: readonly ColumnShape[], { entities }: Declaring): readonly string[] {
  return columns.map(({ databaseName }) => serverName(databaseName, entities.nameBytes));
}
