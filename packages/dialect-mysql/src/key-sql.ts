import { foreignKeySql, namesSql, UnsupportedError, type ServerFacts } from "@typeorm-autogen/dialect";
import type {
  Check,
  ForeignKey,
  IndexDefinition,
  IndexPart,
  PrimaryKey,
  QualifiedName,
  Unique,
} from "@typeorm-autogen/model";
import { flavorOf, type Flavor } from "./flavor.js";
import { label, parenthesise, plainWord, spelling } from "./spelling.js";
import { identifier, quoteText } from "./sql-text.js";

/** `PRIMARY KEY (…)`: the server calls every one of them PRIMARY. */
export function primaryKeyClause({ columns }: PrimaryKey): string {
  return `PRIMARY KEY (${namesSql(spelling, columns)})`;
}

/** The index that a unique constraint is here. Without a name the server would take the first column's. */
export function uniqueIndex({ name, columns, parts, deferrable, nullsNotDistinct }: Unique): IndexDefinition {
  const index = {
    name: name ?? columns[0] ?? "",
    parts: columns.map((column, i) => ({ column, ...parts?.[i] })),
    unique: true,
  } as const;
  if (deferrable)
    throw new UnsupportedError(label, `the deferrable unique ${index.name}`, "take that out of the script");
  return nullsNotDistinct ? { ...index, nullsNotDistinct } : index;
}

/** `UNIQUE INDEX n (…)`, as CREATE TABLE and ADD take it. Throws UnsupportedError for what no server here has. */
export function indexClause(index: IndexDefinition, flavor: Flavor): string {
  const { name, method, options = {} } = index;
  refuseForeign(index, flavor);
  const spread = method === "fulltext" || method === "spatial" ? method : undefined;
  return [
    spread?.toUpperCase() ?? (index.unique ? "UNIQUE" : ""),
    `INDEX ${identifier(name)}`,
    method === undefined || spread ? "" : `USING ${plainWord(method, "the method").toUpperCase()}`,
    `(${index.parts.map((part) => partSql(part, flavor)).join(", ")})`,
    ...Object.entries(options).map(([key, value]) => optionSql(index, key, value, flavor)),
  ]
    .filter((word) => word !== "")
    .join(" ");
}

function partSql(part: IndexPart, { expressionKeys, label }: Flavor): string {
  if (part.expression !== undefined && !expressionKeys)
    throw new UnsupportedError(label, `the index key ${part.expression}`, "index a generated column instead");
  const key = part.column === undefined ? parenthesise(part.expression ?? "") : identifier(part.column);
  const length = part.length === undefined ? "" : `(${plainWord(part.length, "the length")})`;
  return `${key}${length}${part.descending ? " DESC" : ""}`;
}

function optionSql(
  { name }: IndexDefinition,
  key: string,
  value: string | number | boolean,
  { hiddenIndex, label }: Flavor,
): string {
  switch (key) {
    case "parser":
      return `WITH PARSER ${identifier(String(value))}`;
    case "comment":
      return `COMMENT ${quoteText(String(value))}`;
    case "invisible":
      return value === false ? "" : hiddenIndex;
    case "keyBlockSize":
      return `KEY_BLOCK_SIZE=${plainWord(value, "the block size")}`;
    default:
      throw new UnsupportedError(label, `the option ${key} of index ${name}`, "take it out of the script");
  }
}

function refuseForeign(
  { name, where, include, nullsNotDistinct, parts }: IndexDefinition,
  { label }: Flavor,
): void {
  const refuse = (what: string): never => {
    throw new UnsupportedError(label, `${what} of index ${name}`, "take it out of the script");
  };
  if (where !== undefined) refuse("the predicate");
  if (include) refuse("INCLUDE");
  if (nullsNotDistinct) refuse("NULLS NOT DISTINCT");
  if (parts.some(({ operatorClass, collation, nulls }) => operatorClass ?? collation ?? nulls))
    refuse("an operator class, collation or NULLS order");
}

/** `CONSTRAINT n CHECK (…)`. */
export function checkClause(check: Check, { unenforcedChecks, label }: Flavor): string {
  if (check.notValid)
    throw new UnsupportedError(
      label,
      `the check ${check.name} that is not valid`,
      "take that out of the script",
    );
  const name = check.name === undefined ? "" : `CONSTRAINT ${identifier(check.name)} `;
  const clause = `${name}CHECK ${parenthesise(check.expression)}`;
  if (!check.notEnforced) return clause;
  if (unenforcedChecks) return `${clause} NOT ENFORCED`;
  throw new UnsupportedError(
    label,
    `the check ${check.name} that is not enforced`,
    "enforce it, or leave it out",
  );
}

/**
 * `CONSTRAINT n FOREIGN KEY (…) REFERENCES …`. A name without a database is looked up in the database of the table that
 * refers, so the default database is named where that one lies elsewhere.
 */
export function foreignKeyClause(table: QualifiedName, key: ForeignKey, facts: ServerFacts): string {
  const { label } = flavorOf(facts);
  if (key.deferrable || key.notValid) {
    const what = `the foreign key ${key.name} that is ${key.deferrable ? "deferrable" : "not valid"}`;
    throw new UnsupportedError(label, what, "take that out of the script");
  }
  const { schema, name } = key.references;
  const database = schema ?? (table.schema === null ? null : facts.defaultSchema);
  return foreignKeySql(spelling, { ...key, references: { schema: database, name } });
}

/** `DROP CHECK n`; MariaDB has only the general word. */
export function dropCheckClause({ name }: Check, { dropsConstraints, label }: Flavor): string {
  if (name === undefined)
    throw new UnsupportedError(label, "dropping a check that has no name", "give its name in the script");
  return `DROP ${dropsConstraints ? "CONSTRAINT" : "CHECK"} ${identifier(name)}`;
}

/** `DROP INDEX n`. */
export function dropIndexClause(name: string): string {
  return `DROP INDEX ${identifier(name)}`;
}
