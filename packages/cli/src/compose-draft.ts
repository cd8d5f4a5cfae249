import { findDifference } from "@typeorm-autogen/autogenerate";
import { defaultCompareOptions, noAnswers, traceAnswers } from "@typeorm-autogen/compare";
import { scriptLanguage } from "@typeorm-autogen/dialect";
import { isAutogenError } from "@typeorm-autogen/errors";
import { findTable, type Schema, type Table } from "@typeorm-autogen/model";
import { evolveIfKnown, flatten, isOpaque, record, type Operation } from "@typeorm-autogen/ops";
import { loadDirection, type Direction } from "@typeorm-autogen/runtime";
import { compareProject, type ComparisonSession, type ProjectDifference } from "./compare-project.js";
import { importScript } from "./import-script.js";
import type { Project } from "./project.js";

/** Both directions of a script, as operations. */
export interface TwoWays {
  readonly upgrade: readonly Operation[];
  readonly downgrade: readonly Operation[];
}

/** What a script records. Throws what it throws, NotConnectedError where it asks the database. */
export async function recordScript(
  project: Project,
  { dialect, facts }: Pick<ComparisonSession, "dialect" | "facts">,
  file: string,
): Promise<TwoWays> {
  const both = async (direction: Direction) =>
    record(
      await loadDirection((path) => importScript(project, path), file, direction),
      scriptLanguage(dialect, facts),
    );
  return { upgrade: await both("upgrade"), downgrade: await both("downgrade") };
}

/** What a draft held, what comes on top of it, and the schema below it, where anybody knows that. */
export interface DraftParts {
  readonly base: Schema | null;
  readonly held: TwoWays;
  readonly next: ProjectDifference;
  readonly acceptDataLoss: boolean;
}

/**
 * What a draft is to hold after another difference was applied on top of it: what leads from the schema below it to the
 * new one at once, with the renames and the values for rows that both parts had; or, where it cannot be shown that this
 * comes to the same, one part after the other.
 */
export async function composeDraft(session: ComparisonSession, parts: DraftParts): Promise<TwoWays> {
  const { held, next } = parts;
  const one = await compareAcross(session, parts);
  return (
    one ?? {
      upgrade: [...held.upgrade, ...next.operations],
      downgrade: [...next.downgrade(), ...held.downgrade],
    }
  );
}

async function compareAcross(
  session: ComparisonSession,
  { base, held, next, acceptDataLoss }: DraftParts,
): Promise<TwoWays | null> {
  const all = [...flatten(held.upgrade), ...flatten(next.operations)];
  // What comparators find, they read from the database, which stands elsewhere.
  if (!base || all.some(isOpaque) || session.project.extensions.comparators.length > 0) return null;
  const after = evolveIfKnown(next.live, next.operations);
  if (!after) return null;
  const answers = { ...traceAnswers(all), acceptDataLoss };
  const across = await withoutWrongAnswers(() =>
    compareProject({ ...session, replayed: base }, answers, inOrderOf(after, next.declared)),
  );
  if (!across || across.decisions.length > 0) return null;
  const reached = evolveIfKnown(base, across.operations);
  if (!reached || (await schemaDifference(session, reached, after)).length > 0) return null;
  return { upgrade: across.operations, downgrade: across.downgrade() };
}

// An answer may fit the way but not its ends: a column took the name that another one had.
async function withoutWrongAnswers<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (isAutogenError(error) && error.code.endsWith("-answer")) return null;
    throw error;
  }
}

// Columns that were added one by one stand in that order in the database, and so they shall everywhere.
function inOrderOf(order: Schema, schema: Schema): Schema {
  return { ...schema, tables: schema.tables.map((table) => ({ ...table, columns: inOrder(order, table) })) };
}

function inOrder(order: Schema, table: Table): Table["columns"] {
  const names = findTable(order, table)?.columns.map(({ name }) => name) ?? [];
  const place = (name: string) => (names.includes(name) ? names.indexOf(name) : names.length);
  return table.columns.toSorted((a, b) => place(a.name) - place(b.name));
}

/** What would make one schema the other, nothing left aside; texts are put before the connected server. */
export async function schemaDifference(
  { dialect, facts, connection, declaration }: ComparisonSession,
  from: Schema,
  to: Schema,
): Promise<readonly Operation[]> {
  const { operations } = await findDifference({
    dialect,
    facts,
    connection,
    replayed: dialect.normalise(from, facts),
    declared: to,
    ownTables: [],
    metadataTable: declaration.metadataTable,
    includes: () => true,
    options: {
      ...defaultCompareOptions,
      answers: { ...noAnswers, renamePolicy: "never" },
      undeclaredIndexes: "drop",
    },
  });
  return operations;
}
