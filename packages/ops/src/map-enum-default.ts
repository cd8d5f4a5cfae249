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
  const mapped = dimensions === undefined ? mapValue(value, change) : mapElements(value, change);
  return mapped === undefined ? undefined : `'${mapped.replaceAll("'", "''")}'${text.slice(literal.end)}`;
}

function mapValue(value: string, { to, map = {} }: Change): string | undefined {
  const mapped = map[value] ?? value;
  return to.includes(mapped) ? mapped : undefined;
}

// `{a,"b c"}`: elements that are no plain words stand in double quotes, with backslashes before quotes.
function mapElements(array: string, change: Change): string | undefined {
  let lost = false;
  const mapped = array.replaceAll(/"(?:[^"\\]|\\.)*"|[^{},"\s][^{},"]*/g, (element) => {
    if (element === "NULL") return element;
    const value = element.startsWith('"') ? element.slice(1, -1).replaceAll(/\\(.)/g, "$1") : element.trim();
    const next = mapValue(value, change);
    lost ||= next === undefined;
    if (next === value) return element;
    return `"${(next ?? "").replaceAll(/["\\]/g, "\\$&")}"`;
  });
  return lost ? undefined : mapped;
}
