import { defaultCompareOptions, noAnswers, type CompareOptions } from "@typeorm-autogen/compare";
import { ConnectionLostError, UnsupportedError, type Dialect } from "@typeorm-autogen/dialect";
import { equalNames, type QualifiedName, type Schema, type TypeCodec } from "@typeorm-autogen/model";
import { evolveIfKnown, flatten, type LeafOperation, type Operation } from "@typeorm-autogen/ops";
import { RevisionGraph, type Revision } from "@typeorm-autogen/revisions";
import {
  MigrationContext,
  MigrationFailedError,
  schemasIn,
  ScriptFunctionMissingError,
  type LoadScript,
  type OwnTables,
  type Scratch,
} from "@typeorm-autogen/runtime";
import { describeOperation } from "./describe-operation.js";
import { findDifference, type Difference } from "./find-difference.js";
import { planRows, type PlannedRows } from "./plan-rows.js";
import { UnprovableError, type Proof } from "./proof.js";
import { readSchema } from "./read-schema.js";
import { emptyTables, insertRows, lostColumn, readImages, rowFaults } from "./proof-rows.js";

/** A revision to be tried, and what is known of it. */
export interface ProofSubject {
  readonly dialect: Dialect;
  readonly revision: Revision;
  /** What its upgrade records; null where only running tells. */
  readonly operations: readonly Operation[] | null;
  readonly loadScript: LoadScript;
  readonly tables: OwnTables;
  readonly metadataTable: QualifiedName;
  /** Schemas that count, besides those that the operations name. */
  readonly schemas: readonly string[];
  /**
   * How the database differs from what it should be after the upgrade. Absent: from what the operations make of the
   * schema before, where they tell.
   */
  readonly difference?: (scratch: Scratch) => Promise<Difference>;
}

/**
 * Tries a revision on a scratch database: up with rows in it, down, and up again, looking at the catalogue and the rows
 * in between. `open` gives a database that stands right before the revision and holds no rows; it is asked a second time
 * where the first one's rows were in the way, and then none go along. Throws UnprovableError.
 */
export async function proveRevision(open: () => Promise<Scratch>, subject: ProofSubject): Promise<Proof> {
  try {
    return await new Trial(await open(), subject).run(true);
  } catch (error) {
    if (!(error instanceof RowsRefused)) throw error;
    const proof = await new Trial(await open(), subject).run(false);
    const remark = `generated rows did not go along: ${error.message}`;
    return { ...proof, remarks: [...proof.remarks, remark] };
  }
}

/** A failure that rows may be to blame for. */
class RowsRefused extends Error {}

/** The script itself does not get through; the message says where. */
class TrialFailed extends Error {}

const everything: CompareOptions = {
  ...defaultCompareOptions,
  answers: { ...noAnswers, renamePolicy: "never" },
  undeclaredIndexes: "drop",
};

/** One way up, down and up again. */
class Trial {
  readonly #scratch: Scratch;
  readonly #subject: ProofSubject;
  readonly #context: MigrationContext;
  readonly #graph: RevisionGraph;
  #rows = 0;

  constructor(scratch: Scratch, subject: ProofSubject) {
    const { dialect, tables, metadataTable, loadScript, revision } = subject;
    this.#scratch = scratch;
    this.#subject = subject;
    this.#context = MigrationContext.on(scratch.connection, scratch.facts, {
      dialect,
      target: scratch.target,
      tables,
      metadataTable,
      loadScript,
    });
    // Alone, so that it can be taken back whatever else there is.
    this.#graph = new RevisionGraph([{ ...revision, downRevisions: [], branchLabels: [], dependsOn: [] }]);
  }

  async run(withRows: boolean): Promise<Proof> {
    try {
      return await this.#walk(withRows);
    } catch (error) {
      if (!(error instanceof TrialFailed)) throw error;
      const on = this.#scratch.label;
      return {
        converges: false,
        reverses: false,
        keepsRows: null,
        rows: 0,
        on,
        faults: [error.message],
        remarks: [],
      };
    }
  }

  async #walk(withRows: boolean): Promise<Proof> {
    const before = await this.#read();
    const expected = this.#expect(before);
    const planned = withRows ? this.#plan(before, expected) : [];
    this.#rows = await insertRows(this.#place, planned);
    const images = await readImages(this.#place, planned, "before");

    await this.#migrate("upgrade");
    const { converges, after } = await this.#compareAfter(expected);
    const lostUp = rowFaults(images, await readImages(this.#place, planned, "after"), "after upgrade");
    const lost = this.#rows > 0 ? lostColumn(this.#subject.operations ?? []) : undefined;
    if (lost !== undefined) await emptyTables(this.#place, this.#withoutMetadata(after));
    await this.#migrate("downgrade");
    const back = differenceFaults(
      await this.#compareWith(before),
      this.#subject.dialect.types,
      "after downgrade",
    );
    const lostDown =
      lost === undefined && back.length === 0
        ? rowFaults(images, await readImages(this.#place, planned, "before"), "after downgrade")
        : [];
    const again = back.length === 0 ? await this.#again(after) : [];
    const carried = this.#rows > 0 && planned.some((table) => table.after !== null && table.rows.length > 0);
    return {
      converges: converges && converges.length === 0,
      reverses: back.length === 0 && again.length === 0,
      keepsRows: carried ? lostUp.length === 0 && lostDown.length === 0 : null,
      rows: this.#rows,
      on: this.#scratch.label,
      faults: [...(converges ?? []), ...lostUp, ...back, ...lostDown, ...again],
      remarks: [
        ...(converges === null ? ["what raw SQL in it should lead to is not known"] : []),
        ...(lost === undefined
          ? []
          : [`downgrade was tried on empty tables: ${lost} cannot come back into rows`]),
      ],
    };
  }

  get #place() {
    return { dialect: this.#subject.dialect, connection: this.#scratch.connection };
  }

  #read(): Promise<Schema> {
    const { schemas, operations } = this.#subject;
    const { connection, facts } = this.#scratch;
    return readSchema({ ...this.#subject, connection, facts }, [...schemas, ...schemasIn(operations ?? [])]);
  }

  #expect(before: Schema): Schema | null {
    const { operations } = this.#subject;
    return operations && evolveIfKnown(before, operations);
  }

  #plan(before: Schema, expected: Schema | null): readonly PlannedRows[] {
    const { dialect, operations } = this.#subject;
    if (expected === null || operations === null) return [];
    const planned = planRows({ live: before, declared: expected, operations, dialect });
    return planned.filter(({ table }) => !equalNames(table, this.#subject.metadataTable));
  }

  #withoutMetadata({ tables }: Schema): readonly QualifiedName[] {
    return tables.filter((table) => !equalNames(table, this.#subject.metadataTable));
  }

  async #compareAfter(expected: Schema | null) {
    const { difference, dialect } = this.#subject;
    const found = difference
      ? await difference(this.#scratch)
      : expected && (await this.#compareWith(expected));
    return {
      converges: found && differenceFaults(found, dialect.types, "after upgrade"),
      after: difference || !found ? await this.#read() : found.live,
    };
  }

  #compareWith(declared: Schema): Promise<Difference> {
    const { dialect, tables, metadataTable } = this.#subject;
    const { connection, facts } = this.#scratch;
    return findDifference({
      dialect,
      connection,
      facts,
      declared,
      ownTables: [tables.version, tables.step],
      metadataTable,
      includes: () => true,
      options: everything,
    });
  }

  async #again(after: Schema): Promise<readonly string[]> {
    await this.#migrate("upgrade");
    return differenceFaults(
      await this.#compareWith(after),
      this.#subject.dialect.types,
      "after a second upgrade",
    );
  }

  async #migrate(direction: "upgrade" | "downgrade"): Promise<void> {
    const { id } = this.#subject.revision;
    try {
      if (direction === "upgrade") {
        await this.#context.stamp(this.#graph, ["base"], { purge: true });
        await this.#context.upgrade(this.#graph, id);
      } else await this.#context.downgrade(this.#graph, "base");
    } catch (error) {
      throw this.#explain(error, direction);
    }
  }

  #explain(error: unknown, direction: string): unknown {
    if (error instanceof ScriptFunctionMissingError) return new TrialFailed(error.message);
    if (!(error instanceof MigrationFailedError)) return error;
    const { cause, failure } = error;
    if (cause instanceof ConnectionLostError) return cause;
    if (cause instanceof UnsupportedError) return new UnprovableError(cause.message, cause);
    const missing = this.#subject.dialect.scratch.missing?.(cause);
    if (missing !== undefined) return new UnprovableError(`${this.#scratch.label} lacks ${missing}`, cause);
    if (this.#rows > 0) return new RowsRefused(failure.reason);
    const at = failure.operation ? ` at ${failure.operation.kind} of ${failure.operation.object}` : "";
    return new TrialFailed(`${direction} fails${at}: ${failure.reason}`);
  }
}

const mostNamed = 5;

function differenceFaults({ operations }: Difference, types: TypeCodec, when: string): readonly string[] {
  const all = flatten(operations);
  if (all.length === 0) return [];
  const named = all.slice(0, mostNamed).map((operation) => say(operation, types));
  const more = all.length > mostNamed ? `, and ${all.length - mostNamed} more` : "";
  return [`${when}, this would still have to be done: ${named.join(", ")}${more}`];
}

function say(operation: LeafOperation, types: TypeCodec): string {
  const { subject, sign, text } = describeOperation(operation, types);
  return `${sign} ${subject === null ? "" : `${subject}: `}${text}`;
}
