import type { SqlOptions, WrittenSql } from "../offline.js";
import type { Terminal } from "../terminal.js";
import { OptionConflictError, UsageError } from "../usage-errors.js";
import { printJson, projectOptions, type GlobalArguments } from "./command.js";

/** What the commands take that can write SQL in the place of running. */
export interface SqlArguments extends GlobalArguments {
  readonly target?: string;
  readonly sql: boolean;
  readonly output?: string;
  readonly tag?: string;
}

export const sqlOptions = {
  sql: { type: "boolean", default: false, describe: "write SQL for the database's client; never connect" },
  output: {
    type: "string",
    requiresArg: true,
    describe: "with --sql: the file to write, instead of printing",
  },
  tag: { type: "string", requiresArg: true, describe: "a word for the function that makes the DataSource" },
} as const;

/** Whether SQL is asked for. Throws where an option that is for running stands beside, or one for SQL alone. */
export function wantsSql<Arguments extends SqlArguments>(
  args: Arguments,
  forRunning: readonly (keyof Arguments)[],
): boolean {
  const { sql, output } = args;
  if (!sql && output !== undefined) throw new UsageError("--output is for --sql");
  const other = sql ? forRunning.find((name) => args[name] !== undefined && args[name] !== false) : undefined;
  if (other === undefined) return sql;
  const name = String(other).replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new OptionConflictError("--sql", `--${name}`, "nothing runs where SQL is only written");
}

/** Writes the SQL and tells where it went. */
export async function tellSql(
  args: SqlArguments,
  terminal: Terminal,
  write: (options: SqlOptions) => Promise<WrittenSql>,
): Promise<0> {
  const { target, tag, output } = args;
  const written = await write({
    ...projectOptions(args, terminal),
    ...(target !== undefined && { target }),
    ...(tag !== undefined && { tag }),
  });
  terminal.settle();
  if (output !== undefined) {
    const { replaceRevisionFile } = await import("@typeorm-autogen/revisions");
    replaceRevisionFile(output, written.sql);
  }
  const { sql, revisions, heads } = written;
  if (terminal.json)
    printJson(terminal, { revisions, heads, ...(output === undefined ? { sql } : { output }) });
  else terminal.print(output ?? sql.trimEnd());
  return 0;
}
