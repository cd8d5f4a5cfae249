import { AutogenError } from "@typeorm-autogen/errors";
import { resolveTarget, type RevisionGraph } from "@typeorm-autogen/revisions";
import { refuseDrafts } from "./drafts.js";
import { openProject, type ProjectOptions } from "./project.js";
import { rowsFor } from "./revision-entry.js";
import { chooseHeader, writeScript, type ScriptOptions, type WrittenScript } from "./write-script.js";

/** Options of `merge`. */
export interface MergeOptions extends ProjectOptions, Omit<ScriptOptions, "head" | "message"> {
  /** What is joined; `heads` by default. */
  readonly revisions?: readonly string[];
  /** By default it names what it joins. */
  readonly message?: string;
}

/** What was to be joined is one revision already, or none. */
class NothingToMergeError extends AutogenError {
  constructor(targets: readonly string[], found: readonly string[]) {
    const are = found.length === 0 ? "no revision" : `one revision, ${found.join()}`;
    super(
      "nothing-to-merge",
      `${targets.join(" ")} is ${are}, so there is nothing to join; name two, or see autogen heads`,
      { targets, found },
    );
  }
}

/** Writes an empty revision that follows several, so that they are one line again. */
export async function merge(options: MergeOptions = {}): Promise<WrittenScript> {
  const project = await openProject(options);
  const graph = await project.graph();
  const targets = options.revisions ?? ["heads"];
  const head = parentsIn(graph, targets, await rowsFor(project, targets));
  refuseDrafts(
    graph,
    "autogen merge",
    head.map((id) => graph.get(id)),
  );
  const script = { ...options, head, message: options.message ?? `merge ${head.join(" and ")}` };
  const header = await chooseHeader(project, script);
  return writeScript(project, header, script, { upgrade: [], downgrade: [], hazards: [] });
}

function parentsIn(
  graph: RevisionGraph,
  targets: readonly string[],
  rows: readonly string[],
): readonly string[] {
  const ids = graph.idsInOrder(targets.flatMap((target) => resolveTarget(graph, target, rows).nodes));
  if (ids.length < 2) throw new NothingToMergeError(targets, ids);
  return ids;
}
