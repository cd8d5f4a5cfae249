import { equal } from "./equality.js";
import type { QualifiedName } from "./name.js";

/**
 * A table or a column of it that has got another name. The server writes it into the texts that it keeps; texts that were
 * read before do not know it.
 */
export type LaterRename =
  | { readonly from: QualifiedName; readonly to: QualifiedName }
  | { readonly table: QualifiedName; readonly from: string; readonly to: string };

/** The rename that takes it back. */
export function reverseRename(rename: LaterRename): LaterRename {
  if ("table" in rename) return { table: rename.table, from: rename.to, to: rename.from };
  return { from: rename.to, to: rename.from };
}

/** What a text does not know, after one more rename; a rename that takes the last one back leaves neither. */
export function followRename(
  formerly: readonly LaterRename[] = [],
  rename: LaterRename,
): readonly LaterRename[] {
  const last = formerly.at(-1);
  return last && equal(reverseRename(last), rename) ? formerly.slice(0, -1) : [...formerly, rename];
}
