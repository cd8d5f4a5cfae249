import type { Column, ColumnType } from "@typeorm-autogen/model";

/** Types whose last argument is a number of fractional digits; six where none is given. */
const precise: ReadonlySet<string> = new Set(["timestamp", "timestamptz", "time", "timetz", "interval"]);

/** Pairs whose values are stored alike, whatever arguments the first has and if the second has none. */
const storedAlike: ReadonlySet<string> = new Set([
  "varchar>text",
  "text>varchar",
  "varchar>citext",
  "text>citext",
  "citext>text",
  "citext>varchar",
  "cidr>inet",
  "bit>varbit",
]);

/**
 * Whether ALTER COLUMN … TYPE writes every row anew: it does unless each value stays the same bytes (ATColumnChangeRequiresRewrite
 * in the server's tablecmds.c, and the support functions of varchar, numeric, varbit and the types of time).
 * `timestamp` to `timestamptz` is taken for a rewrite: it is none only in a session whose time zone is UTC.
 */
export function rewritesRows(before: Column, after: Column): boolean {
  const [from, to] = [before.type, after.type];
  if ((from.dimensions ?? 0) !== (to.dimensions ?? 0)) return true;
  if (from.name === to.name && from.schema === to.schema) return !keepsValues(from, to);
  return !storedAlike.has(`${from.name}>${to.name}`) || to.arguments !== undefined;
}

function keepsValues(from: ColumnType, to: ColumnType): boolean {
  if (String(from.modifiers) !== String(to.modifiers)) return false;
  if (String(from.arguments) === String(to.arguments)) return true;
  if (from.dimensions !== undefined) return false;
  if (to.name === "varchar" || to.name === "varbit") return isAtLeast(to, from, Infinity);
  if (precise.has(to.name)) return isAtLeast(to, from, 6);
  if (to.name !== "numeric") return false;
  const [, scale] = from.arguments ?? [];
  return to.arguments === undefined || (to.arguments[1] === scale && isAtLeast(to, from, Infinity));
}

function isAtLeast(to: ColumnType, from: ColumnType, absent: number): boolean {
  return Number(to.arguments?.[0] ?? absent) >= Number(from.arguments?.[0] ?? absent);
}
