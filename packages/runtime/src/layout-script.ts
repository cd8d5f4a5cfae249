import type { Statement } from "@typeorm-autogen/dialect";
import type { OfflineOptions } from "./offline.js";

/** Statements that belong together: one transaction where DDL takes part in them. */
export interface ScriptPart {
  readonly title: string;
  readonly statements: readonly Statement[];
}

type Writing = Pick<OfflineOptions, "dialect" | "facts">;

/** A file of SQL for the database's client. `what` says what it does, in its first line. */
export function layoutScript(
  parts: readonly ScriptPart[],
  { dialect, facts }: Writing,
  what: string,
): string {
  const { command, preamble, terminate } = dialect.script;
  const head = [`-- ${oneLine(what)}`, `-- Run it with: ${command}`, ...preamble(facts).map(terminate)];
  const blocks = parts.map(({ title, statements }) =>
    [`-- ${oneLine(title)}`, ...layoutStatements(statements, dialect)].join("\n"),
  );
  return `${[head.join("\n"), ...blocks].join("\n\n")}\n`;
}

/** Statements with their ends, in a transaction that those are kept out of which cannot run in one. */
export function layoutStatements(
  statements: readonly Statement[],
  { script: { begin, commit, terminate } }: Writing["dialect"],
): readonly string[] {
  const lines: string[] = [];
  let open = false;
  const turn = (on: boolean) => {
    if (on !== open) lines.push(...(on ? begin : commit).map(terminate));
    open = on;
  };
  for (const { sql, alone, apart } of statements) {
    if (apart) turn(false);
    turn(!alone);
    lines.push(terminate(sql));
  }
  turn(false);
  return lines;
}

// A message may hold anything; what ends a comment in SQL is the end of the line.
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
