import { readScriptHeader } from "@typeorm-autogen/revisions";
import { openProject, type ProjectOptions } from "./project.js";
import { namedRevisions, type RevisionEntry } from "./revision-entry.js";

/** A revision with all that its header says. */
export interface ShownRevision extends RevisionEntry {
  /** The lines of its leading comment. */
  readonly comment: readonly string[];
}

/** Options of `show`. */
export interface ShowOptions extends ProjectOptions {
  /** `head`, `heads`, `current`, an id or its beginning, `id-1`, … */
  readonly revision: string;
}

/** One revision, or several where the word means several, read from their headers alone. */
export async function show(options: ShowOptions): Promise<readonly ShownRevision[]> {
  const project = await openProject(options);
  const found = await namedRevisions(project, await project.graph(), options.revision);
  return found.map((entry) => ({ ...entry, comment: readScriptHeader(entry.path).comment }));
}
