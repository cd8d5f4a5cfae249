import { scriptLanguage } from "@typeorm-autogen/dialect";
import { introspect } from "@typeorm-autogen/introspect";
import type { Schema } from "@typeorm-autogen/model";
import { evolve, EvolveError, NotConnectedError, record, type Operation } from "@typeorm-autogen/ops";
import type { Step } from "@typeorm-autogen/revisions";
import { concernsOwnSchema } from "./own-tables.js";
import type { LoadedStep } from "./revision-run.js";
import { schemasIn } from "./schema-state.js";
import type { Session } from "./session.js";

/** What a step would do. */
export interface PreviewedStep {
  readonly step: Step;
  /** What the script records; null where it asks the database, which a preview does not let it do. */
  readonly operations: readonly Operation[] | null;
  /** The statements; null from where on they depend on what only running tells. */
  readonly statements: readonly string[] | null;
  /** The first of them that cannot be a part of a longer transaction. */
  readonly alone: string | null;
}

/** Records and compiles steps against the schema as it is and as each step leaves it. Reads only. */
export async function previewSteps(
  session: Session,
  steps: readonly LoadedStep[],
): Promise<readonly PreviewedStep[]> {
  const recorded: (readonly Operation[] | null)[] = [];
  for (const step of steps) recorded.push(await recordStep(session, step));
  let state: Schema | null = await readState(session, recorded);
  return steps.map(({ step }, at) => {
    const operations = recorded[at] ?? null;
    const preview = compileStep(session, operations, state);
    state = preview.state;
    const { statements, alone } = preview;
    return { step, operations, statements, alone };
  });
}

/** What a step's script records; null where it asks the database. Throws what the script throws. */
export async function recordStep(
  { dialect, facts, x }: Session,
  { script }: LoadedStep,
): Promise<readonly Operation[] | null> {
  if (typeof script !== "function") return script;
  try {
    return await record(script, { ...scriptLanguage(dialect, facts), x });
  } catch (error) {
    if (error instanceof NotConnectedError) return null;
    throw error;
  }
}

async function readState(
  { connection, dialect, facts, metadataTable }: Session,
  recorded: readonly (readonly Operation[] | null)[],
): Promise<Schema | null> {
  const operations = recorded.flatMap((list) => list ?? []);
  if (!operations.some((operation) => dialect.needsState(operation))) return null;
  const schemas = schemasIn(operations);
  return introspect(dialect.reader(connection, facts), { schemas: [...schemas], metadataTable });
}

interface CompiledStep {
  readonly statements: readonly string[] | null;
  readonly state: Schema | null;
  readonly alone: string | null;
}

function compileStep(
  { dialect, facts, metadataTable, tables }: Session,
  operations: readonly Operation[] | null,
  before: Schema | null,
): CompiledStep {
  if (operations === null) return { statements: null, state: null, alone: null };
  const statements: string[] = [];
  let state = before;
  let alone: string | null = null;
  for (const operation of operations) {
    if (state === null && dialect.needsState(operation)) return { statements: null, state: null, alone };
    const compiled = concernsOwnSchema(tables, operation)
      ? []
      : dialect.compile(operation, { facts, state, metadataTable });
    statements.push(...compiled.map(({ sql }) => sql));
    const commits = operation.kind === "autocommit" || operation.kind === "backfill";
    alone ??= compiled.find((statement) => commits || statement.alone)?.sql ?? null;
    state = state && follow(state, operation);
  }
  return { statements, state, alone };
}

// A script may name what raw SQL made before; then the schema is no longer known.
function follow(state: Schema, operation: Operation): Schema | null {
  try {
    return evolve(state, [operation]);
  } catch (error) {
    if (error instanceof EvolveError) return null;
    throw error;
  }
}
