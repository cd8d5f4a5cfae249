import type { Difference } from "@typeorm-autogen/autogenerate";
import type { Decision } from "@typeorm-autogen/compare";
import { findHazards, type Hazard } from "@typeorm-autogen/hazards";
import type { TypeCodec } from "@typeorm-autogen/model";
import { flatten, type LeafOperation, type Operation } from "@typeorm-autogen/ops";
import { readAnswers, type AnswerOptions } from "./answers.js";
import type { Against } from "./compared-side.js";
import { compareProject, withComparison, type ComparisonSession } from "./compare-project.js";
import { compileOperations } from "./compile-operations.js";
import { differenceNotes } from "./difference-notes.js";
import { openProject, type ProjectOptions } from "./project.js";

/** Options of `diff` and `check`. */
export interface CompareCommandOptions extends ProjectOptions, AnswerOptions {
  /** What the entities are compared with: the connected database by default. */
  readonly against?: Against;
}

/** How the entities and the database differ. */
export interface DiffResult {
  /** `postgres`, `sqlite`. */
  readonly dialect: string;
  readonly inSync: boolean;
  /** Directives as data, containers opened, in an order that can run. */
  readonly operations: readonly LeafOperation[];
  /** What these operations do to data, to running code and to a running system. */
  readonly hazards: readonly Hazard[];
  /** Questions that `revision` would ask; here they count as declined. */
  readonly decisions: readonly Decision[];
  /** The statements of these operations on this server. */
  readonly sql: readonly string[];
  /** For people: what was kept, what no server could judge. */
  readonly notes: readonly string[];
  /** For people: what makes the comparison less than it seems. */
  readonly warnings: readonly string[];
  readonly types: TypeCodec;
}

/** Compares the declared entities with the live database. Writes nothing, anywhere. */
export async function diff(options: CompareCommandOptions = {}): Promise<DiffResult> {
  const project = await openProject(options);
  return withComparison(
    project,
    async (session) => {
      const difference = await compareProject(session, readAnswers(options, project.config.renames ?? "ask"));
      return describeDifference(session, difference);
    },
    options.against,
  );
}

/** A difference as `diff` and `check` tell it. */
export function describeDifference(session: ComparisonSession, difference: Difference): DiffResult {
  const { dialect, facts, declaration, project } = session;
  const operations: readonly Operation[] = difference.operations;
  return {
    dialect: dialect.name,
    inSync: operations.length === 0,
    operations: flatten(operations),
    hazards: findHazards(operations, {
      dialect,
      facts,
      state: difference.live,
      policy: project.config.hazards ?? {},
    }),
    decisions: difference.decisions,
    get sql() {
      const context = { facts, state: difference.live, metadataTable: declaration.metadataTable };
      return compileOperations(operations, dialect, context).map(({ sql }) => sql);
    },
    notes: differenceNotes(difference),
    warnings: session.warnings,
    types: dialect.types,
  };
}
