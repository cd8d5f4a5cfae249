import { createRequire } from "node:module";
import { join } from "node:path";
import { ProjectModuleMissingError } from "./load-errors.js";

/**
 * The absolute path of a module as the project in `projectDir` would require it, so that `typeorm` and drivers are the project's own copies.
 * Throws ProjectModuleMissingError.
 */
export function resolveFromProject(projectDir: string, specifier: string): string {
  try {
    return createRequire(join(projectDir, "package.json")).resolve(specifier);
  } catch (error) {
    throw new ProjectModuleMissingError(projectDir, specifier, error);
  }
}
