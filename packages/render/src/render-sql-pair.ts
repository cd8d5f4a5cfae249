import { linesOf } from "./comment-lines.js";
import { quoteComment } from "./quote.js";
import { headerLines } from "./render-header.js";
import type { ScriptDescription } from "./script-description.js";

/** A revision as two texts of SQL. */
export interface SqlPair {
  readonly up: string;
  readonly down: string;
}

/** What a pair of SQL files says besides its statements. */
export type SqlPairDescription = Omit<
  ScriptDescription,
  "upgrade" | "downgrade" | "types" | "renderItem" | "draft"
> &
  SqlPair & {
    /** The command that runs such a file; absent where nothing tells for which database it is. */
    readonly command?: string;
  };

/**
 * The texts of a pair of SQL files. What graph commands read stands first, in lines that a message, further below, cannot
 * be mistaken for.
 */
export function renderSqlPair(pair: SqlPairDescription): SqlPair {
  const { revision, message, command, up, down } = pair;
  const hint = command === undefined ? [] : [`By hand: ${command}; then tell the database by autogen stamp.`];
  const [title = ""] = linesOf(message);
  return {
    up: renderFile([...placeLines(pair), "", ...headerLines(pair), ...hint], up),
    down: renderFile([`Takes back revision ${revision}: ${title}`, ...hint], down),
  };
}

function placeLines({
  revision,
  downRevisions,
  replaces = [],
  branchLabels,
  dependsOn,
}: SqlPairDescription): readonly string[] {
  const lists = { replaces, branchLabels, dependsOn };
  const named = Object.entries(lists).filter(([, names]) => names.length > 0);
  return [
    `revision: ${revision}`,
    `downRevision: ${downRevisions.join(", ") || "base"}`,
    ...named.map(([name, names]) => `${name}: ${names.join(", ")}`),
  ];
}

function renderFile(comment: readonly string[], body: string): string {
  const lines = comment.map((line) => `-- ${quoteComment(line)}`.trimEnd());
  return `${lines.join("\n")}\n\n${body === "" ? "-- Nothing to do." : body}\n`;
}
