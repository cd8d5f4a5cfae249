import { claimsOf } from "@typeorm-autogen/autogenerate";
import type { Decision } from "@typeorm-autogen/compare";
import { findHazards, type Hazard } from "@typeorm-autogen/hazards";
import type { Schema, TypeCodec } from "@typeorm-autogen/model";
import { refuseFaults, type DependentInTheWay, type Misfit } from "@typeorm-autogen/runtime";
import { evolveIfKnown, flatten, ownDefinition, type LeafOperation } from "@typeorm-autogen/ops";
import type { NewRevisionHeader } from "@typeorm-autogen/revisions";
import type { AnswerOptions } from "./answers.js";
import type { Prompt } from "./ask-decisions.js";
import type { Against } from "./compared-side.js";
import { compileOperations } from "./compile-operations.js";
import { withComparison, type ComparisonSession, type ProjectDifference } from "./compare-project.js";
import { decide } from "./decide.js";
import { differenceNotes } from "./difference-notes.js";
import { refuseDrafts } from "./drafts.js";
import { pendingRevisions, PendingRevisionsError } from "./pending-revisions.js";
import { openProject, type Project, type ProjectOptions } from "./project.js";
import { proveNewRevision, trialNotes, verifiedBy, type Trial, type Verified } from "./prove-new-revision.js";
import { processDirectives, type RevisionDirective } from "./revision-directives.js";
import { serverLabel } from "./server-label.js";
import { sqlWhereWritten } from "./sql-bodies.js";
import { refuseForTypeorm, writeMigrationClass } from "./typeorm-revision.js";
import { PendingMigrationsError, readTypeormMigrations } from "./typeorm-runner.js";
import {
  chooseHeader,
  draftScript,
  formatOf,
  writeDraft,
  type Draft,
  type ScriptBody,
  type ScriptOptions,
  type WrittenScript,
} from "./write-script.js";

/** Options of `revision`. */
export interface RevisionOptions extends ProjectOptions, AnswerOptions, ScriptOptions {
  /** Write one without comparing. */
  readonly empty?: boolean;
  /** Try the script on a scratch database before it is written; true by default. */
  readonly verify?: boolean;
  /** What the entities are compared with: the connected database by default. */
  readonly against?: Against;
  /** Asked where a question is open; without it an open question is an error. */
  readonly prompt?: Prompt;
}

/** What `revision` wrote. */
export interface RevisionResult {
  /** Null where nothing differs. */
  readonly revision: string | null;
  /** Absolute; null where nothing differs, and under `dryRun`. */
  readonly path: string | null;
  readonly downRevision: string | readonly string[] | null;
  readonly operations: readonly LeafOperation[];
  readonly hazards: readonly Hazard[];
  readonly decisions: readonly Decision[];
  /** Rows of the connected database that `upgrade` would refuse. */
  readonly preflight: readonly Misfit[];
  /** What trying the script on a scratch database showed; null where it was not tried. */
  readonly verified: Verified | null;
  /** The script's text; null where nothing differs. */
  readonly script: string | null;
  /** Where it would stand, relative to the working directory; for messages. */
  readonly file: string | null;
  /** Every script that was written: more than one where processRevisionDirectives made several; the last one is above. */
  readonly scripts: readonly WrittenScript[];
  readonly notes: readonly string[];
  /** Null under `empty`, where nothing is connected. */
  readonly types: TypeCodec | null;
}

/** Compares the entities with the database and writes the difference as a reversible revision script. */
export async function revision(options: RevisionOptions): Promise<RevisionResult> {
  const { directory: _, ...elsewhere } = options;
  // There the folder is that of classes, and scripts of Autogen's lie where they lie.
  const project = await openProject(options.format === "typeorm" ? elsewhere : options);
  if (formatOf(project, options) === "typeorm") return writeForTypeorm(project, options);
  refuseDrafts(await project.graph(), "autogen revision");
  const header = await chooseHeader(project, options);
  if (options.empty) return writeEmpty(project, header, options);
  return withComparison(
    project,
    async (session) => {
      const graph = await project.graph();
      const pending = session.context ? pendingRevisions(graph, await session.context.currentHeads()) : [];
      if (pending.length > 0) throw new PendingRevisionsError(pending);
      await session.context?.refuseUnfinished();
      const { difference } = await decide(session, options);
      if (difference.operations.length === 0) return nothingToDo(session, difference);
      return writeDifference(session, header, difference, options);
    },
    options.against,
  );
}

async function writeForTypeorm(project: Project, options: RevisionOptions): Promise<RevisionResult> {
  refuseForTypeorm(project, options);
  return withComparison(project, async (session) => {
    const migrations = await readTypeormMigrations(session);
    if (options.empty) return writeMigrationClass(session, null, migrations, options);
    if (migrations.pending.length > 0) throw new PendingMigrationsError(migrations.pending);
    const { difference } = await decide(session, options);
    if (difference.operations.length === 0) return nothingToDo(session, difference);
    return writeMigrationClass(session, difference, migrations, options);
  });
}

function nothingToDo(
  { dialect, warnings }: ComparisonSession,
  difference: ProjectDifference,
): RevisionResult {
  return {
    revision: null,
    path: null,
    downRevision: null,
    operations: [],
    hazards: [],
    decisions: [],
    preflight: [],
    verified: null,
    script: null,
    file: null,
    scripts: [],
    notes: [...warnings, ...differenceNotes(difference)],
    types: dialect.types,
  };
}

async function writeDifference(
  session: ComparisonSession,
  header: NewRevisionHeader,
  difference: ProjectDifference,
  given: RevisionOptions,
): Promise<RevisionResult> {
  const options = { ...given, now: given.now ?? new Date() };
  const { project, context, dialect, facts, warnings, declaration } = session;
  const first = {
    ...header,
    message: options.message,
    upgrade: difference.operations,
    downgrade: difference.downgrade(),
  };
  const directives = await processDirectives(
    first,
    project.extensions.processors,
    directivesContext(session, difference, options),
    await project.graph(),
  );
  const drafts = [...(await draftDirectives(session, difference, directives, options))];
  const [last] = drafts.slice(-1);
  if (!last) return nothingToDo(session, difference);
  const asked = !options.dryRun && options.verify !== false;
  const operations = directives.flatMap(({ upgrade }) => upgrade);
  // What the dialect has no words for is told now, and not by the first who runs the script.
  const { metadataTable } = declaration;
  if (context) compileOperations(operations, dialect, { facts, state: difference.live, metadataTable });
  refuseFaults({ dialect, facts }, [{ revision: null, operations }], difference.live);
  const dependents = (await context?.findDependents([{ revision: null, operations }])) ?? [];
  const inTheWay = dependents.map(dependentNote);
  const trial = asked ? await tryDraft(session, difference, drafts, first, inTheWay) : undefined;
  const verified = trial?.kind === "proved" ? verifiedBy(trial.proof, last.draft) : null;
  if (verified)
    drafts[drafts.length - 1] = await draftDirective(project, last.directive, options, {
      ...last.body,
      verified: inHeader(verified),
    });
  const scripts: WrittenScript[] = [];
  for (const { directive, draft } of drafts)
    scripts.push(await writeDraft(project, directive, draft, options));
  return {
    ...(scripts.at(-1) as WrittenScript),
    scripts,
    verified,
    operations: flatten(operations),
    hazards: drafts.flatMap(({ body }) => body.hazards),
    preflight: (await context?.findMisfits([{ revision: null, operations }], difference.live)) ?? [],
    notes: [...warnings, ...differenceNotes(difference), ...inTheWay, ...trialNotes(trial)],
    types: dialect.types,
  };
}

function directivesContext(
  { project, dialect }: ComparisonSession,
  { live, declared }: ProjectDifference,
  { x = {} }: RevisionOptions,
): Parameters<typeof processDirectives>[2] {
  return { dialect: dialect.name, live, declared, environment: project.environment?.name ?? null, x };
}

/** A script of several, rendered. */
interface DraftedDirective {
  readonly directive: RevisionDirective;
  readonly body: ScriptBody;
  readonly draft: Draft;
}

// Each is written for the schema that those before it leave.
async function draftDirectives(
  session: ComparisonSession,
  { live }: ProjectDifference,
  directives: readonly RevisionDirective[],
  options: RevisionOptions,
): Promise<readonly DraftedDirective[]> {
  const { project, connection, dialect, facts } = session;
  const hazardInput = { dialect, facts, state: live, policy: project.config.hazards ?? {} };
  const drafts: DraftedDirective[] = [];
  let state: Schema | null = live;
  for (const directive of directives) {
    const { upgrade, downgrade } = directive;
    const hazards = findHazards(upgrade, hazardInput);
    const server = connection && { server: serverLabel(dialect, facts) };
    const sql = sqlWhereWritten(session, options, directive, state);
    const body = { upgrade, downgrade, hazards, types: dialect.types, ...server, ...sql, verified: null };
    drafts.push(await draftDirective(project, directive, options, body));
    state = evolveIfKnown(state, upgrade);
  }
  return drafts;
}

async function draftDirective(
  project: Project,
  directive: RevisionDirective,
  options: RevisionOptions,
  body: ScriptBody,
): Promise<DraftedDirective> {
  const { message, versionPath } = directive;
  const own = { ...options, message, ...(versionPath !== undefined && { versionPath }) };
  return { directive, body, draft: await draftScript(project, directive, own, body) };
}

// What a plugin's operations work on, and what a hook made of the difference, no scratch database tells.
async function tryDraft(
  session: ComparisonSession,
  difference: ProjectDifference,
  [drafted, ...others]: readonly DraftedDirective[],
  { upgrade, downgrade }: RevisionDirective,
  inTheWay: readonly string[],
): Promise<Trial | undefined> {
  if (!drafted) return undefined;
  if (inTheWay.length > 0) return { kind: "notTried", reason: "something reads what goes" };
  const { directive, draft } = drafted;
  if (others.length > 0 || directive.upgrade !== upgrade || directive.downgrade !== downgrade)
    return { kind: "notTried", reason: "processRevisionDirectives changed it" };
  if (upgrade.some(ownDefinition))
    return {
      kind: "notTried",
      reason: "it holds operations of plugins, whose objects a scratch database lacks",
    };
  return proveNewRevision(session, difference, { ...draft, header: directive });
}

function dependentNote({ object, dependent }: DependentInTheWay): string {
  return `${dependent} reads ${object}, which goes: \`upgrade\` will refuse until it is dropped or changed`;
}

function inHeader(verified: Verified): string {
  return `${claimsOf({ ...verified, faults: [] }).join(", ")} (${verified.digest})`;
}

async function writeEmpty(
  project: Project,
  header: NewRevisionHeader,
  options: RevisionOptions,
): Promise<RevisionResult> {
  const draft = await draftScript(project, header, options, { upgrade: [], downgrade: [], hazards: [] });
  const written = await writeDraft(project, header, draft, options);
  return { ...written, ...nothingFound, scripts: [written] };
}

/** What a script is told by that was compared with nothing. */
export const nothingFound = {
  verified: null,
  operations: [],
  hazards: [],
  preflight: [],
  notes: [],
  types: null,
} as const;
