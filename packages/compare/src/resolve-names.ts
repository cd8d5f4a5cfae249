import { formatName, nameKey, type Schema } from "@typeorm-autogen/model";
import { evolve, type Operation, type RenameColumn } from "@typeorm-autogen/ops";
import { sortAnswers } from "./answer-book.js";
import type { ComparisonContext } from "./comparison-context.js";
import { expandSchemas } from "./expand-schemas.js";
import { evolveNearby, type TableWork } from "./evolve-nearby.js";
import type { Renaming } from "./order-renames.js";
import { renameColumns } from "./rename-columns.js";
import { renameEnums } from "./rename-enums.js";
import { renameTables } from "./rename-tables.js";

/** A live schema twice: all of it, and what the filters let through. The same object where nothing is filtered. */
export interface LiveState {
  readonly full: Schema;
  readonly seen: Schema;
}

/** The live schema under the names of the declared one, as far as renames were accepted. */
export interface ResolvedNames {
  readonly live: LiveState;
  /** Renames of types and tables. */
  readonly operations: readonly Operation[];
  /** Renames of columns, by nameKey of the table. */
  readonly columns: ReadonlyMap<string, readonly RenameColumn[]>;
  readonly answers: ReturnType<typeof sortAnswers>;
}

/** Settles renames, tables before columns before types, and applies each kind before it looks for the next. */
export function resolveNames(live: LiveState, declared: Schema, context: ComparisonContext): ResolvedNames {
  const answers = sortAnswers(
    expandSchemas(live.seen, declared, context),
    live.seen,
    declared,
    context.rules,
  );
  const tables = renameTables(live.seen, declared, answers, context);
  const renamed = advance(live, tables.steps);
  const aliases = columnAliases(live.seen, tables.renames);
  const columns = renameColumns(renamed.seen, declared, answers, aliases, context);
  const settled = advance(renamed, columns);
  const enums = renameEnums(settled.seen, declared, answers, context);
  return {
    live: withoutOldTypes(settled, enums),
    operations: [...enums, ...tables.steps.flatMap(({ operations }) => operations)],
    columns: new Map(
      columns.map(({ table, operations }) => [nameKey(table), operations as readonly RenameColumn[]]),
    ),
    answers,
  };
}

/** The state after work on tables. */
export function advance({ full, seen }: LiveState, work: readonly TableWork[]): LiveState {
  const next = evolveNearby(seen, work);
  return { seen: next, full: full === seen ? next : evolveNearby(full, work) };
}

function withoutOldTypes({ full, seen }: LiveState, enums: readonly Operation[]): LiveState {
  const next = evolve(seen, enums);
  return { seen: next, full: full === seen ? next : evolve(full, enums) };
}

// An answer may call a column by the table's old name: it was right when it was asked for.
function columnAliases(before: Schema, renames: readonly Renaming[]): ReadonlyMap<string, string> {
  const targets = new Map(renames.map(({ from, to }) => [nameKey(from), to]));
  return new Map(
    before.tables.flatMap((table) => {
      const to = targets.get(nameKey(table));
      if (!to) return [];
      return table.columns.map(
        ({ name }) => [`${formatName(table)}.${name}`, `${formatName(to)}.${name}`] as const,
      );
    }),
  );
}
