import { nameSql } from "@typeorm-autogen/dialect";
import type { RenameColumn } from "@typeorm-autogen/ops";
import { identifier } from "./names.js";
import { spelling } from "./spelling.js";

/** What a column was called before these renames. */
export function nameBefore(column: string, renames: readonly RenameColumn[]): string {
  return renames.reduceRight((name, rename) => (rename.to === name ? rename.from : name), column);
}

/**
 * Runs what calls columns as they were called before these renames: they are called that again for a moment, and the
 * server respells what is put back as it would have if it had been there.
 */
export function underFormerNames(
  renames: readonly RenameColumn[],
  inner: readonly string[],
): readonly string[] {
  if (inner.length === 0) return [];
  return [
    ...renames.toReversed().map((rename) => renameSql(rename, rename.to, rename.from)),
    ...inner,
    ...renames.map((rename) => renameSql(rename, rename.from, rename.to)),
  ];
}

function renameSql({ table }: RenameColumn, from: string, to: string): string {
  return `ALTER TABLE ${nameSql(spelling, table)} RENAME COLUMN ${identifier(from)} TO ${identifier(to)}`;
}
