import type { Column } from "@typeorm-autogen/model";

/** Some attributes of a column. null takes one away; an absent one says nothing. */
export type ColumnPatch = {
  readonly [Key in Exclude<keyof Column, "name" | "type" | "nullable">]?: Column[Key] | null;
} & Partial<Pick<Column, "type" | "nullable">>;

type Attributes = Record<string, unknown>;

/** The column with the patch applied. */
export function applyPatch(column: Column, patch: ColumnPatch): Column {
  const merged: Attributes = { ...column };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else if (value !== undefined) merged[key] = value;
  }
  return merged as unknown as Column;
}

/** All attributes of a column but its name, as a patch over one that has none. */
export function describeColumn({ name: _, ...attributes }: Column): ColumnPatch {
  return attributes;
}

/** The patch that undoes `to`, told from the attributes that were there before; absent ones become null. */
export function undoPatch(to: ColumnPatch, was: ColumnPatch): ColumnPatch {
  const before = was as Attributes;
  return Object.fromEntries(Object.keys(to).map((key) => [key, before[key] ?? null])) as ColumnPatch;
}

/** The attributes after `to`, told from those before. */
export function advancePatch(was: ColumnPatch, to: ColumnPatch): ColumnPatch {
  const after = Object.entries({ ...was, ...to }).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  return Object.fromEntries(after) as ColumnPatch;
}
