import { UnsupportedError, standardLiteral, writeLiteral, type LiteralWords } from "@typeorm-autogen/dialect";
import type { SqlValue } from "@typeorm-autogen/model";
import { NameTooLongError } from "./errors.js";

// https://dev.mysql.com/doc/refman/8.4/en/identifier-length.html
const longestName = 64;

/** A name in backticks. Throws UnsupportedError for one that no server can hold, NameTooLongError. */
export function identifier(name: string): string {
  if (name.includes("\0") || name === "") {
    throw new UnsupportedError("SQL", `the name ${JSON.stringify(name)}`, "give the object another name");
  }
  if (name.length > longestName && [...name].length > longestName)
    throw new NameTooLongError(name, longestName);
  return `\`${name.replaceAll("`", "``")}\``;
}

const escapes: Readonly<Record<string, string>> = { "\0": "\\0", "\\": "\\\\", "'": "''" };

/**
 * Text in single quotes, for sessions in which a backslash escapes: all but those in NO_BACKSLASH_ESCAPES mode, which
 * Autogen's own are not. https://dev.mysql.com/doc/refman/8.4/en/string-literals.html
 */
export function quoteText(text: string): string {
  return `'${text.replaceAll(/[\0\\']/g, (character) => escapes[character] ?? character)}'`;
}

// Without an offset, which only MySQL reads: a TIMESTAMP takes it in the session's time zone, a DATETIME as it stands.
const words: LiteralWords = {
  scalar: (value) => (typeof value === "string" ? quoteText(value) : standardLiteral(value)),
  time: (utc) => `'${utc}'`,
  bytes: (hex) => `x'${hex}'`,
};

/** SQL for a value. */
export function literal(value: SqlValue): string {
  return writeLiteral(value, words);
}
