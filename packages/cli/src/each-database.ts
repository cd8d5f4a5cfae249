import { resolve } from "node:path";
import type { Command, ExitStatus, GlobalArguments } from "./commands/command.js";
import { printJson, readPairs } from "./commands/command.js";
import { readConfig } from "./read-config.js";
import { runThroughEnv } from "./run-env.js";
import { reportError, stackOf } from "./report-error.js";
import type { Terminal } from "./terminal.js";
import { UsageError } from "./usage-errors.js";

// What means one database alone, or writes to one place.
const forOne = ["url", "dataSource", "directory", "output", "sql"] as const;

/** Runs a command once, or where the configuration has several databases, for each or for those that are named. */
export async function runForEachDatabase(
  command: Command,
  args: GlobalArguments,
  terminal: Terminal,
): Promise<ExitStatus> {
  if (command.project === "none") return command.run(args, terminal);
  const context = { x: readPairs(args), environment: args.name ?? null, tag: null };
  const read = await readConfig(args.config, resolve("."), context);
  const { databases } = read.config;
  const names = args.database ?? (databases && Object.keys(databases));
  if (!names) return runThroughEnv(command, args, read, terminal);
  const [first, ...others] = names;
  if (others.length === 0 && first !== undefined)
    return runThroughEnv(command, { ...args, database: [first] }, read, terminal);
  if (command.project === "follows")
    throw new UsageError(`watch follows one of the databases (${names.join(", ")}); name it with --database`);
  const given = args as unknown as Readonly<Record<string, unknown>>;
  const single = forOne.find((name) => given[name] !== undefined && given[name] !== false);
  if (single !== undefined) {
    const option = single === "dataSource" ? "data-source" : single;
    throw new UsageError(
      `--${option} is for one of the databases (${names.join(", ")}); name it with --database`,
    );
  }
  const run: Command["run"] = (own, ownTerminal) => runThroughEnv(command, own, read, ownTerminal);
  return runAll(run, args, names, terminal);
}

async function runAll(
  run: Command["run"],
  args: GlobalArguments,
  names: readonly string[],
  terminal: Terminal,
): Promise<ExitStatus> {
  const objects: Record<string, unknown> = {};
  let worst: ExitStatus = 0;
  for (const name of new Set(names)) {
    if (!terminal.json) terminal.print(terminal.paint("bold", `${name}:`));
    const own: Terminal = terminal.json
      ? { ...terminal, print: (text) => void (objects[name] = JSON.parse(text) as unknown) }
      : terminal;
    const status = await attempt(run, { ...args, database: [name] }, own, name);
    worst = Math.max(worst, status) as ExitStatus;
  }
  terminal.settle();
  if (terminal.json) printJson(terminal, { databases: objects });
  return worst;
}

// What fails for one database hides nothing of the others.
async function attempt(
  run: Command["run"],
  args: GlobalArguments,
  terminal: Terminal,
  name: string,
): Promise<ExitStatus> {
  try {
    return await run(args, terminal);
  } catch (error) {
    terminal.settle();
    const { line, json } = reportError(error, name);
    if (terminal.json) terminal.print(JSON.stringify(json));
    else process.stderr.write(`${line}\n`);
    if (terminal.verbose) process.stderr.write(stackOf(error));
    return 2;
  }
}
