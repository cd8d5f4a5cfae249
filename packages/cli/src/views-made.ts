import { readFileSync } from "node:fs";
import { scriptLanguage, type Dialect } from "@typeorm-autogen/dialect";
import type { QualifiedName } from "@typeorm-autogen/model";
import { record } from "@typeorm-autogen/ops";
import { loadDirection } from "@typeorm-autogen/runtime";
import { importScript } from "./import-script.js";
import type { Project } from "./project.js";

/** The views that this project's revisions create. A script that asks the database or throws tells nothing. */
export async function viewsMade(project: Project, dialect: Dialect): Promise<readonly QualifiedName[]> {
  if (project.config.runner === "typeorm") return [];
  const views: QualifiedName[] = [];
  for (const { path } of (await project.graph()).revisions) {
    // Most scripts make none, and loading one costs a thousand times what looking into it does.
    if (!readFileSync(path, "utf8").includes("createView")) continue;
    const script = await loadDirection((file) => importScript(project, file), path, "upgrade");
    const operations = await record(script, scriptLanguage(dialect)).catch(() => []);
    views.push(...operations.flatMap((op) => (op.kind === "createView" ? [op.view] : [])));
  }
  return views;
}
