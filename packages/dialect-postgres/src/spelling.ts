import {
  closed,
  quoteText,
  standardLiteral,
  tablespaceSql,
  writeLiteral,
  type SqlSpelling,
} from "@typeorm-autogen/dialect";
import type { Column, ColumnType, Identity, SqlValue, View } from "@typeorm-autogen/model";
import { exclusionClause } from "./exclusion.js";
import { tokens } from "./lexicon.js";
import { identifier } from "./names.js";
import { sequenceOptions } from "./sequence-sql.js";
import { isPlainSerial } from "./serial.js";
import { typeSql } from "./types.js";

/** The name that people know. */
export const label = "PostgreSQL";

/**
 * Checks what deferred constraints would check at commit: PostgreSQL alters no table with rows that still wait for it.
 * https://www.postgresql.org/docs/current/sql-set-constraints.html
 */
export const settleRows = "SET CONSTRAINTS ALL IMMEDIATE";

/** How PostgreSQL spells standard DDL. */
export const spelling: SqlSpelling = {
  label,
  identifier,
  literal,
  columnType,
  defaultText,
  collation: identifier,
  generated: ({ expression, stored }) =>
    `GENERATED ALWAYS AS (${closed(expression)}) ${stored ? "STORED" : "VIRTUAL"}`,
  identity: ({ identity }) => (identity === undefined ? "" : identitySql(identity)),
  exclusion: (exclusion) => exclusionClause(spelling, exclusion),
  tableOptions: ({ options }) =>
    (options?.["partitionBy"] === undefined ? "" : ` PARTITION BY ${String(options["partitionBy"])}`) +
    tablespaceSql({ identifier }, options),
  viewClauses,
  materializedViews: true,
  comments: true,
  settleRows,
};

/** SQL for a value. A time carries its offset, which a column without time zone passes over. */
export function literal(value: SqlValue): string {
  return writeLiteral(value, {
    scalar: standardLiteral,
    time: (utc) => `'${utc}+00'`,
    bytes: (hex) => `'\\x${hex}'::bytea`,
  });
}

function viewClauses({ options = {} }: View): { readonly options?: string; readonly end?: string } {
  const { unpopulated, tablespace: _, ...others } = options;
  const list = Object.entries(others).map(
    ([key, value]) => `${identifier(key)} = ${quoteText(String(value))}`,
  );
  return {
    options: (list.length > 0 ? ` WITH (${list.join(", ")})` : "") + tablespaceSql({ identifier }, options),
    ...(unpopulated === true && { end: " WITH NO DATA" }),
  };
}

const serialTypes: ReadonlyMap<string, string> = new Map([
  ["smallint", "smallserial"],
  ["integer", "serial"],
  ["bigint", "bigserial"],
]);

function columnType(column: Column): string {
  return (isPlainSerial(column) ? serialTypes.get(column.type.name) : undefined) ?? typeSql(column.type);
}

/** The type with its collation, as ALTER COLUMN … TYPE takes it. */
export function typeWithCollation(type: ColumnType, collation: string | null | undefined): string {
  return (
    typeSql(type) + (collation === undefined || collation === null ? "" : ` COLLATE ${identifier(collation)}`)
  );
}

// A column's DEFAULT takes only the grammar's b_expr: these words need parentheses around them there.
const wordsOfFullExpressions: ReadonlySet<string> = new Set(
  "and or not is in like ilike similar between at collate isnull notnull overlaps any all some operator".split(
    " ",
  ),
);

/** The expression as it follows DEFAULT, in parentheses unless it can be read without. */
export function defaultText(expression: string): string {
  let depth = 0;
  const list = tokens(expression);
  const full = list.some(({ kind, text }) => {
    if (text === "(" || text === "[") depth++;
    if (text === ")" || text === "]") depth--;
    return depth === 0 && kind === "word" && wordsOfFullExpressions.has(text.toLowerCase());
  });
  return full || expression.includes("--") ? `(${closed(expression)})` : expression;
}

/** `GENERATED … AS IDENTITY (…)`. */
export function identitySql(identity: Identity): string {
  const options = sequenceOptions(identity);
  const list = options.length === 0 ? "" : ` (${options.join(" ")})`;
  return `GENERATED ${identity.mode === "always" ? "ALWAYS" : "BY DEFAULT"} AS IDENTITY${list}`;
}
