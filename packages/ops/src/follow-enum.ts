import { equalNames, namesTypeAt, tokenizeSql, type Column, type Table } from "@typeorm-autogen/model";
import type { AlterEnum } from "./enums.js";
import { mapElements, mapEnumDefault } from "./map-enum-default.js";
import { mapTexts } from "./map-texts.js";

/**
 * A table after an enum type has changed: defaults of its columns follow the map, and what the server keeps as a value of
 * the type, `'sad'::mood` in a check or a predicate, follows a renamed value.
 */
export function followEnum(table: Table, op: AlterEnum): Table {
  const renames = renamedValues(op);
  const texts = renames.size === 0 ? table : mapTexts(table, (sql) => renameValues(sql, op, renames));
  const columns = table.columns.map((column, i) => followColumn(texts.columns[i] ?? column, column, op));
  return { ...texts, columns };
}

function followColumn(column: Column, { default: text }: Column, op: AlterEnum): Column {
  const { schema, name, dimensions } = column.type;
  if (schema === undefined || text === undefined || !equalNames({ schema, name }, op.enum)) return column;
  const { default: _, ...rest } = column;
  const mapped = mapEnumDefault(text, { ...(dimensions !== undefined && { dimensions }) }, op);
  return mapped === undefined ? rest : { ...rest, default: mapped };
}

function renamedValues({ from, to, map = {} }: AlterEnum): ReadonlyMap<string, string> {
  return new Map(Object.entries(map).filter(([old, value]) => !to.includes(old) && !from.includes(value)));
}

/** SQL as the server keeps it, where it means values of the type, `'sad'::mood`, that an alteration renames. */
export function renameEnumValues(sql: string, op: AlterEnum): string {
  const renames = renamedValues(op);
  return renames.size === 0 ? sql : renameValues(sql, op, renames);
}

function renameValues(sql: string, op: AlterEnum, renames: ReadonlyMap<string, string>): string {
  const tokens = tokenizeSql(sql, { dollarQuotes: true });
  const rename = (value: string) => renames.get(value) ?? value;
  let result = "";
  let position = 0;
  tokens.forEach((token, i) => {
    if (token.kind !== "string" || tokens[i + 1]?.text !== "::" || !namesTypeAt(tokens, i + 2, op.enum))
      return;
    let last = i + 2;
    while (tokens[last + 1]?.text === ".") last += 2;
    const value = token.text.slice(1, -1).replaceAll("''", "'");
    const renamed = tokens[last + 1]?.text === "[" ? (mapElements(value, rename) ?? value) : rename(value);
    if (renamed === value) return;
    result += `${sql.slice(position, token.start)}'${renamed.replaceAll("'", "''")}'`;
    position = token.end;
  });
  return result + sql.slice(position);
}
