import { readRevisionFolders, type RevisionGraph } from "@typeorm-autogen/revisions";
import type { Project } from "./project.js";

/**
 * Where there are no revisions, the folders have to be there at least: a deployment that looks in the wrong place would
 * hear that there is nothing to do. Throws RevisionFolderError.
 */
export async function refuseMissingFolders(project: Project, { revisions }: RevisionGraph): Promise<void> {
  if (revisions.length === 0) readRevisionFolders(await project.revisionFolders());
}
