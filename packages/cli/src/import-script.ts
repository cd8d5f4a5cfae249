import { existsSync, readFileSync } from "node:fs";
import { parseScriptHeader } from "@typeorm-autogen/revisions";
import type { ScriptExports } from "@typeorm-autogen/runtime";
import type { Project } from "./project.js";

/**
 * Imports a revision script. A process reads each module once, and a draft is written anew while watch goes on: it is
 * imported from a copy.
 */
export async function importScript(
  { loader }: Pick<Project, "loader">,
  file: string,
): Promise<ScriptExports> {
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  if (!isDraft(text, file)) return loader.import(file);
  const { withTemporaryScript } = await import("./temporary-script.js");
  return withTemporaryScript({ path: file, text }, (copy) => loader.import(copy));
}

function isDraft(text: string, file: string): boolean {
  return text.includes("draft") && parseScriptHeader(text, file).draft;
}
