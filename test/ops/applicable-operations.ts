import {
  qualify,
  table,
  type EnumType,
  type QualifiedName,
  type Schema,
  type Table,
  type View,
} from "@typeorm-autogen/model";
import type { Operation, TableChange } from "@typeorm-autogen/ops";

const fresh = "brand_new";
const integer = { name: "integer" };

/** One operation of every kind for each object of a schema that it can be applied to; raw SQL apart. */
export function applicableOperations(schema: Schema): readonly Operation[] {
  return [
    ...creations,
    ...schema.schemas.flatMap((name): readonly Operation[] => [
      { kind: "dropSchema", name },
      { kind: "renameSchema", from: name, to: fresh },
    ]),
    ...schema.extensions.map((name) => ({ kind: "dropExtension" as const, name })),
    ...schema.sequences.flatMap((sequence): readonly Operation[] => {
      const { schema, name, ...was } = sequence;
      const to = { increment: "3", cache: null, ownedBy: { table: qualify(fresh), column: "id" } };
      return [
        { kind: "dropSequence", sequence },
        { kind: "alterSequence", sequence: { schema, name }, to, was },
        { kind: "renameSequence", from: { schema, name }, to: qualify(fresh, "elsewhere") },
      ];
    }),
    ...schema.enums.flatMap((type): readonly Operation[] => [
      { kind: "dropEnum", enum: type },
      { kind: "renameEnum", from: nameOf(type), to: qualify(fresh, "elsewhere") },
      {
        kind: "alterEnum",
        enum: nameOf(type),
        from: type.values,
        to: [...valuesInDefaults(schema, type), fresh],
        columns: [],
      },
    ]),
    ...(schema.typeormMetadata ?? []).map(({ value, ...row }) => ({
      kind: "setTypeormMetadata" as const,
      row,
      to: null,
      was: value,
    })),
    ...schema.views.flatMap(viewOperations),
    ...schema.tables.flatMap(tableOperations),
  ];
}

// A default of a value that goes has to be taken away before, by an operation of its own.
function valuesInDefaults({ tables }: Schema, { values, ...name }: EnumType): readonly string[] {
  const defaults = tables
    .flatMap(({ columns }) => columns)
    .filter(({ type }) => type.name === name.name && type.schema === name.schema)
    .map((column) => column.default ?? "");
  return values.filter((value) => defaults.some((text) => text.includes(value.replaceAll("'", "''"))));
}

const creations: readonly Operation[] = [
  { kind: "createSchema", name: fresh },
  { kind: "createExtension", name: fresh },
  { kind: "createEnum", enum: { ...qualify(fresh), values: ["a"] } },
  { kind: "createSequence", sequence: { ...qualify(fresh), start: "5" } },
  { kind: "createTable", table: table(qualify(fresh)) },
  { kind: "autocommit", operations: [{ kind: "createTable", table: table(qualify(fresh)) }] },
  { kind: "createView", view: { ...qualify(fresh), definition: "SELECT 1 AS n" } },
];

const nameOf = ({ schema, name }: QualifiedName): QualifiedName => ({ schema, name });

function viewOperations(view: View): readonly Operation[] {
  return [
    { kind: "dropView", view: nameOf(view), was: view },
    { kind: "renameView", from: nameOf(view), to: qualify(fresh, "elsewhere") },
    { kind: "alterView", view: { ...view, definition: "SELECT 2 AS n" }, was: view.definition },
    { kind: "createIndex", table: nameOf(view), index: { name: "IDX_fresh", parts: [{ column: "n" }] } },
    ...(view.indexes ?? []).map((index): Operation => ({ kind: "dropIndex", table: nameOf(view), index })),
  ];
}

function tableOperations(existing: Table): readonly Operation[] {
  const changes = tableChanges(existing);
  return [
    ...changes,
    { kind: "dropTable", table: nameOf(existing), was: existing },
    { kind: "renameTable", from: nameOf(existing), to: qualify(fresh, "elsewhere") },
    {
      kind: "alterTable",
      table: nameOf(existing),
      changes: changes.filter(({ kind }) => kind.startsWith("create")),
    },
    {
      kind: "alterTable",
      table: nameOf(existing),
      changes: changes.slice(0, 1),
      batch: { recreate: "always", copyFrom: existing },
    },
  ];
}

function tableChanges(existing: Table): readonly TableChange[] {
  const on = { table: nameOf(existing) };
  const columns = existing.columns.slice(0, 1).map(({ name }) => name);
  return [
    { kind: "addColumn", ...on, column: { name: fresh, type: integer, nullable: false }, backfill: "0" },
    {
      kind: "placeColumns",
      ...on,
      to: { orders: [existing.columns.map(({ name }) => name).toReversed()] },
      was: existing.columns.map(({ name }) => name),
    },
    ...existing.columns.slice(-1).map(({ name }): TableChange => ({
      kind: "addColumn",
      ...on,
      column: { name: fresh, type: integer, nullable: true },
      place: { before: name },
    })),
    { kind: "setTableComment", ...on, to: fresh, was: existing.comment ?? null },
    { kind: "setTableOptions", ...on, to: { engine: fresh }, was: { engine: null } },
    { kind: "createUnique", ...on, unique: { name: fresh, columns } },
    { kind: "createCheck", ...on, check: { expression: "1 > 0" } },
    {
      kind: "createExclusion",
      ...on,
      exclusion: { name: fresh, elements: [{ column: "a", operator: "=" }] },
    },
    {
      kind: "createForeignKey",
      ...on,
      foreignKey: { columns, references: on.table, referencedColumns: columns },
    },
    { kind: "createIndex", ...on, index: { name: fresh, parts: [], concurrently: true } },
    ...existing.columns.flatMap((column): readonly TableChange[] => {
      const { name, ...was } = column;
      return [
        { kind: "dropColumn", ...on, column },
        { kind: "renameColumn", ...on, from: name, to: fresh },
        {
          kind: "alterColumn",
          ...on,
          column: name,
          to: { type: integer, nullable: !column.nullable, default: "7", comment: null, identity: null },
          was,
          using: "1",
          usingBack: "2",
          backfill: "3",
        },
      ];
    }),
    ...(existing.primaryKey
      ? [{ kind: "dropPrimaryKey" as const, ...on, primaryKey: existing.primaryKey }]
      : [{ kind: "createPrimaryKey" as const, ...on, primaryKey: { columns } }]),
    ...existing.uniques.map((unique) => ({ kind: "dropUnique" as const, ...on, unique })),
    ...existing.checks.map((check) => ({ kind: "dropCheck" as const, ...on, check })),
    ...(existing.exclusions ?? []).map((exclusion) => ({ kind: "dropExclusion" as const, ...on, exclusion })),
    ...existing.foreignKeys.map((foreignKey) => ({ kind: "dropForeignKey" as const, ...on, foreignKey })),
    ...existing.foreignKeys.flatMap(({ name, deferrable = null }) =>
      name === undefined
        ? []
        : [
            {
              kind: "alterForeignKey" as const,
              ...on,
              name,
              to: { deferrable: deferrable === "deferred" ? null : ("deferred" as const) },
              was: { deferrable },
            },
          ],
    ),
    ...existing.indexes.flatMap((index): readonly TableChange[] => [
      { kind: "dropIndex", ...on, index },
      { kind: "renameIndex", ...on, from: index.name, to: fresh },
    ]),
    ...[existing.primaryKey, ...existing.uniques, ...existing.checks, ...existing.foreignKeys].flatMap(
      (constraint): readonly TableChange[] =>
        constraint?.name === undefined
          ? []
          : [{ kind: "renameConstraint", ...on, from: constraint.name, to: fresh }],
    ),
  ];
}
