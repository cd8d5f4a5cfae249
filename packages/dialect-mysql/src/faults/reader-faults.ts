import type { Fault } from "@typeorm-autogen/dialect";
import {
  formatName,
  identifierName,
  nameKey,
  type QualifiedName,
  type Schema,
  type Table,
  type View,
} from "@typeorm-autogen/model";
import { evolve, type Operation } from "@typeorm-autogen/ops";
import { renameInViews } from "../carry-views.js";
import { tokens } from "../lexicon.js";
import { isColumn, namesOf, readView } from "../view-text.js";

/**
 * Views and triggers that would read what is not there any more: the servers say nothing when a table or column goes, and
 * fail when the view is read or the table written. What was broken before is not looked at.
 */
export function readerFaults(
  before: Schema,
  operations: readonly Operation[],
  after: Schema,
): readonly Fault[] {
  return [...viewFaults(before, operations, after), ...triggerFaults(before, after)];
}

function viewFaults(before: Schema, operations: readonly Operation[], after: Schema): readonly Fault[] {
  const standing = new Set(after.views.map(nameKey));
  const views = followViews(before, operations).filter((view) => standing.has(nameKey(view)));
  const old = new Map(before.views.map((view) => [nameKey(view), view]));
  return views.flatMap((view): readonly Fault[] => {
    const former = old.get(nameKey(view));
    if (!former || missingFrom(former, before, before) !== undefined) return [];
    const lost = missingFrom(view, before, after);
    if (lost === undefined) return [];
    return [
      {
        object: `view ${formatName(view)}`,
        problem: `it reads ${lost}, which goes`,
        nextStep: "drop the view or give it another query in the script, or declare it",
      },
    ];
  });
}

// A view whose query is written anew is the server's to judge; the others follow what is renamed.
function followViews(before: Schema, operations: readonly Operation[]): readonly View[] {
  let [state, views]: [Schema, readonly View[]] = [before, before.views];
  for (const operation of operations) {
    const next = evolve(state, [operation]);
    const written = new Set(state.views.filter((view) => !next.views.includes(view)).map(nameKey));
    views = renameInViews(views, operation, () => {}).filter((view) => !written.has(nameKey(view)));
    state = next;
  }
  return views;
}

/** A table or column that a view reads and that is not there, or undefined; what nobody knows counts as there. */
function missingFrom(view: View, known: Schema, { tables, views }: Schema): string | undefined {
  const reads = readView(view.definition);
  const there = new Set([...tables, ...views].map(nameKey));
  const gone = known.tables.find((table) => !there.has(nameKey(table)) && namesOf(reads, table).size > 0);
  if (gone) return formatName(gone);
  for (const table of tables) {
    const names = namesOf(reads, table);
    const lost = reads.columns.find(
      ({ of, column }) => names.has(of) && !reads.unclear.has(of) && !hasColumn(table, column),
    );
    if (lost) return `${formatName(table)}.${lost.column}`;
  }
  return undefined;
}

function hasColumn({ columns }: Table, column: string): boolean {
  return columns.some(({ name }) => isColumn(name, column));
}

function triggerFaults(before: Schema, after: Schema): readonly Fault[] {
  const there = new Set(after.tables.map(nameKey));
  const gone = before.tables.filter((table) => !there.has(nameKey(table)));
  const columnsBefore = new Set(
    before.tables.flatMap(({ columns }) => columns.map(({ name }) => name.toLowerCase())),
  );
  return after.tables.flatMap((table) =>
    (table.triggers ?? []).flatMap(({ name, sql }): readonly Fault[] => {
      const lost =
        rowColumns(sql).find(
          (column) => columnsBefore.has(column.toLowerCase()) && !hasColumn(table, column),
        ) ?? gone.find((other) => mentionsTable(sql, other))?.name;
      if (lost === undefined || !wasWhole(name, before)) return [];
      return [
        {
          object: `trigger ${name} of ${formatName(table)}`,
          problem: `it reads ${lost}, which goes or is called otherwise`,
          nextStep: "drop it by op.execute before, and create it again after",
        },
      ];
    }),
  );
}

function wasWhole(trigger: string, { tables }: Schema): boolean {
  return tables.some((table) =>
    table.triggers?.some(
      ({ name, sql }) => name === trigger && rowColumns(sql).every((column) => hasColumn(table, column)),
    ),
  );
}

/** The columns of its row that a trigger's text names: `NEW.a`, `OLD.b`. */
function rowColumns(sql: string): readonly string[] {
  const list = tokens(sql);
  return list.flatMap((token, at) => {
    const column = list[at + 2];
    const isRow = token.kind === "word" && /^(?:new|old)$/i.test(token.text) && list[at + 1]?.text === ".";
    return isRow && column ? (identifierName(column) ?? []) : [];
  });
}

function mentionsTable(sql: string, { name }: QualifiedName): boolean {
  const list = tokens(sql);
  return list.some((token, at) => {
    const before = list[at - 1]?.text ?? "";
    return identifierName(token) === name && /^(?:from|join|into|update|table|\.)$/i.test(before);
  });
}
