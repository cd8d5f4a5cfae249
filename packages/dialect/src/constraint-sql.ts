import type { Check, Deferrable, Exclusion, ForeignKey, PrimaryKey, Unique } from "@typeorm-autogen/model";
import { UnsupportedError } from "./errors.js";
import { nameSql, namesSql, type SqlSpelling } from "./sql-spelling.js";

/** `CONSTRAINT "n" PRIMARY KEY (…)`, as CREATE TABLE and ADD take it. */
export function primaryKeySql(spelling: SqlSpelling, key: PrimaryKey): string {
  const columns = namesSql(spelling, key.columns);
  return `${named(spelling, key.name)}PRIMARY KEY (${columns})${deferrableSql(key.deferrable)}`;
}

/** `CONSTRAINT "n" UNIQUE (…)`. */
export function uniqueSql(spelling: SqlSpelling, unique: Unique): string {
  const nulls = unique.nullsNotDistinct ? " NULLS NOT DISTINCT" : "";
  const columns = namesSql(spelling, unique.columns);
  return `${named(spelling, unique.name)}UNIQUE${nulls} (${columns})${deferrableSql(unique.deferrable)}`;
}

/** `CONSTRAINT "n" CHECK (…)`. */
export function checkSql(spelling: SqlSpelling, check: Check): string {
  return `${named(spelling, check.name)}CHECK (${closed(check.expression)})${notValidSql(check.notValid)}`;
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
  const target = `${nameSql(spelling, key.references)} (${namesSql(spelling, key.referencedColumns)})`;
  return [
    `${named(spelling, key.name)}FOREIGN KEY (${namesSql(spelling, key.columns)}) REFERENCES ${target}`,
    key.onDelete === undefined ? "" : ` ON DELETE ${key.onDelete.toUpperCase()}`,
    key.onUpdate === undefined ? "" : ` ON UPDATE ${key.onUpdate.toUpperCase()}`,
    deferrableSql(key.deferrable),
    notValidSql(key.notValid),
  ].join("");
}

/** An expression that a closing parenthesis may follow: a trailing line comment gets its line end. */
export function closed(expression: string): string {
  return expression.includes("--") ? `${expression}\n` : expression;
}

function named(spelling: SqlSpelling, name: string | undefined): string {
  return name === undefined ? "" : `CONSTRAINT ${spelling.identifier(name)} `;
}

function deferrableSql(deferrable: Deferrable | undefined): string {
  return deferrable === undefined ? "" : ` DEFERRABLE INITIALLY ${deferrable.toUpperCase()}`;
}

function notValidSql(notValid: true | undefined): string {
  return notValid ? " NOT VALID" : "";
}
