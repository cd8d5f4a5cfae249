import {
  compareText,
  nameKey,
  type QualifiedName,
  type Schema,
  type Table,
  type TypeormMetadata,
} from "@typeorm-autogen/model";
import type { SetTypeormMetadata } from "@typeorm-autogen/ops";

type Row = SetTypeormMetadata["row"];

/**
 * The rows of TypeORM's metadata table that differ. Where the database has no such table, only if this comparison
 * creates it. The row of a view goes with the view: one that is declared nowhere may be kept.
 */
export function compareMetadata(
  live: Schema,
  declared: Schema,
  created: readonly Table[],
  gone: readonly QualifiedName[],
): readonly SetTypeormMetadata[] {
  const wanted = declared.typeormMetadata;
  if (!wanted || (!live.typeormMetadata && !created.some(isMetadataTable))) return [];
  const before = new Map((live.typeormMetadata ?? []).map((row) => [rowKey(row), row]));
  const after = new Map(wanted.map((row) => [rowKey(row), row]));
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort(compareText);
  const stale = new Set([...gone, ...declared.views].map(nameKey));
  return keys.flatMap((key) => changedRow(before.get(key), after.get(key), stale));
}

function changedRow(
  old: TypeormMetadata | undefined,
  row: TypeormMetadata | undefined,
  stale: ReadonlySet<string>,
): readonly SetTypeormMetadata[] {
  const either = row ?? old;
  if (!either || old?.value === row?.value) return [];
  if (!row && either.type !== "GENERATED_COLUMN" && !stale.has(nameKey(either))) return [];
  const { value: _, ...identity } = either;
  return [{ kind: "setTypeormMetadata", row: identity, to: row?.value ?? null, was: old?.value ?? null }];
}

function rowKey({ schema, table, type, name }: Row): string {
  return JSON.stringify([schema, table, type, name]);
}

// TypeORM creates it with these columns, under a name that the DataSource may choose.
function isMetadataTable({ columns }: Table): boolean {
  const names = new Set(columns.map(({ name }) => name));
  return ["type", "database", "schema", "table", "name", "value"].every((name) => names.has(name));
}
