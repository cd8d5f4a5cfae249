import { dirname, resolve, sep } from "node:path";
import { AutogenError } from "@typeorm-autogen/errors";
import type { RevisionGraph } from "@typeorm-autogen/revisions";

/** A new script has to go into one of the folders of the configuration, and which one is not clear. */
class VersionPathError extends AutogenError {
  constructor(problem: string, locations: readonly string[]) {
    super(
      "version-path",
      `${problem}; say --version-path with one of the folders of the configuration: ${locations.join(", ")}`,
      { locations },
    );
  }
}

/** Where a new script goes. */
export interface FolderChoice {
  /** Absolute; the first is the one where scripts go when there is no other. */
  readonly locations: readonly string[];
  /** What the new revision follows. */
  readonly parents: readonly string[];
  /** What the user chose. */
  readonly versionPath: string | undefined;
  /** Folders that a relative `versionPath` may count from. */
  readonly from: readonly string[];
}

/**
 * The folder for a new script: the chosen one, else the first parent's. Throws VersionPathError where the choice is no
 * folder of the configuration, or where nothing tells which of several it is.
 */
export function chooseFolder(graph: RevisionGraph, choice: FolderChoice): string {
  const { locations, parents, versionPath, from } = choice;
  if (versionPath !== undefined) {
    const chosen = locations.find((folder) => from.some((base) => resolve(base, versionPath) === folder));
    if (chosen !== undefined) return chosen;
    throw new VersionPathError(`${versionPath} is not where revisions are looked for`, locations);
  }
  const [only, ...others] = locations;
  if (only !== undefined && others.length === 0) return only;
  const [parent] = parents;
  if (parent !== undefined) return folderOf(graph.get(parent).path, locations);
  throw new VersionPathError("a revision that follows none may go into any of several folders", locations);
}

/** Of nested folders the innermost. */
function folderOf(path: string, locations: readonly string[]): string {
  const around = locations.filter((folder) => path.startsWith(folder + sep));
  return around.toSorted((a, b) => b.length - a.length)[0] ?? dirname(path);
}
