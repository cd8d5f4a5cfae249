import {
  planDowngrade,
  planUpgrade,
  type Revision,
  type RevisionGraph,
  type Step,
} from "@typeorm-autogen/revisions";
import { checksumScript, directionOf, loadExports, runsOutside, type LoadScript } from "./script.js";
import type { Direction } from "./errors.js";
import type { EditedScript } from "./events.js";
import type { LoadedStep } from "./revision-run.js";
import type { LoggedStep } from "./step-log.js";

/** The steps from `current` to the target, in the order in which they run. Throws what the graph throws. */
export function planSteps(
  graph: RevisionGraph,
  direction: Direction,
  target: string,
  current: readonly string[],
): readonly Step[] {
  return direction === "upgrade"
    ? planUpgrade(graph, target, current)
    : planDowngrade(graph, target, current);
}

/** Loads every script before the first one runs, so that one that cannot be loaded changes nothing. */
export async function loadSteps(
  steps: readonly Step[],
  loadScript: LoadScript,
): Promise<readonly LoadedStep[]> {
  const loaded: LoadedStep[] = [];
  for (const step of steps) {
    const { path } = step.revision;
    const exports = await loadExports(loadScript, path, [step.direction]);
    const script = directionOf(exports, path, step.direction);
    const outside = runsOutside(exports, path);
    loaded.push({ step, script, checksum: await checksumScript(path), ...(outside && { outside }) });
  }
  return loaded;
}

/** The applied revisions whose script is not the one that ran. A source is never compared with a compiled file. */
export async function findEditedScripts(
  graph: RevisionGraph,
  current: readonly string[],
  log: readonly LoggedStep[],
): Promise<readonly EditedScript[]> {
  const lastRun = new Map(log.map((step) => [step.revision, step]));
  const edited: EditedScript[] = [];
  for (const revision of appliedRevisions(graph, current)) {
    // A squashed revision under the id of the last that it replaces: what ran was that one's script.
    if (revision.replaces.includes(revision.id)) continue;
    const run = lastRun.get(revision.id);
    if (run?.direction !== "upgrade" || run.checksum === null || run.finishedAt === null) continue;
    const candidates = await Promise.all([revision.path, ...revision.otherPaths].map(checksumScript));
    const comparable = candidates.filter(
      (checksum) => languageOf(checksum) === languageOf(run.checksum ?? ""),
    );
    if (comparable.length === 0 || comparable.includes(run.checksum)) continue;
    edited.push({ revision: revision.id, file: revision.path, appliedAt: run.finishedAt });
  }
  return edited;
}

function appliedRevisions(graph: RevisionGraph, current: readonly string[]): readonly Revision[] {
  const pending = new Set(planUpgrade(graph, "heads", current).map((step) => step.revision));
  return graph.at(current).revisions.filter((revision) => !pending.has(revision));
}

function languageOf(checksum: string): string {
  return checksum.slice(0, checksum.indexOf(":"));
}
