import { tokenizeSql, type QualifiedName, type Schema, type SqlLexicon } from "@typeorm-autogen/model";
import type { ConnectionTarget } from "./connection.js";
import type { ServerFacts } from "./dialect.js";

/** A setting of a session, as SQL. */
export interface SessionSetting {
  /** Why statements need it; ends in a full stop. */
  readonly reason: string;
  /** Asks for what it is, as `before`. */
  readonly ask: string;
  readonly set: string;
  /** Sets it to the one value that is bound. */
  readonly putBack: string;
}

/** How a file of SQL is written that a database's own client runs. */
export interface ClientScript {
  /** The command that runs such a file, for people: `psql --file FILE DATABASE`. */
  readonly command: string;
  /**
   * What to assume of a server that nobody asks. `server` is what a script's header calls the one that it was written
   * for, such as `MariaDB 10.11`; null, or the name of another kind, says nothing.
   */
  facts(server: string | null, target: ConnectionTarget): ServerFacts;
  /** Statements that put the client's session into the state of Autogen's own. */
  preamble(facts: ServerFacts): readonly string[];
  /**
   * A setting that Autogen's sessions have and those of TypeORM lack, where changes of this schema rely on it. Absent, or
   * undefined: none.
   */
  setting?(target: ConnectionTarget, schema: Schema): SessionSetting | undefined;
  /** These statements, run only where a table is. Absent: the client's language has no words for it. */
  whereTable?(table: QualifiedName, statements: readonly string[]): readonly string[];
  /** What opens and ends the transaction of a revision; none where DDL takes no part in transactions. */
  readonly begin: readonly string[];
  readonly commit: readonly string[];
  /**
   * Whether a statement opens or ends a transaction, or may be left out because Autogen's own sessions do the same by
   * themselves: anywhere ("around", as what `begin` and `commit` write), or only before all else and the first BEGIN
   * ("session").
   */
  boundary(sql: string): "begin" | "commit" | "around" | "session" | null;
  /** A statement with the sign at which the client takes it for complete. */
  terminate(sql: string): string;
  /** The statements of a file, each without its end. */
  split(text: string): readonly string[];
  /** Tables are built anew, which needs foreign keys to be off. */
  readonly rebuilds: boolean;
  /** The time now as SQL: text of ISO 8601, UTC. */
  readonly now: string;
}

/** `sql;`, on a line of its own where a line comment would swallow the sign. */
export function terminateStatement(sql: string, lexicon: SqlLexicon): string {
  const text = sql.trim();
  const tokens = tokenizeSql(text, lexicon);
  if (tokens.at(-1)?.text === ";") return text;
  const last = tokens.at(-1);
  return last?.kind === "comment" && !last.text.startsWith("/*") ? `${text}\n;` : `${text};`;
}

/**
 * Cuts a text at its semicolons. `isInside` says whether a semicolon belongs to the statement that the words before it
 * began, as in the body of a trigger. Comments between statements are left out.
 */
export function splitStatements(
  text: string,
  lexicon: SqlLexicon,
  isInside: (words: readonly string[]) => boolean = () => false,
): readonly string[] {
  const statements: string[] = [];
  let start: number | undefined;
  let words: string[] = [];
  for (const token of tokenizeSql(text, lexicon)) {
    if (token.kind === "comment") continue;
    start ??= token.start;
    if (token.text !== ";" || isInside(words))
      words.push(token.kind === "word" ? token.text.toLowerCase() : token.text);
    else {
      if (words.length > 0) statements.push(text.slice(start, token.start).trim());
      [start, words] = [undefined, []];
    }
  }
  if (words.length > 0) statements.push(text.slice(start).trim());
  return statements;
}

/** `PostgreSQL 15.4` as its name and its version; null for another text. */
export function readServerLabel(
  server: string | null,
): { readonly name: string; readonly version: string } | null {
  const [, name, version] = /^([A-Za-z]+) (\d+(?:\.\d+)*)$/.exec(server ?? "") ?? [];
  return name === undefined || version === undefined ? null : { name: name.toLowerCase(), version };
}
