import { join, relative } from "node:path";
import { findHazards, type Difference } from "@typeorm-autogen/autogenerate";
import { evolve, flatten, reverse, type Operation } from "@typeorm-autogen/ops";
import type { MigrationStatement } from "@typeorm-autogen/render";
import { slugOf, writeRevisionFile } from "@typeorm-autogen/revisions";
import type { ComparisonSession } from "./compare-project.js";
import { compileOperations } from "./compile-operations.js";
import { differenceNotes } from "./difference-notes.js";
import { findMigrationsFolder } from "./migrations-folder.js";
import type { RevisionOptions, RevisionResult } from "./revision.js";
import { serverLabel } from "./server-label.js";
import type { TypeormMigrations } from "./typeorm-runner.js";

/** Writes a difference, or none, as a class that TypeORM runs, into the folder where TypeORM looks for them. */
export async function writeMigrationClass(
  session: ComparisonSession,
  difference: Difference | null,
  { all }: TypeormMigrations,
  options: RevisionOptions,
): Promise<RevisionResult> {
  const { project, context, dialect, facts, warnings } = session;
  const operations = difference?.operations ?? [];
  const hazards = findHazards(operations, dialect.rules(facts));
  const { path: folder, language } = await findMigrationsFolder(project, options);
  const createdAt = options.now ?? new Date();
  const timestamp = Math.max(createdAt.getTime(), ...all.map((migration) => migration.timestamp + 1));
  const title = className(options.message);
  const { formatWithProject, renderMigrationClass } = await import("@typeorm-autogen/render");
  const path = join(folder, `${timestamp}-${title}.${language === "ts" ? "ts" : "js"}`);
  const text = renderMigrationClass(
    {
      name: `${title}${timestamp}`,
      message: options.message,
      createdAt,
      server: serverLabel(dialect, facts),
      notes: hazards.map(({ level, rule, object, message }) => `${level}  ${rule}  ${object}: ${message}`),
      ...(difference ? compileBothWays(session, difference) : { up: [], down: [] }),
      rebuilds: dialect.script.rebuilds,
    },
    language,
  );
  const script = await formatWithProject(text, path, project.dir);
  if (!options.dryRun) writeRevisionFile(path, script);
  return {
    revision: `${title}${timestamp}`,
    path: options.dryRun ? null : path,
    downRevision: all.at(-1)?.name ?? null,
    operations: flatten(operations),
    hazards,
    decisions: [],
    preflight: difference ? await context.findMisfits([{ revision: null, operations }], difference.live) : [],
    verified: null,
    script,
    file: relative(options.cwd ?? ".", path),
    notes: [...warnings, ...(difference ? differenceNotes(difference) : [])],
    types: dialect.types,
  };
}

/** The statements of a difference and of its way back, against the schema that it was found in. */
export function compileBothWays(
  { dialect, facts, declaration }: ComparisonSession,
  { operations, live }: Difference,
): { readonly up: readonly MigrationStatement[]; readonly down: readonly MigrationStatement[] } {
  const compile = (list: readonly Operation[], state: Difference["live"]) =>
    compileOperations(list, dialect, { facts, state, metadataTable: declaration.metadataTable }).map(
      ({ sql, alone }) => ({ sql, ...(alone && dialect.capabilities.transactionalDdl && { alone }) }),
    );
  return { up: compile(operations, live), down: compile(reverse(operations), evolve(live, operations)) };
}

// TypeORM sorts by the 13 digits that end the name; what stands before is a name of JavaScript.
function className(message: string): string {
  const words = slugOf(message)
    .split("_")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  const name = words.join("").replaceAll(/[^\p{ID_Continue}]/gu, "");
  return /^\p{ID_Start}/u.test(name) ? name : `Migration${name}`;
}
