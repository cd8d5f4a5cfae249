import yargs, { type Argv } from "yargs";
import { baselineCommand, squashCommand } from "./commands/whole-commands.js";
import { checkCommand } from "./commands/check-command.js";
import type { Command, ExitStatus, GlobalArguments } from "./commands/command.js";
import { currentCommand } from "./commands/current-command.js";
import { diffCommand } from "./commands/diff-command.js";
import { branchesCommand, editCommand, headsCommand, showCommand } from "./commands/graph-commands.js";
import { historyCommand } from "./commands/history-command.js";
import { initCommand } from "./commands/init-command.js";
import { listTemplatesCommand } from "./commands/list-templates-command.js";
import { mergeCommand } from "./commands/merge-command.js";
import { reviewCommand } from "./commands/review-command.js";
import { revisionCommand } from "./commands/revision-command.js";
import { downgradeCommand, upgradeCommand } from "./commands/run-command.js";
import { ensureVersionCommand, stampCommand } from "./commands/stamp-command.js";
import { verifyCommand } from "./commands/verify-command.js";
import { watchCommand } from "./commands/watch-command.js";
import { NeverSettledError } from "./config-errors.js";
import { reportError, stackOf } from "./report-error.js";
import { openTerminal, type Terminal, type TerminalOptions } from "./terminal.js";
import { explainUsage, UsageError } from "./usage-errors.js";
import { version } from "./version.js";

const commands: readonly Command[] = [
  initCommand,
  listTemplatesCommand,
  revisionCommand,
  baselineCommand,
  diffCommand,
  checkCommand,
  upgradeCommand,
  downgradeCommand,
  currentCommand,
  historyCommand,
  headsCommand,
  branchesCommand,
  showCommand,
  mergeCommand,
  squashCommand,
  stampCommand,
  editCommand,
  ensureVersionCommand,
  verifyCommand,
  reviewCommand,
  watchCommand,
];

/** Runs one command line and returns its exit status. Prints one clear line where there is trouble. */
export async function main(words: readonly string[]): Promise<ExitStatus> {
  const terminal = openTerminal(readTalk(words));
  try {
    return await parse(words, terminal);
  } catch (error) {
    terminal.settle();
    tellError(error, terminal);
    return 2;
  }
}

/** Tells that the command will never end, because what it waits for never comes; returns the exit status. */
export function tellUnsettled(words: readonly string[]): ExitStatus {
  tellError(new NeverSettledError(), openTerminal(readTalk(words)));
  return 2;
}

// How to talk is known before the words are parsed, so that a complaint about the words is told that way too.
function readTalk(words: readonly string[]): TerminalOptions {
  const has = (name: string) => words.includes(`--${name}`) || words.includes(`--${name}=true`);
  return {
    json: has("json"),
    quiet: has("quiet"),
    verbose: has("verbose") || words.includes("-v"),
    color: !has("no-color") && !words.includes("--color=false"),
  };
}

function tellError(error: unknown, terminal: Terminal): void {
  const report = reportError(error);
  if (terminal.json) terminal.print(JSON.stringify(report.json, null, 2));
  else process.stderr.write(`${report.line}\n`);
  if (terminal.verbose) process.stderr.write(stackOf(error));
}

// yargs takes `-1:head` for options, unless something stands before it.
function readableRange(word: string): string {
  return /^-\d+:/.test(word) ? ` ${word}` : word;
}

async function parse(words: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  let status: ExitStatus = 0;
  let parser = globalOptions(yargs(words.map(readableRange)), words);
  for (const command of commands) {
    parser = parser.command<GlobalArguments>(
      command.usage,
      command.summary,
      (builder: Argv<GlobalArguments>) => command.options(builder) as Argv<GlobalArguments>,
      async (args) => {
        refuseRepeated(command, args);
        const { runForEachDatabase } = await import("./each-database.js");
        status = await runForEachDatabase(command, args, terminal);
      },
    );
  }
  await parser.parseAsync();
  return status;
}

// yargs makes a list of an option that was given twice.
function refuseRepeated({ usage, lists = [] }: Command, args: GlobalArguments): void {
  const given = Object.entries(args).filter(([name]) => /^[a-z-]{2,}$/.test(name) && name !== "_");
  const repeatable = new Set(["database", "tenant", ...lists]);
  const repeated = given.find(([name, value]) => Array.isArray(value) && !repeatable.has(name));
  if (repeated) throw new UsageError(`--${repeated[0]} is given more than once`, nameOf(usage));
}

function globalOptions(parser: Argv, words: readonly string[]): Argv<GlobalArguments> {
  const text = (describe: string) => ({ type: "string", requiresArg: true, describe }) as const;
  const options = {
    "data-source": { alias: "d", ...text("file that exports the DataSource") },
    directory: text("folder of the revision scripts"),
    config: { alias: "c", ...text("configuration file") },
    name: { alias: "n", ...text("environment of the configuration") },
    url: text("database, instead of the DataSource's"),
    database: {
      type: "string",
      array: true,
      nargs: 1,
      requiresArg: true,
      describe: "database of the configuration, where it has several; all by default",
    },
    tenant: {
      type: "string",
      array: true,
      nargs: 1,
      requiresArg: true,
      describe: "tenant of the configuration; all where a command runs for several",
    },
    x: {
      type: "string",
      array: true,
      nargs: 1,
      requiresArg: true,
      describe: "KEY=VALUE for the function that makes the DataSource",
    },
    json: { type: "boolean", default: false, describe: "print one JSON object" },
    quiet: { type: "boolean", default: false, describe: "print results only" },
    verbose: { alias: "v", type: "boolean", default: false, describe: "say more; stack traces on errors" },
    color: { type: "boolean", default: true, describe: "colour on a terminal (--no-color: none)" },
  } as const;
  return parser
    .scriptName("autogen")
    .locale("en")
    .usage(
      "autogen <command>: reversible revision scripts from the difference between entities and a database",
    )
    .options(options)
    .group([...Object.keys(options), "help", "version"], "Everywhere:")
    .parserConfiguration({ "camel-case-expansion": true })
    .strict()
    .demandCommand(1, "which command?")
    .version(version())
    .help()
    .alias("help", "h")
    .wrap(Math.min(100, process.stdout.columns ?? 100))
    .exitProcess(false)
    .fail((message, error) => {
      // yargs throws its own complaints about some words, and tells others.
      if (error && error.name !== "YError") throw error;
      throw usageError(message ?? error?.message ?? "", words);
    }) as unknown as Argv<GlobalArguments>;
}

function usageError(message: string, words: readonly string[]): UsageError {
  const [first = ""] = words;
  const command = commands.map(({ usage }) => nameOf(usage)).find((name) => name === first);
  if (command === undefined && first !== "" && !first.startsWith("-")) {
    return new UsageError(`there is no command ${first}`);
  }
  return new UsageError(explainUsage(message), command);
}

function nameOf(usage: string): string {
  return usage.split(" ", 1)[0] ?? usage;
}
