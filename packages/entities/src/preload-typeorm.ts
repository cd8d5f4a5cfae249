import { createRequire } from "node:module";
import { join } from "node:path";

/** Loads the project's own TypeORM ahead of its entities. Where the project gets it from elsewhere, nothing happens. */
export function preloadTypeorm(projectDir: string): void {
  try {
    createRequire(join(projectDir, "package.json"))("typeorm");
  } catch {
    // Whoever needs it says what is wrong.
  }
}
