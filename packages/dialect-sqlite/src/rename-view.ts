import { createViewSql, dropViewSql, UnsupportedError, type DdlContext } from "@typeorm-autogen/dialect";
import { findView } from "@typeorm-autogen/model";
import type { RenameView } from "@typeorm-autogen/ops";
import { foldName, mentions, significantTokens } from "./lexicon.js";
import { spelling } from "./spelling.js";
import { identifier } from "./sql-text.js";

/**
 * SQLite renames tables only, and lets views and triggers follow. So an empty table takes the place of the view, is
 * renamed, and gives its place to the view: https://sqlite.org/lang_altertable.html#rename_table
 */
export function renameView({ from, to, materialized }: RenameView, { state }: DdlContext): readonly string[] {
  const view = state ? findView(state, from) : undefined;
  if (!view)
    throw new UnsupportedError(
      "SQLite",
      `renaming view ${from.name}, of which nothing is known,`,
      "run this revision connected, or drop the view and create it",
    );
  const triggers = (view.attached ?? []).map(({ sql }) => onView(sql, from.name, to.name));
  const [old, name, aside] = [from.name, to.name, `autogen_renamed_${to.name}`].map(identifier);
  const moves =
    foldName(from.name) === foldName(to.name)
      ? [
          [old, aside],
          [aside, name],
        ]
      : [[old, name]];
  return [
    `CREATE TABLE ${aside} AS SELECT * FROM ${old} LIMIT 0`,
    dropViewSql(spelling, from, materialized),
    // What reads the view finds nothing for a moment.
    "PRAGMA legacy_alter_table = ON",
    `ALTER TABLE ${aside} RENAME TO ${old}`,
    "PRAGMA legacy_alter_table = OFF",
    ...moves.map(([before, after]) => `ALTER TABLE ${before} RENAME TO ${after}`),
    `DROP TABLE ${name}`,
    createViewSql(spelling, { ...view, ...to }),
    ...triggers,
  ];
}

// The first ON without quotes is the trigger's own: its name, its event and columns cannot be called so.
function onView(trigger: string, from: string, to: string): string {
  const tokens = significantTokens(trigger);
  const at = tokens.findIndex(({ kind, text }) => kind === "word" && /^on$/i.test(text)) + 1;
  const target = tokens[at];
  if (!target || mentions(trigger.slice(target.end), from))
    throw new UnsupportedError(
      "SQLite",
      `renaming view ${from}, whose own trigger reads it,`,
      "drop the trigger before, and create it again after",
    );
  return trigger.slice(0, target.start) + identifier(to) + trigger.slice(target.end);
}
