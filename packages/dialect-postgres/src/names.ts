import { quoteIdentifier } from "@typeorm-autogen/dialect";
import { AutogenError } from "@typeorm-autogen/errors";

/** Longest name in bytes; the server silently cuts what is longer (NAMEDATALEN - 1). */
export const nameBytes = 63;

/** A name is longer than the server keeps. */
export class NameTooLongError extends AutogenError {
  constructor(name: string) {
    const bytes = Buffer.byteLength(name);
    super(
      "name-too-long",
      `the name "${name}" is ${bytes} bytes long and PostgreSQL keeps ${nameBytes}; give the object a shorter one`,
      { name, bytes, limit: nameBytes },
    );
  }
}

/** A name in quotes. Throws NameTooLongError where the server would cut it. */
export function identifier(name: string): string {
  if (Buffer.byteLength(name) > nameBytes) throw new NameTooLongError(name);
  return quoteIdentifier(name);
}

/** The name as the server keeps it: cut to 63 bytes, never inside a character. */
export function truncateName(name: string, bytes: number = nameBytes): string {
  if (Buffer.byteLength(name) <= bytes) return name;
  let kept = "";
  let size = 0;
  for (const character of name) {
    size += Buffer.byteLength(character);
    if (size > bytes) break;
    kept += character;
  }
  return kept;
}

/**
 * The name that PostgreSQL itself makes up for a column's sequence: `table_column_seq`, where the longer of table and
 * column is cut until the whole fits (makeObjectName in the server's indexcmds.c).
 */
export function sequenceName(table: string, column: string): string {
  const room = nameBytes - "__seq".length;
  let first = Buffer.byteLength(table);
  let second = Buffer.byteLength(column);
  while (first + second > room) {
    if (first > second) first--;
    else second--;
  }
  return `${truncateName(table, first)}_${truncateName(column, second)}_seq`;
}
