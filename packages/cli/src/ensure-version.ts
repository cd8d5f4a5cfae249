import { formatName } from "@typeorm-autogen/model";
import { withMigration } from "./open-migration.js";
import { TypeormRunnerError } from "./config-errors.js";
import { openProject, type Project, type ProjectOptions } from "./project.js";

/** What `ensureVersion` found and made. */
export interface EnsureVersionResult {
  /** The tables that Autogen keeps, with their schema. */
  readonly tables: readonly string[];
  /** Those that were missing. */
  readonly created: readonly string[];
}

/** Creates the version table and the step table where they are missing; nothing else. Safe to call again. */
export async function ensureVersion(options: ProjectOptions = {}): Promise<EnsureVersionResult> {
  return ensureVersionOf(await openProject(options));
}

/** The same of a project that is open. */
export async function ensureVersionOf(project: Project): Promise<EnsureVersionResult> {
  if (project.config.runner === "typeorm") throw new TypeormRunnerError();
  return withMigration(project, { readOnly: false }, async ({ context }) => {
    const { tables, created } = await context.ensureTables();
    return { tables: tables.map(formatName), created: created.map(formatName) };
  });
}
