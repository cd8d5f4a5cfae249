import { equalNames, type QualifiedName, type Schema } from "@typeorm-autogen/model";
import { mentions } from "./lexicon.js";
import { identifier } from "./sql-text.js";

/**
 * Statements that fail where a view still reads a table or view that was dropped: SQLite itself would only notice at the
 * next rename, of whatever table (https://sqlite.org/lang_altertable.html#rename_table). They read no row.
 */
export function strandedViews(state: Schema | null, dropped: QualifiedName): readonly string[] {
  const readers = (state?.views ?? []).filter(
    (view) => !equalNames(view, dropped) && mentions(view.definition, dropped.name),
  );
  return readers.map((view) => `SELECT 1 FROM ${identifier(view.name)} LIMIT 0`);
}
