export { quoteIdentifier as identifier } from "@typeorm-autogen/dialect";
import { writeLiteral, type LiteralWords } from "@typeorm-autogen/dialect";
import { tokenizeSql, type SqlScalar, type SqlValue } from "@typeorm-autogen/model";
import { lexicon } from "./lexicon.js";

// Times as TypeORM writes them here.
const words: LiteralWords = {
  scalar,
  time: (utc) => `'${utc}'`,
  bytes: (hex) => `x'${hex}'`,
};

/** SQL for a value. */
export function literal(value: SqlValue): string {
  return writeLiteral(value, words);
}

// A string with a NUL, which no SQL text can hold, is put together from its bytes.
function scalar(value: SqlScalar): string {
  if (value === null) return "NULL";
  if (typeof value === "boolean") return value ? "1" : "0";
  if (typeof value === "number") return numberLiteral(value);
  if (typeof value === "bigint") return value.toString();
  if (!value.includes("\0")) return `'${value.replaceAll("'", "''")}'`;
  return `CAST(x'${Buffer.from(value, "utf8").toString("hex")}' AS TEXT)`;
}

// SQLite has no words for these: 9e999 overflows to infinity, and NaN is stored as NULL.
function numberLiteral(value: number): string {
  if (Number.isNaN(value)) return "NULL";
  if (!Number.isFinite(value)) return value > 0 ? "9e999" : "-9e999";
  return String(value);
}

/** An expression in parentheses. A line comment at its end would swallow the closing one without the line break. */
export function parenthesise(expression: string): string {
  const last = tokenizeSql(expression, lexicon).at(-1);
  return last?.kind === "comment" && last.text.startsWith("--") ? `(${expression}\n)` : `(${expression})`;
}
