import { rmSync } from "node:fs";
import { describeOperation, type Difference } from "@typeorm-autogen/autogenerate";
import { AutogenError } from "@typeorm-autogen/errors";
import { emptySchema, formatName, nameKey, type Schema } from "@typeorm-autogen/model";
import { flatten, reverse, type LeafOperation } from "@typeorm-autogen/ops";
import { scriptFiles, type RevisionGraph } from "@typeorm-autogen/revisions";
import { readAnswers } from "./answers.js";
import {
  buildOperations,
  compareProject,
  withComparison,
  type ComparisonSession,
} from "./compare-project.js";
import { pendingRevisions } from "./pending-revisions.js";
import { requireTenant } from "./read-tenants.js";
import { openProject, type ProjectOptions } from "./project.js";
import { serverLabel } from "./server-label.js";
import { sqlWhereWritten } from "./sql-bodies.js";
import { stamp } from "./stamp.js";
import { chooseHeader, writeScript, type PlacedScriptOptions, type WrittenScript } from "./write-script.js";

/** Options of `baseline`. */
export interface BaselineOptions extends ProjectOptions, Omit<PlacedScriptOptions, "message"> {
  /** `baseline` by default. */
  readonly message?: string;
}

/** What `baseline` wrote. */
export interface BaselineResult extends WrittenScript {
  /** What builds the declared schema in an empty database. */
  readonly operations: readonly LeafOperation[];
  /** Whether the database holds all of it already, so that the revision counts as applied there. */
  readonly stamped: boolean;
  /** Tables and views of the database that no entity declares. */
  readonly undeclared: readonly string[];
  readonly warnings: readonly string[];
}

/** There are revisions already. */
class RevisionsExistError extends AutogenError {
  constructor(graph: RevisionGraph) {
    const [first] = graph.revisions;
    super(
      "revisions-exist",
      `there are revisions already, the first is ${first?.id} (${first?.path}); autogen revision goes on from there`,
      { revisions: graph.size },
    );
  }
}

/** Nothing is declared, so there is nothing to begin with. */
class NothingDeclaredError extends AutogenError {
  constructor() {
    super(
      "nothing-declared",
      "the DataSource declares no entities, so there is nothing to build; name them there",
    );
  }
}

/** The database holds some of what is declared, and not as it is declared. */
class BaselineDiffersError extends AutogenError {
  constructor(operations: readonly LeafOperation[], words: readonly string[]) {
    super(
      "baseline-differs",
      `the database differs from the entities, so that a baseline would be true of neither: ${shorten(words)}. ` +
        "Bring one in line with the other (autogen diff shows all of it), or list tables in ignore",
      { operations },
    );
  }
}

function shorten(words: readonly string[]): string {
  const more = words.length > 5 ? `; and ${words.length - 5} more` : "";
  return `${words.slice(0, 5).join("; ")}${more}`;
}

/**
 * Writes the first revision of a project: it builds the whole declared schema. Where the database holds that schema
 * already, the revision is stamped there as applied. Throws BaselineDiffersError where it holds it only nearly.
 */
export async function baseline(options: BaselineOptions = {}): Promise<BaselineResult> {
  const project = await openProject(options);
  await requireTenant(project);
  const graph = await project.graph();
  if (graph.size > 0) throw new RevisionsExistError(graph);
  const script = { ...options, message: options.message ?? "baseline" };
  const header = await chooseHeader(project, script);
  const result = await withComparison(project, async (session): Promise<BaselineResult> => {
    if (session.context) pendingRevisions(graph, await session.context.currentHeads());
    const difference = await compareProject(session, readAnswers({}, "never"));
    const { isThere, undeclared } = judge(session, difference);
    const operations = buildOperations(session, difference.declared);
    if (operations.length === 0) throw new NothingDeclaredError();
    const { dialect, facts, warnings } = session;
    const ways = { upgrade: operations, downgrade: reverse(operations) };
    const written = await writeScript(project, header, script, {
      ...ways,
      ...sqlWhereWritten(session, options, ways, emptySchema),
      hazards: [],
      types: dialect.types,
      server: serverLabel(dialect, facts),
    });
    return { ...written, operations: flatten(operations), stamped: isThere, undeclared, warnings };
  });
  if (result.path !== null && result.stamped) await stampWritten(options, result.revision, result.path);
  return result;
}

/** The script does not stay where the database could not be told that it is applied. */
async function stampWritten(options: ProjectOptions, revision: string, path: string): Promise<void> {
  try {
    await stamp({ ...options, targets: [revision] });
  } catch (error) {
    for (const file of scriptFiles(path)) rmSync(file, { force: true });
    throw error;
  }
}

interface Judgement {
  /** All that is declared is there, as it is declared. Else nothing of it is. */
  readonly isThere: boolean;
  readonly undeclared: readonly string[];
}

function judge({ dialect }: ComparisonSession, { operations, live, declared }: Difference): Judgement {
  const undeclared: string[] = [];
  const others: LeafOperation[] = [];
  for (const operation of flatten(operations)) {
    const name = undeclaredName(operation);
    if (name === null) others.push(operation);
    else undeclared.push(name);
  }
  if (others.length === 0) return { isThere: true, undeclared };
  if (!overlap(live, declared)) return { isThere: false, undeclared };
  const words = others.map((operation) => {
    const { subject, text } = describeOperation(operation, dialect.types);
    return subject === null ? text : `${subject}: ${text}`;
  });
  throw new BaselineDiffersError(others, words);
}

/** What a whole object is called that no entity declares. */
function undeclaredName(operation: LeafOperation): string | null {
  switch (operation.kind) {
    case "dropTable":
      return formatName(operation.table);
    case "dropView":
      return formatName(operation.view);
    case "dropEnum":
      return formatName(operation.enum);
    default:
      return null;
  }
}

/** Whether a table, view or type that is declared is there under its name. */
function overlap(live: Schema, declared: Schema): boolean {
  const names = ({ tables, views, enums }: Schema) => [...tables, ...views, ...enums].map(nameKey);
  const there = new Set(names(live));
  return names(declared).some((name) => there.has(name));
}
