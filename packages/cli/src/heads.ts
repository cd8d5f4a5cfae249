import { openProject, type ProjectOptions } from "./project.js";
import { revisionEntry, type RevisionEntry } from "./revision-entry.js";

/** Options of `heads`. */
export interface HeadsOptions extends ProjectOptions {
  /** Leave out heads that other revisions depend on. */
  readonly resolveDependencies?: boolean;
}

/** The revisions that nothing follows, read from their headers alone. */
export async function heads(options: HeadsOptions = {}): Promise<readonly RevisionEntry[]> {
  const graph = await (await openProject(options)).graph();
  const found = graph.heads(options.resolveDependencies ? "effective" : "all");
  return found.map((revision) => revisionEntry(graph, revision));
}
