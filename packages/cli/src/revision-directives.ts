import { AutogenError } from "@typeorm-autogen/errors";
import type { Schema } from "@typeorm-autogen/model";
import type { Operation } from "@typeorm-autogen/ops";
import { checkRevisionId, newRevisionId, type RevisionGraph } from "@typeorm-autogen/revisions";
import { awaitHook } from "./guard-hook.js";

/** A script that is about to be written. */
export interface RevisionDirective {
  readonly id: string;
  readonly message: string;
  readonly downRevisions: readonly string[];
  readonly branchLabels: readonly string[];
  readonly dependsOn: readonly string[];
  readonly upgrade: readonly Operation[];
  readonly downgrade: readonly Operation[];
  /** The folder of the configuration that it goes into, where there are several. */
  readonly versionPath?: string;
}

/** What is known where scripts are about to be written. */
export interface RevisionDirectivesContext {
  readonly dialect: string;
  readonly live: Schema;
  readonly declared: Schema;
  readonly environment: string | null;
  readonly x: Readonly<Record<string, string>>;
  /** An id for a further script. */
  newId(): string;
}

/** Says what is written in place of these scripts: others, several (each after the one it follows), or none. */
export type ProcessRevisionDirectives = (
  directives: readonly RevisionDirective[],
  context: RevisionDirectivesContext,
) => readonly RevisionDirective[] | Promise<readonly RevisionDirective[]>;

/** What processRevisionDirectives gave cannot be written. */
class RevisionDirectivesError extends AutogenError {
  constructor(problem: string) {
    super("revision-directives", `processRevisionDirectives ${problem}`);
  }
}

/** The scripts that are to be written, in order. Throws RevisionDirectivesError, InvalidRevisionIdError. */
export async function processDirectives(
  first: RevisionDirective,
  processors: readonly ProcessRevisionDirectives[],
  context: Omit<RevisionDirectivesContext, "newId">,
  graph: RevisionGraph,
): Promise<readonly RevisionDirective[]> {
  let directives: readonly RevisionDirective[] = [first];
  for (const process of processors) {
    const result: unknown = await awaitHook("processRevisionDirectives", () =>
      process(directives, { ...context, newId: () => newRevisionId() }),
    );
    if (!Array.isArray(result))
      throw new RevisionDirectivesError(`gave ${String(result)}; return the list of scripts, [] for none`);
    directives = result as readonly RevisionDirective[];
  }
  checkDirectives(directives, graph);
  return directives;
}

function checkDirectives(directives: readonly RevisionDirective[], graph: RevisionGraph): void {
  const written = new Set<string>();
  for (const directive of directives) {
    if (!isDirective(directive))
      throw new RevisionDirectivesError(
        `gave ${String(directive)} for a script; return what it was given, changed: { ...directive, … }`,
      );
    const { id, downRevisions, dependsOn } = directive;
    checkRevisionId(id, "processRevisionDirectives");
    if (graph.has(id) || written.has(id))
      throw new RevisionDirectivesError(`gave two scripts the id ${id}; take context.newId() for a new one`);
    const unknown = [...downRevisions, ...dependsOn].find(
      (other) => !graph.has(other) && !written.has(other),
    );
    if (unknown !== undefined)
      throw new RevisionDirectivesError(
        `lets ${id} follow ${unknown}, which is not there; order them by what they follow`,
      );
    written.add(id);
  }
}

function isDirective(given: unknown): boolean {
  const { id, downRevisions, dependsOn, upgrade, downgrade } = Object(given) as Record<string, unknown>;
  return typeof id === "string" && [downRevisions, dependsOn, upgrade, downgrade].every(Array.isArray);
}
