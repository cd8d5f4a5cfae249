import { join } from "node:path";
import { findHazards } from "@typeorm-autogen/hazards";
import { evolve, flatten, type Operation } from "@typeorm-autogen/ops";
import type { MigrationStatement } from "@typeorm-autogen/render";
import { slugOf } from "@typeorm-autogen/revisions";
import type { Schema } from "@typeorm-autogen/model";
import type { ComparisonSession, ProjectDifference } from "./compare-project.js";
import { compileOperations } from "./compile-operations.js";
import { differenceNotes } from "./difference-notes.js";
import { hazardNotes } from "./hazard-lines.js";
import { findMigrationsFolder, listsClasses } from "./migrations-folder.js";
import type { Project } from "./project.js";
import type { RevisionOptions, RevisionResult } from "./revision.js";
import { serverLabel } from "./server-label.js";
import type { TypeormMigrations } from "./typeorm-runner.js";
import { OptionConflictError } from "./usage-errors.js";
import { writeDraft, type Draft } from "./write-script.js";

/** Writes a difference, or none, as a class that TypeORM runs, into the folder where TypeORM looks for them. */
export async function writeMigrationClass(
  session: ComparisonSession,
  difference: ProjectDifference | null,
  { all }: TypeormMigrations,
  options: RevisionOptions,
): Promise<RevisionResult> {
  const { project, context, dialect, facts, warnings } = session;
  const operations = difference?.operations ?? [];
  const policy = project.config.hazards ?? {};
  const hazards = difference
    ? findHazards(operations, { dialect, facts, state: difference.live, policy })
    : [];
  const createdAt = options.now ?? new Date();
  // TypeORM runs classes by their timestamps, whatever clocks they were written by.
  const timestamp = Math.max(createdAt.getTime(), ...all.map((migration) => migration.timestamp + 1));
  const title = titleOf(options.message);
  const draft = await draftClass(
    session,
    difference,
    { title, timestamp, createdAt },
    options,
    hazardNotes(hazards),
  );
  const header = {
    id: `${title}${timestamp}`,
    downRevisions: all.slice(-1).map(({ name }) => name),
    branchLabels: [],
    dependsOn: [],
  };
  const written = await writeDraft(project, header, draft, options);
  return {
    ...written,
    scripts: [written],
    verified: null,
    operations: flatten(operations),
    hazards,
    preflight:
      (difference && (await context?.findMisfits([{ revision: null, operations }], difference.live))) ?? [],
    notes: [
      ...warnings,
      ...(difference ? differenceNotes(difference) : []),
      ...((await listsClasses(project))
        ? [`the DataSource lists its migrations by class: add ${header.id} to them`]
        : []),
    ],
    types: dialect.types,
  };
}

async function draftClass(
  session: ComparisonSession,
  difference: ProjectDifference | null,
  {
    title,
    timestamp,
    createdAt,
  }: { readonly title: string; readonly timestamp: number; readonly createdAt: Date },
  options: RevisionOptions,
  notes: readonly string[],
): Promise<Draft> {
  const { project, dialect, facts, target } = session;
  const setting = difference ? dialect.script.setting?.(target, difference.live) : undefined;
  const { path: folder, language } = await findMigrationsFolder(project, options);
  const { formatWithProject, renderMigrationClass } = await import("@typeorm-autogen/render");
  const path = join(folder, `${timestamp}-${title}.${language === "ts" ? "ts" : "js"}`);
  const text = renderMigrationClass(
    {
      name: `${title}${timestamp}`,
      message: options.message,
      createdAt,
      server: serverLabel(dialect, facts),
      notes,
      ...(difference ? compileBothWays(session, difference) : { up: [], down: [] }),
      rebuilds: dialect.script.rebuilds,
      ...(setting && { setting }),
    },
    language,
  );
  return { text: await formatWithProject(text, path, project.dir), path };
}

// Statements of DDL that commit by themselves need no transaction ended for them.
function compileBothWays(
  { dialect, facts, declaration }: ComparisonSession,
  difference: ProjectDifference,
): { readonly up: readonly MigrationStatement[]; readonly down: readonly MigrationStatement[] } {
  const { metadataTable } = declaration;
  const compile = (list: readonly Operation[], state: Schema) =>
    compileOperations(list, dialect, { facts, state, metadataTable }).map(({ sql, alone }) => ({
      sql,
      ...(alone && dialect.capabilities.transactionalDdl && { alone }),
    }));
  const { operations, live } = difference;
  return { up: compile(operations, live), down: compile(difference.downgrade(), evolve(live, operations)) };
}

// The class is called by a name of JavaScript, the digits follow.
function titleOf(message: string): string {
  const words = slugOf(message)
    .split("_")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  const name = words.join("").replaceAll(/[^\p{ID_Continue}]/gu, "");
  return /^\p{ID_Start}/u.test(name) ? name : `Migration${name}`;
}

/** Refuses what says nothing of a class that TypeORM runs: Autogen's graph, another format. Throws OptionConflictError. */
export function refuseForTypeorm({ config }: Project, options: RevisionOptions): void {
  const { revId, head, splice, branchLabel, dependsOn, versionPath, against, format } = options;
  const given = {
    "rev-id": revId,
    head,
    splice,
    "branch-label": branchLabel,
    "depends-on": dependsOn,
    "version-path": versionPath,
    against: against === "database" ? undefined : against,
  };
  const found = Object.entries(given).find(([, value]) => value !== undefined && value !== false);
  if (found) throw new OptionConflictError("--format typeorm", `--${found[0]}`, "TypeORM knows no graph");
  if (config.runner === "typeorm" && format !== undefined && format !== "typeorm")
    throw new OptionConflictError('runner: "typeorm"', `--format ${format}`, "TypeORM runs classes alone");
}
