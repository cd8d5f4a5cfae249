import { rmSync } from "node:fs";
import { join, relative } from "node:path";
import type { Hazard } from "@typeorm-autogen/hazards";
import type { TypeCodec } from "@typeorm-autogen/model";
import type { Operation } from "@typeorm-autogen/ops";
import {
  newRevisionHeader,
  newRevisionId,
  revisionFileName,
  scriptFiles,
  sqlWayBack,
  writeRevisionFile,
  type NewRevisionHeader,
} from "@typeorm-autogen/revisions";
import { pairText } from "@typeorm-autogen/runtime";
import type { Project } from "./project.js";
import { rowsFor } from "./revision-entry.js";
import { BlankMessageError, OptionConflictError, UnsupportedOptionError } from "./usage-errors.js";
import { renderRevision } from "./render-revision.js";
import { templateOf } from "./script-template.js";
import type { SqlBodies } from "./sql-bodies.js";
import { draftSqlPair } from "./sql-pair.js";
import { runWriteHooks } from "./write-hooks.js";

/** The kinds of file that a revision is written as. */
export type ScriptFormat = "ts" | "js" | "sql" | "typeorm";

/** What a user says about a new script, whatever it holds. */
export interface ScriptOptions {
  readonly message: string;
  /** Return the script, write nothing. */
  readonly dryRun?: boolean;
  readonly format?: ScriptFormat;
  readonly revId?: string;
  /** What it follows; `head` by default. */
  readonly head?: readonly string[];
  readonly splice?: boolean;
  readonly branchLabel?: readonly string[];
  readonly dependsOn?: readonly string[];
  /** The folder of the configuration that it goes into, where there are several. */
  readonly versionPath?: string;
  /** For tests: the time that the script says it was written. */
  readonly now?: Date;
}

/** What a script holds beyond its header. */
export interface ScriptBody {
  readonly upgrade: readonly Operation[];
  readonly downgrade: readonly Operation[];
  readonly hazards: readonly Hazard[];
  readonly types?: TypeCodec;
  readonly server?: string;
  /** What was proved, as the header says it; null: nothing; absent: there is nothing to prove. */
  readonly verified?: string | null;
  /** Its statements, where they are what is written. */
  readonly sql?: SqlBodies;
}

/** What a command says about its script that stands first in the history, or takes over the place of others. */
export type PlacedScriptOptions = Omit<ScriptOptions, "head" | "splice" | "dependsOn">;

/** A script that was written, or under `dryRun` would be. */
export interface WrittenScript {
  readonly revision: string;
  /** Absolute; null under `dryRun`. Of a pair of SQL files the first. */
  readonly path: string | null;
  readonly downRevision: string | readonly string[] | null;
  readonly decisions: readonly [];
  readonly script: string;
  /** Where it would stand, relative to the working directory; for messages. */
  readonly file: string;
}

/** The header of a new revision. Throws what newRevisionHeader throws. */
export async function chooseHeader(project: Project, options: ScriptOptions): Promise<NewRevisionHeader> {
  const { head = [], dependsOn = [] } = options;
  return newRevisionHeader(await project.graph(), {
    id: options.revId ?? newRevisionId(),
    heads: options.head,
    splice: options.splice,
    branchLabels: options.branchLabel,
    dependsOn,
    current: await rowsFor(project, [...head, ...dependsOn]),
  });
}

/** What a new script is written in: where TypeORM is the runner, its classes. */
export function formatOf({ config }: Project, { format }: Pick<ScriptOptions, "format">): ScriptFormat {
  return config.runner === "typeorm" ? "typeorm" : (format ?? config.format ?? "ts");
}

/** A script's text and where it is going to stand. */
export interface Draft {
  readonly text: string;
  readonly path: string;
  /** The text of the second file, where it is a pair of SQL files. */
  readonly back?: string;
}

/** All that a script says. */
export function textOf({ text, back }: Pick<Draft, "text" | "back">): string {
  return back === undefined ? text : pairText(text, back);
}

/** Renders a script and writes it into the folder of what it follows, or of the revision that it shall stand `beside`. */
export async function writeScript(
  project: Project,
  header: NewRevisionHeader,
  options: ScriptOptions & { readonly cwd?: string; readonly beside?: string | undefined },
  body: ScriptBody,
): Promise<WrittenScript & { readonly verified: null }> {
  const draft = await draftScript(project, header, options, body);
  return { ...(await writeDraft(project, header, draft, options)), verified: null };
}

/** Where a script stands that is called after its message: in the folder of its neighbours. Throws BlankMessageError. */
export async function scriptPath(
  project: Project,
  { id, downRevisions }: Pick<NewRevisionHeader, "id" | "downRevisions">,
  place: Pick<ScriptOptions, "message" | "versionPath"> & {
    readonly beside?: string | undefined;
    readonly createdAt: Date;
    readonly extension: string;
  },
): Promise<string> {
  const { message, versionPath, beside, createdAt, extension } = place;
  if (message.trim() === "") throw new BlankMessageError();
  const { fileTemplate: template, timezone, slugLength } = project.config;
  const name = revisionFileName({ id, message, createdAt, extension, template, timezone, slugLength });
  const neighbours = beside === undefined ? downRevisions : [beside];
  return join(await project.folderFor(neighbours, versionPath), name);
}

/** Renders a script without writing it. */
export async function draftScript(
  project: Project,
  header: NewRevisionHeader,
  options: ScriptOptions & { readonly beside?: string | undefined },
  body: ScriptBody,
): Promise<Draft> {
  const format = formatOf(project, options);
  if (format === "typeorm") throw new UnsupportedOptionError("merge", "--format typeorm");
  const createdAt = options.now ?? new Date();
  const extension = format === "sql" ? ".up.sql" : `.${format}`;
  const path = await scriptPath(project, header, { ...options, createdAt, extension });
  if (format === "sql") {
    if (project.config.template !== undefined)
      throw new OptionConflictError("template", "format sql", noTemplate);
    return draftSqlPair(header, { message: options.message, createdAt, path }, body);
  }
  const text = await renderRevision({
    header,
    createdAt,
    format,
    path,
    projectDir: project.dir,
    message: options.message,
    renderItem: project.extensions.renderItem,
    template: templateOf(project.config, project.dir),
    ...body,
  });
  return { text, path };
}

const noTemplate = "a template puts TypeScript or JavaScript together";

/** Writes a rendered script and runs the hooks on it, except under `dryRun`. */
export async function writeDraft(
  project: Project,
  header: NewRevisionHeader,
  draft: Draft,
  options: ScriptOptions & { readonly cwd?: string },
): Promise<WrittenScript> {
  if (!options.dryRun)
    for (const file of writeFiles(draft))
      await runWriteHooks(project.extensions.afterWrite, file, project.dir);
  return describeWritten(header, draft, options);
}

// The first of a pair is written last: without it there is no revision.
function writeFiles({ text, path, back }: Draft): readonly string[] {
  const second = sqlWayBack(path);
  if (back !== undefined) writeRevisionFile(second, back);
  try {
    writeRevisionFile(path, text);
  } catch (error) {
    if (back !== undefined) rmSync(second, { force: true });
    throw error;
  }
  return scriptFiles(path);
}

/** What became of a script. */
export function describeWritten(
  { id, downRevisions }: Pick<NewRevisionHeader, "id" | "downRevisions">,
  draft: Draft,
  { dryRun, cwd = "." }: Pick<ScriptOptions, "dryRun"> & { readonly cwd?: string },
): WrittenScript {
  const [parent = null, ...others] = downRevisions;
  return {
    revision: id,
    path: dryRun ? null : draft.path,
    downRevision: others.length > 0 ? downRevisions : parent,
    decisions: [],
    script: textOf(draft),
    file: relative(cwd, draft.path),
  };
}
