import { readRevisionFolders, type RevisionGraph } from "@typeorm-autogen/revisions";
import type { Project, ProjectOptions } from "./project.js";

/**
 * A folder that is named has to be there where no revision is: a deployment that looks in the wrong place would hear that
 * there is nothing to do. Throws RevisionFolderError.
 */
export async function refuseMissingFolder(
  project: Project,
  { revisions }: RevisionGraph,
  { directory }: ProjectOptions,
): Promise<void> {
  if (directory !== undefined && revisions.length === 0) readRevisionFolders(await project.revisionFolders());
}
