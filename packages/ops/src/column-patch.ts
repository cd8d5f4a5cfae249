import type { Column } from "@typeorm-autogen/model";
import { advance, applyTo, undo } from "./patch.js";

/** Some attributes of a column. null takes one away; an absent one says nothing. */
export type ColumnPatch = {
  readonly [Key in Exclude<keyof Column, "name" | "type" | "nullable">]?: Column[Key] | null;
} & Partial<Pick<Column, "type" | "nullable">>;

/** The column with the patch applied. */
export function applyPatch(column: Column, patch: ColumnPatch): Column {
  return applyTo(column, patch);
}

/** All attributes of a column but its name, as a patch over one that has none. */
export function describeColumn({ name: _, ...attributes }: Column): ColumnPatch {
  return attributes;
}

/** The patch that undoes `to`, told from the attributes that were there before; absent ones become null. */
export function undoPatch(to: ColumnPatch, was: ColumnPatch): ColumnPatch {
  return undo(to, was);
}

/** The attributes after `to`, told from those before. */
export function advancePatch(was: ColumnPatch, to: ColumnPatch): ColumnPatch {
  return advance(was, to);
}
