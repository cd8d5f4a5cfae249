import { nameSql, underFormerNames, type DdlContext } from "@typeorm-autogen/dialect";
import { equal, type LaterRename } from "@typeorm-autogen/model";
import type { RenameColumn } from "@typeorm-autogen/ops";
import { moveAndRename } from "./move-and-rename.js";
import { identifier } from "./names.js";
import { spelling } from "./spelling.js";

/** What a column was called before these renames. */
export function nameBefore(column: string, renames: readonly RenameColumn[]): string {
  return renames.reduceRight((name, rename) => (rename.to === name ? rename.from : name), column);
}

/** Puts back what says itself which renames its texts do not know; all of those came before `renames`. */
export function putBack<Item extends { readonly formerly?: readonly LaterRename[] }>(
  items: readonly Item[],
  renames: readonly LaterRename[],
  textsOf: (item: Item) => readonly string[],
  context: Pick<DdlContext, "facts">,
): readonly string[] {
  const groups: { readonly formerly: readonly LaterRename[]; readonly texts: string[] }[] = [];
  for (const item of items) {
    const { formerly = [] } = item;
    const group = groups.at(-1);
    if (group && equal(group.formerly, formerly)) group.texts.push(...textsOf(item));
    else groups.push({ formerly, texts: [...textsOf(item)] });
  }
  return groups.flatMap(({ formerly, texts }) =>
    underFormerNames([...formerly, ...renames], texts, renamesIn(context)),
  );
}

/** How a rename is written here. */
export function renamesIn(context: Pick<DdlContext, "facts">): (rename: LaterRename) => readonly string[] {
  return (rename) => {
    if (!("table" in rename)) return moveAndRename("TABLE", rename.from, rename.to, context);
    const { table, from, to } = rename;
    return [`ALTER TABLE ${nameSql(spelling, table)} RENAME COLUMN ${identifier(from)} TO ${identifier(to)}`];
  };
}
