import { AutogenError } from "@typeorm-autogen/errors";

/** Text of the catalogue that the parser does not understand. SQLite accepted it, so this is ours to learn. */
export class UnreadableSqlError extends AutogenError {
  constructor(sql: string, expected: string, found: string | undefined) {
    super(
      "unreadable-sql",
      `cannot read what SQLite keeps of an object: expected ${expected}, found ${found ?? "the end"}, in: ${sql.slice(0, 200)}; please report it with this text, and ignore the table meanwhile`,
      { sql, expected, found: found ?? null },
    );
  }
}
