import { equal, type Column, type Table } from "@typeorm-autogen/model";
import { toldText } from "./normalise-column.js";
import { identifier, quoteText } from "./sql-text.js";

/** The values of a table's enums and sets, by column: those that the catalogue tells to the letter. */
export function inlineEnums({ columns }: Table): ReadonlyMap<string, readonly string[]> {
  return new Map(
    columns.flatMap(({ name, type, generated }) => {
      if ((type.name !== "enum" && type.name !== "set") || generated) return [];
      const values = (type.arguments ?? []).map(String);
      const told = values.every((value) => !value.includes("?") && equal(value, toldText(value)));
      return told ? [[name, values] as const] : [];
    }),
  );
}

/** SQL that gives rows other values of an enum, or sets with other members. */
export function mapValues(
  { name, type }: Column,
  values: readonly string[],
  map: ReadonlyMap<string, string>,
): string {
  const column = identifier(name);
  if (type.name === "enum") {
    const cases = [...map].map(([from, to]) => `WHEN ${quoteText(from)} THEN ${quoteText(to)}`);
    return `CASE ${column} ${cases.join(" ")} ELSE ${column} END`;
  }
  const members = values.map(
    (value) => `IF(FIND_IN_SET(${quoteText(value)}, ${column}), ${quoteText(map.get(value) ?? value)}, NULL)`,
  );
  return `CASE WHEN ${column} IS NOT NULL THEN CONCAT_WS(',', ${members.join(", ")}) END`;
}
