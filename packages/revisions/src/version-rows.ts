/**
 * One statement on the version table, which holds one row per effective head. Each must hit exactly one row; any
 * other count means that somebody else is running, and the step must not be committed.
 */
export type RowChange =
  | { readonly kind: "insert"; readonly version: string }
  | { readonly kind: "delete"; readonly version: string }
  | { readonly kind: "update"; readonly from: string; readonly to: string };

/**
 * The fewest statements that turn the rows `before` into the rows `after`: what both have stays, as much as possible
 * is updated, then the rest is inserted or deleted.
 */
export function rowChanges(before: readonly string[], after: readonly string[]): readonly RowChange[] {
  const gone = [...new Set(before)].filter((version) => !after.includes(version));
  const come = [...new Set(after)].filter((version) => !before.includes(version));
  const updated = Math.min(gone.length, come.length);
  return [
    // Deleting before updating leaves no moment with more rows than heads.
    ...gone.slice(updated).map((version): RowChange => ({ kind: "delete", version })),
    ...gone.slice(0, updated).map((from, at): RowChange => ({ kind: "update", from, to: come[at] ?? from })),
    ...come.slice(updated).map((version): RowChange => ({ kind: "insert", version })),
  ];
}
