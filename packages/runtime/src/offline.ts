import {
  apart,
  compileAnywhere,
  type Dialect,
  type ServerFacts,
  type Statement,
} from "@typeorm-autogen/dialect";
import { equalNames, type QualifiedName } from "@typeorm-autogen/model";
import { flatten, type Operation } from "@typeorm-autogen/ops";
import { planStamp, type RevisionGraph, type RowChange, type Step } from "@typeorm-autogen/revisions";
import type { Direction } from "./errors.js";
import { layoutScript, type ScriptPart } from "./layout-script.js";
import { recordOffline } from "./record-offline.js";
import {
  concernsOwnSchema,
  createStepTable,
  createVersionTable,
  defaultOwnTables,
  placeOwnTables,
  type OwnTables,
} from "./own-tables.js";
import { planSteps } from "./plan.js";
import { ReplayedState } from "./replayed-state.js";
import { checksumScript, type LoadScript } from "./script.js";
import { stepSql } from "./step-log.js";
import { versionSql } from "./version-table.js";

/** What SQL is written for, where nothing is connected. */
export interface OfflineOptions {
  readonly dialect: Dialect;
  /** What to assume of the server: see ClientScript.facts. */
  readonly facts: ServerFacts;
  readonly tables?: OwnTables;
  /** TypeORM's metadata table in this project; `typeorm_metadata` by default. */
  readonly metadataTable?: QualifiedName;
  readonly loadScript: LoadScript;
  /** What the command line hands to scripts. */
  readonly x?: Readonly<Record<string, string>>;
}

/** Where the database stands that the SQL is for, and where it leads. */
export interface OfflineRange {
  /** Targets; none: an empty database, in which the version table has to be made too. */
  readonly from: readonly string[];
  readonly to: string;
}

/** One revision as SQL. */
export interface OfflineStep {
  readonly step: Step;
  /** Of its script alone, without version rows. */
  readonly statements: readonly Statement[];
}

/** SQL that does what a run would do. */
export interface OfflineRun {
  readonly steps: readonly OfflineStep[];
  /** The version rows afterwards. */
  readonly heads: readonly string[];
  /** A file for the database's client. */
  readonly sql: string;
}

/**
 * Writes the SQL of a run without connecting. Throws OfflineQueryError and OfflineStateError where a script needs a
 * database, before anything is written, and what graph and loader throw.
 */
export async function writeRun(
  graph: RevisionGraph,
  direction: Direction,
  range: OfflineRange,
  given: OfflineOptions,
): Promise<OfflineRun> {
  const options = placed(given);
  const rows = rowsAt(graph, range.from);
  const plan = planSteps(graph, direction, range.to, rows);
  const state = new ReplayedState(graph.applied(rows), options);
  const steps: OfflineStep[] = [];
  let facts = options.facts;
  // An empty database has TypeORM's metadata table from where a script makes it. Of another, nobody knows.
  let hasMetadata = rows.length > 0 ? null : false;
  for (const step of plan) {
    const operations = await recordOffline(step.revision, step.direction, options);
    const statements: Statement[] = [];
    for (const [at, operation] of operations.entries()) {
      if (makesTable(operation, options.metadataTable)) hasMetadata = true;
      const isIdle = operation.kind === "setTypeormMetadata" && hasMetadata === false;
      if (!isIdle && !concernsOwnSchema(options.tables, operation)) {
        const before = await state.before(operation, step);
        const context = { ...options, facts, state: before };
        const compiled = compileAnywhere(options.dialect, operation, context, hasMetadata);
        statements.push(...(operations[at - 1]?.kind === "autocommit" ? apart(compiled) : compiled));
      }
      state.follow(operation, step.revision);
      facts = factsAfter(facts, operation);
    }
    steps.push({ step, statements });
  }
  const parts = [
    ...tablesPart(range.from, options),
    ...(await Promise.all(steps.map((step) => stepPart(step, options)))),
  ];
  const heads = plan.at(-1)?.after ?? rows;
  return { steps, heads, sql: layoutScript(parts, options, describe(direction, rows, heads)) };
}

/** Writes the SQL of a stamp. Throws what planning throws. */
export function writeStamp(
  graph: RevisionGraph,
  { from, to }: { readonly from: readonly string[]; readonly to: readonly string[] },
  given: OfflineOptions,
): Pick<OfflineRun, "heads" | "sql"> {
  const options = placed(given);
  const { before, after, changes } = planStamp(graph, to, rowsAt(graph, from));
  const reached = after.filter((revision) => !before.includes(revision));
  const statements = [
    ...versionChanges(changes, options),
    ...reached.map((revision) =>
      logSql({ revision, direction: "stamp", checksum: null, statements: 0 }, options),
    ),
  ].map((sql) => ({ sql }));
  const parts = [...tablesPart(from, options), { title: "Version rows", statements }];
  return { heads: after, sql: layoutScript(parts, options, describe("stamp", before, after)) };
}

/** Writes the SQL that makes the version and step tables. */
export function writeTables(given: OfflineOptions): string {
  const options = placed(given);
  return layoutScript(tablesPart([], options), options, "ensure-version");
}

/** Options with the tables where they lie. */
type PlacedOptions = OfflineOptions & Required<Pick<OfflineOptions, "tables" | "metadataTable">>;

function placed(options: OfflineOptions): PlacedOptions {
  const { tables = defaultOwnTables, metadataTable = { schema: null, name: "typeorm_metadata" } } = options;
  return { ...options, metadataTable, tables: placeOwnTables(tables, options.facts) };
}

function rowsAt(graph: RevisionGraph, targets: readonly string[]): readonly string[] {
  return planStamp(graph, targets, []).after;
}

function describe(what: string, before: readonly string[], after: readonly string[]): string {
  const name = (rows: readonly string[]) => (rows.length === 0 ? "base" : rows.join(", "));
  return `${what} from ${name(before)} to ${name(after)}`;
}

function makesTable(operation: Operation, name: QualifiedName): boolean {
  return flatten([operation]).some((op) => op.kind === "createTable" && equalNames(op.table, name));
}

// An extension that a script makes is there for what follows.
function factsAfter(facts: ServerFacts, operation: Operation): ServerFacts {
  if (operation.kind !== "createExtension") return facts;
  return { ...facts, extensions: [...facts.extensions, operation.name] };
}

// Whoever starts from an empty database has no tables of ours either.
function tablesPart(from: readonly string[], options: PlacedOptions): readonly ScriptPart[] {
  if (from.length > 0) return [];
  const { dialect, tables, facts } = options;
  const standing = dialect.entities.initialSchema ?? facts.defaultSchema;
  const schemas = new Set(
    [tables.version.schema, tables.step.schema].filter((schema) => schema !== standing),
  );
  const operations: readonly Operation[] = [
    ...[...schemas].flatMap((name) => (name === null ? [] : [{ kind: "createSchema", name } as const])),
    createVersionTable(tables.version, dialect.types),
    createStepTable(tables.step, dialect.types),
  ];
  const statements = operations.flatMap((operation) =>
    dialect.compile(operation, { ...options, state: null }),
  );
  return [{ title: "Autogen's own tables", statements }];
}

async function stepPart({ step, statements }: OfflineStep, options: PlacedOptions): Promise<ScriptPart> {
  const { direction, revision, changes } = step;
  const checksum = await checksumScript(revision.path);
  const rows = [
    logSql({ revision: revision.id, direction, checksum, statements: statements.length }, options),
    ...versionChanges(changes, options),
  ];
  return {
    title: `${direction} ${revision.id}: ${revision.message}`,
    statements: [...statements, ...rows.map((sql) => ({ sql }))],
  };
}

function versionChanges(
  changes: readonly RowChange[],
  { dialect, tables }: PlacedOptions,
): readonly string[] {
  return changes.map((change) => versionSql(dialect, tables.version, change));
}

interface Logged {
  readonly revision: string;
  readonly direction: Direction | "stamp";
  readonly checksum: string | null;
  readonly statements: number;
}

// When it runs, and how long that takes, only the server will know.
function logSql(
  { revision, direction, checksum, statements }: Logged,
  { dialect, tables }: PlacedOptions,
): string {
  const literal = (value: string | number | null) => dialect.literal(value);
  const { now } = dialect.script;
  return stepSql(dialect, tables.step, {
    revision: literal(revision),
    direction: literal(direction),
    step: literal(1),
    outcome: literal("done"),
    checksum: literal(checksum),
    statements: literal(statements),
    progress: literal(null),
    started_at: now,
    finished_at: now,
    duration_ms: literal(0),
    applied_by: literal("a SQL script"),
  });
}
