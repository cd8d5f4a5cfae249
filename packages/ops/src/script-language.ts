import type { NamingConvention } from "./name-unnamed.js";
import type { SqlLexicon, SqlValue, TypeCodec } from "@typeorm-autogen/model";

/** What a script may know of the database that it is for, so that it can branch. */
export interface DatabaseFacts {
  /** `postgres`, `mysql` or `sqlite`. */
  readonly name: string;
  /** `mysql` or `mariadb`, where the name covers both. */
  readonly flavor?: string;
  /** Numbers only: `15.18`. What is assumed where nothing is connected. */
  readonly version: string;
  /** The schema that a name without one means; null where there are none. */
  readonly defaultSchema: string | null;
}

/** How a dialect reads types and writes values, and what it tells a script of itself. */
export interface ScriptLanguage {
  readonly types: TypeCodec;
  readonly lexicon: SqlLexicon;
  readonly database: DatabaseFacts;
  /** The `-x KEY=VALUE` of the command line; none where a script is only read. */
  readonly x?: Readonly<Record<string, string>>;
  literal(value: SqlValue): string;
  /** The statements of a text for the database's own client; those alone stand outside BEGIN and COMMIT. */
  split(text: string): readonly { readonly sql: string; readonly alone?: true }[];
  /** Names what a script leaves without a name; absent: the server does. */
  readonly naming?: NamingConvention;
}

/**
 * The connection that a script runs on, as far as scripts may use it. Parameters are bound by the driver, whose
 * placeholders they need: `$1` on PostgreSQL, `?` elsewhere. What is recorded so far runs first.
 */
export interface ScriptConnection {
  /** Runs one statement and returns its rows. */
  query(sql: string, parameters?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
  /** Runs one statement and returns how many rows it touched. */
  execute(sql: string, parameters?: readonly unknown[]): Promise<number>;
}
