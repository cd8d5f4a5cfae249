import { tokenizeSql } from "@typeorm-autogen/model";
import type { AlterEnum, EnumUse } from "./enums.js";

type Change = Pick<AlterEnum, "to" | "map">;

/**
 * A column's default after its enum type changes: a value follows the map, and is no default any more where it goes for
 * good. Anything but a literal stays as it is.
 */
export function mapEnumDefault(
  text: string,
  { dimensions }: Pick<EnumUse, "dimensions">,
  change: Change,
): string | undefined {
  const [literal] = tokenizeSql(text);
  if (literal?.kind !== "string" || !literal.text.startsWith("'")) return text;
  const value = literal.text.slice(1, -1).replaceAll("''", "'");
  const map = (one: string) => mapValue(one, change);
  const mapped = dimensions === undefined ? map(value) : mapElements(value, map);
  return mapped === undefined ? undefined : `'${mapped.replaceAll("'", "''")}'${text.slice(literal.end)}`;
}

function mapValue(value: string, { to, map = {} }: Change): string | undefined {
  const mapped = map[value] ?? value;
  return to.includes(mapped) ? mapped : undefined;
}

/**
 * The text of an array with each element mapped; undefined where one has no counterpart. In `{a,"b c"}` elements that are
 * no plain words stand in double quotes, with backslashes before quotes.
 */
export function mapElements(array: string, map: (element: string) => string | undefined): string | undefined {
  let lost = false;
  const mapped = array.replaceAll(/"(?:[^"\\]|\\.)*"|[^{},"\s][^{},"]*/g, (element) => {
    if (element === "NULL") return element;
    const value = element.startsWith('"') ? element.slice(1, -1).replaceAll(/\\(.)/g, "$1") : element.trim();
    const next = map(value);
    lost ||= next === undefined;
    if (next === value) return element;
    return `"${(next ?? "").replaceAll(/["\\]/g, "\\$&")}"`;
  });
  return lost ? undefined : mapped;
}
