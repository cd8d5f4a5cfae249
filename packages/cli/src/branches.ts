import { openProject, type ProjectOptions } from "./project.js";
import { revisionEntry, type RevisionEntry } from "./revision-entry.js";

/** A revision that several follow, and those. */
export interface BranchPoint extends RevisionEntry {
  readonly branches: readonly RevisionEntry[];
}

/** The revisions at which the history forks, read from their headers alone. */
export async function branches(options: ProjectOptions = {}): Promise<readonly BranchPoint[]> {
  const graph = await (await openProject(options)).graph();
  return graph.branchPoints().map((revision) => {
    const entry = revisionEntry(graph, revision);
    return { ...entry, branches: entry.children.map((id) => revisionEntry(graph, graph.get(id))) };
  });
}
