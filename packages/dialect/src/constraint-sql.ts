import type { Check, Deferrable, Exclusion, ForeignKey, PrimaryKey, Unique } from "@typeorm-autogen/model";
import { UnsupportedError } from "./errors.js";
import { indexPartSql, indexSettingsSql } from "./index-sql.js";
import { closed, nameSql, namesSql, type SqlSpelling } from "./sql-spelling.js";

/** `CONSTRAINT "n" PRIMARY KEY (…)`, as CREATE TABLE and ADD take it. */
export function primaryKeySql(spelling: SqlSpelling, key: PrimaryKey): string {
  return `${named(spelling, key.name)}PRIMARY KEY ${keySql(spelling, key)}`;
}

/** `CONSTRAINT "n" UNIQUE (…)`. */
export function uniqueSql(spelling: SqlSpelling, unique: Unique): string {
  const nulls = unique.nullsNotDistinct ? " NULLS NOT DISTINCT" : "";
  return `${named(spelling, unique.name)}UNIQUE${nulls} ${keySql(spelling, unique)}`;
}

function keySql(
  spelling: SqlSpelling,
  { columns, parts = [], withoutOverlaps, include, options, deferrable }: PrimaryKey,
): string {
  if (parts.length > 0 && !spelling.keyParts)
    throw new UnsupportedError(spelling.label, "COLLATE or DESC in a key", "create a unique index instead");
  const keys = columns.map((column, i) => indexPartSql(spelling, { column, ...parts[i] })).join(", ");
  const list = keys + (withoutOverlaps ? " WITHOUT OVERLAPS" : "");
  const beside = include === undefined ? "" : ` INCLUDE (${namesSql(spelling, include)})`;
  return `(${list})${beside}${indexSettingsSql(spelling, options)}${deferrableSql(deferrable)}`;
}

/** `CONSTRAINT "n" CHECK (…)`. */
export function checkSql(spelling: SqlSpelling, check: Check): string {
  const inherit = check.noInherit ? " NO INHERIT" : "";
  return `${named(spelling, check.name)}CHECK (${closed(check.expression)})${inherit}${stateSql(check)}`;
}

/** `CONSTRAINT "n" EXCLUDE (…)`. Throws UnsupportedError where the dialect has no words for it. */
export function exclusionSql(spelling: SqlSpelling, exclusion: Exclusion): string {
  if (!spelling.exclusion) {
    const what = `the exclusion constraint ${exclusion.name ?? ""}`.trim();
    throw new UnsupportedError(spelling.label, what, "take it out of the declaration or the script");
  }
  const clause = spelling.exclusion(exclusion);
  return `${named(spelling, exclusion.name)}${clause}${deferrableSql(exclusion.deferrable)}`;
}

/** `CONSTRAINT "n" FOREIGN KEY (…) REFERENCES … (…)` with its actions. */
export function foreignKeySql(spelling: SqlSpelling, key: ForeignKey): string {
  const list = (columns: readonly string[]) =>
    key.period ? withPeriod(spelling, columns) : namesSql(spelling, columns);
  const target = `${nameSql(spelling, key.references)} (${list(key.referencedColumns)})`;
  const set = key.onDeleteColumns === undefined ? "" : ` (${namesSql(spelling, key.onDeleteColumns)})`;
  return [
    `${named(spelling, key.name)}FOREIGN KEY (${list(key.columns)}) REFERENCES ${target}`,
    key.match === undefined ? "" : ` MATCH ${key.match.toUpperCase()}`,
    key.onDelete === undefined ? "" : ` ON DELETE ${key.onDelete.toUpperCase()}${set}`,
    key.onUpdate === undefined ? "" : ` ON UPDATE ${key.onUpdate.toUpperCase()}`,
    deferrableSql(key.deferrable),
    stateSql(key),
  ].join("");
}

function withPeriod(spelling: SqlSpelling, columns: readonly string[]): string {
  return columns
    .map((name, i) => (i === columns.length - 1 ? "PERIOD " : "") + spelling.identifier(name))
    .join(", ");
}

function named(spelling: SqlSpelling, name: string | undefined): string {
  return name === undefined ? "" : `CONSTRAINT ${spelling.identifier(name)} `;
}

/** When a constraint is checked, with a blank before it; empty for one that cannot be deferred. */
export function deferrableSql(deferrable: Deferrable | undefined): string {
  return deferrable === undefined ? "" : ` DEFERRABLE INITIALLY ${deferrable.toUpperCase()}`;
}

// What is not enforced is not valid either, and need not say so.
function stateSql({ notValid, notEnforced }: Pick<Check, "notValid" | "notEnforced">): string {
  if (notEnforced) return " NOT ENFORCED";
  return notValid ? " NOT VALID" : "";
}
