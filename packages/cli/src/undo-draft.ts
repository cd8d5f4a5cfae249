import { rmSync } from "node:fs";
import { relative } from "node:path";
import { readSchema } from "@typeorm-autogen/autogenerate";
import { findHazards, type Hazard } from "@typeorm-autogen/hazards";
import { flatten, type Operation } from "@typeorm-autogen/ops";
import type { Revision } from "@typeorm-autogen/revisions";
import { schemasIn } from "@typeorm-autogen/runtime";
import { recordScript } from "./compose-draft.js";
import {
  belowDraft,
  confirmDestruction,
  doPart,
  holdsDraft,
  lastStepOf,
  onDatabase,
  openDraftDesk,
  type DraftDesk,
  type DraftOptions,
} from "./draft-desk.js";
import { DraftEditedError, NoDraftError, NothingToUndoError } from "./draft-errors.js";
import { removeJournal, type AppliedPart, type DraftJournal } from "./draft-journal.js";
import type { DraftResult } from "./draft-script.js";
import { metadataTableOf, withMigration } from "./open-migration.js";
import { ownTablesOf } from "./own-tables.js";

/** What an undo is about. */
interface Undo extends DraftDesk {
  readonly draft: Revision;
  readonly journal: DraftJournal;
  readonly last: AppliedPart;
}

/**
 * Takes the last apply back: database and file are as they were before it. Where it was the first, the draft is gone
 * again. Throws NotDevelopmentError, NoDraftError, NothingToUndoError, DraftEditedError, DraftDestroysError, and what
 * running throws.
 */
export async function undoDraft(options: DraftOptions = {}): Promise<DraftResult> {
  const desk = await openDraftDesk(options, "undo");
  const { draft, journal } = desk;
  if (!draft) throw new NoDraftError("undo");
  const last = journal?.history.at(-1);
  if (!journal || !last) throw new NothingToUndoError(draft);
  const { operations, hazards, seq } = await look({ ...desk, draft, journal, last });
  await confirmDestruction(hazards, options);
  const done = { revision: draft.id, path: draft.path, file: relative(".", draft.path) };
  const rest = { ...done, operations: flatten(operations), hazards, notes: [], types: null };
  if (last.kind === "whole") {
    await takeBack({ ...desk, draft }, options);
    return { ...rest, manner: "removed", script: null };
  }
  const part = { seq, operations, text: last.text, history: journal.history.slice(0, -1) };
  await doPart({ ...desk, draft }, journal, part, options);
  return { ...rest, manner: "undone", script: last.text };
}

async function takeBack(
  { project, graph, draft }: DraftDesk & { readonly draft: Revision },
  options: DraftOptions,
): Promise<void> {
  const { preflight = true } = options;
  await onDatabase(project, options, (context) => context.downgrade(graph, belowDraft(draft), { preflight }));
  rmSync(draft.path, { force: true });
  removeJournal(draft);
}

async function look({ project, graph, draft, journal, last }: Undo): Promise<{
  readonly operations: readonly Operation[];
  readonly hazards: readonly Hazard[];
  readonly seq: number;
}> {
  return withMigration(project, { readOnly: true }, async ({ context, dialect, target }) => {
    const here = journal.database === dialect.describeTarget(target);
    if (!here || !holdsDraft(graph, draft, await context.currentHeads())) throw new NothingToUndoError(draft);
    const edited = await context.editedScripts(graph);
    if (edited.some(({ revision }) => revision === draft.id)) throw new DraftEditedError(draft);
    const { connection, facts } = context;
    const operations =
      last.kind === "part"
        ? last.undo
        : (await recordScript(project, { dialect, facts }, draft.path)).downgrade;
    const place = { dialect, connection, facts, tables: ownTablesOf(project.config) };
    const state = await readSchema(
      { ...place, metadataTable: metadataTableOf(target) },
      schemasIn(operations),
    );
    const hazards = findHazards(operations, { dialect, facts, state, policy: project.config.hazards ?? {} });
    return { operations, hazards, seq: lastStepOf(await context.appliedLog(), draft)?.seq ?? 0 };
  });
}
