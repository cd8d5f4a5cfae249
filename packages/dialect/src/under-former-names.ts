import { reverseRename, type LaterRename } from "@typeorm-autogen/model";

/**
 * Runs what calls tables and columns as they were called before these renames: they are called that again for a moment,
 * and the server respells what is put back as it would have if it had been there. `renameSql` writes one rename.
 */
export function underFormerNames(
  renames: readonly LaterRename[],
  inner: readonly string[],
  renameSql: (rename: LaterRename) => readonly string[],
): readonly string[] {
  if (inner.length === 0) return [];
  return [
    ...renames.toReversed().flatMap((rename) => renameSql(reverseRename(rename))),
    ...inner,
    ...renames.flatMap((rename) => renameSql(rename)),
  ];
}
