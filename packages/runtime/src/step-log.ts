import { hostname, userInfo } from "node:os";
import type { Connection, Dialect, Row, Statement } from "@typeorm-autogen/dialect";
import type { QualifiedName } from "@typeorm-autogen/model";
import type { BackfillProgress } from "./backfill-run.js";
import { qualifiedSql } from "./qualified-sql.js";

/**
 * How far a row of the step table tells. `done`: the revision is through. `committed`: what stands before `progress` is,
 * and more is to come. `running`: the statement at `progress` was started outside a transaction.
 */
export type StepOutcome = "done" | "committed" | "running";

/** A point inside a revision, and a digest of the operations before it. */
export interface Progress {
  /** Operations that are finished. */
  readonly operation: number;
  /** Statements of the next operation that are finished. */
  readonly statement: number;
  /** Over the finished operations and the one that is under way. */
  readonly digest: string;
  /**
   * All statements of that operation, if it has several: where each is committed by itself, they cannot be worked out
   * again from a database that some of them have changed.
   */
  readonly plan?: readonly Statement[];
  /** How far that operation, a backfill, has come. */
  readonly backfill?: BackfillProgress;
  /** That operation is through, and committed. */
  readonly complete?: true;
  /** What its objects looked like before the statement that was started: see Dialect.fingerprint. */
  readonly fingerprint?: string;
}

/** One row of the step table. */
export interface LoggedStep {
  readonly seq: number;
  readonly revision: string;
  readonly direction: "upgrade" | "downgrade" | "stamp";
  /** 1 for the first part of a revision; more where statements could not share its transaction. */
  readonly step: number;
  readonly outcome: StepOutcome;
  /** Of the script's text, see checksumScript; null where no script ran. */
  readonly checksum: string | null;
  readonly statements: number;
  readonly progress: Progress | null;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly durationMs: number | null;
  /** `user@host` of the process. */
  readonly appliedBy: string;
}

/** What is known of a step before the database numbers it. */
export type NewStep = Omit<LoggedStep, "seq" | "appliedBy">;

/** Appends a row, in whatever transaction is open. */
export async function logStep(
  connection: Connection,
  dialect: Dialect,
  table: QualifiedName,
  step: NewStep,
): Promise<void> {
  const values: Record<string, string | number | null> = {
    revision: step.revision,
    direction: step.direction,
    step: step.step,
    outcome: step.outcome,
    checksum: step.checksum,
    statements: step.statements,
    progress: step.progress === null ? null : JSON.stringify(step.progress),
    started_at: step.startedAt,
    finished_at: step.finishedAt,
    duration_ms: step.durationMs,
    applied_by: whoRuns(),
  };
  const literals = Object.entries(values).map(([column, value]) => [column, dialect.literal(value)]);
  await connection.execute(stepSql(dialect, table, Object.fromEntries(literals)));
}

/** The statement that appends a row of these values, which are SQL. */
export function stepSql(
  dialect: Dialect,
  table: QualifiedName,
  values: Readonly<Record<string, string>>,
): string {
  const name = qualifiedSql(dialect, table);
  const columns = Object.keys(values).map((column) => dialect.identifier(column));
  return (
    `INSERT INTO ${name} (${dialect.identifier("seq")}, ${columns.join(", ")}) ` +
    `SELECT COALESCE(MAX(${dialect.identifier("seq")}), 0) + 1, ${Object.values(values).join(", ")} FROM ${name}`
  );
}

/** Every row, oldest first. */
export async function readSteps(
  connection: Connection,
  dialect: Dialect,
  table: QualifiedName,
): Promise<readonly LoggedStep[]> {
  const seq = dialect.identifier("seq");
  const rows = await connection.query(`SELECT * FROM ${qualifiedSql(dialect, table)} ORDER BY ${seq}`);
  return rows.map(readStep);
}

/** The latest row of one revision, or undefined. */
export async function readLastStep(
  connection: Connection,
  dialect: Dialect,
  table: QualifiedName,
  revision: string,
): Promise<LoggedStep | undefined> {
  const seq = dialect.identifier("seq");
  const where = `${dialect.identifier("revision")} = ${dialect.literal(revision)}`;
  const name = qualifiedSql(dialect, table);
  const rows = await connection.query(`SELECT * FROM ${name} WHERE ${where} ORDER BY ${seq} DESC LIMIT 1`);
  return rows[0] && readStep(rows[0]);
}

/** Forgets how far a revision came: it is through, or somebody says where the database stands. */
export async function forgetProgress(
  connection: Connection,
  dialect: Dialect,
  table: QualifiedName,
  revision: string,
): Promise<void> {
  const column = (name: string, sign: string, value: string) =>
    `${dialect.identifier(name)} ${sign} ${dialect.literal(value)}`;
  const where = `${column("revision", "=", revision)} AND ${column("outcome", "<>", "done" satisfies StepOutcome)}`;
  await connection.execute(`DELETE FROM ${qualifiedSql(dialect, table)} WHERE ${where}`);
}

/** Forgets how far a part of a revision came, because a later word of it comes. */
export async function forgetWord(
  connection: Connection,
  dialect: Dialect,
  table: QualifiedName,
  { revision, step }: Pick<LoggedStep, "revision" | "step">,
): Promise<void> {
  const values = { revision, step, outcome: "committed" satisfies StepOutcome };
  const where = Object.entries(values).map(
    ([column, value]) => `${dialect.identifier(column)} = ${dialect.literal(value)}`,
  );
  await connection.execute(`DELETE FROM ${qualifiedSql(dialect, table)} WHERE ${where.join(" AND ")}`);
}

/** How many operations of an interrupted revision are through. */
export function finishedOperations({ operation, complete }: Progress): number {
  return complete ? operation + 1 : operation;
}

/** The latest row of each revision that was begun and is not through. */
export function findUnfinished(log: readonly LoggedStep[]): readonly LoggedStep[] {
  const last = new Map(log.map((step) => [step.revision, step]));
  return [...last.values()].filter(({ outcome }) => outcome !== "done");
}

function readStep(row: Row): LoggedStep {
  return {
    seq: Number(row["seq"]),
    revision: String(row["revision"]),
    direction: String(row["direction"]) as LoggedStep["direction"],
    step: Number(row["step"]),
    outcome: String(row["outcome"]) as StepOutcome,
    checksum: textOrNull(row["checksum"]),
    statements: Number(row["statements"]),
    progress: row["progress"] == null ? null : (JSON.parse(String(row["progress"])) as Progress),
    startedAt: String(row["started_at"]),
    finishedAt: textOrNull(row["finished_at"]),
    durationMs: row["duration_ms"] == null ? null : Number(row["duration_ms"]),
    appliedBy: String(row["applied_by"]),
  };
}

function textOrNull(value: unknown): string | null {
  return value == null ? null : String(value);
}

// A container may run under a user id that has no name; the log is still worth writing.
function whoRuns(): string {
  let user: string;
  try {
    user = userInfo().username;
  } catch {
    user = String(process.getuid?.() ?? "unknown");
  }
  return `${user}@${hostname()}`.slice(0, 255);
}
