import yargs, { type Argv } from "yargs";
import { AutogenError } from "@typeorm-autogen/errors";
import { checkCommand } from "./commands/check-command.js";
import type { Command, ExitStatus, GlobalArguments } from "./commands/command.js";
import { currentCommand } from "./commands/current-command.js";
import { diffCommand } from "./commands/diff-command.js";
import { historyCommand } from "./commands/history-command.js";
import { initCommand } from "./commands/init-command.js";
import { revisionCommand } from "./commands/revision-command.js";
import { downgradeCommand, upgradeCommand } from "./commands/run-command.js";
import { reportError } from "./report-error.js";
import { openTerminal, type Terminal } from "./terminal.js";
import { version } from "./version.js";

/** The words of a command line do not fit together. */
class UsageError extends AutogenError {
  constructor(message: string) {
    super("usage", `${message}; see autogen --help`);
  }
}

/** A command of the contract that is not there yet. */
class UnsupportedCommandError extends AutogenError {
  constructor(name: string) {
    super("unsupported", `unsupported: the command ${name} is not there yet; README lists what is`, {
      command: name,
    });
  }
}

const commands: readonly Command[] = [
  initCommand,
  revisionCommand,
  diffCommand,
  checkCommand,
  upgradeCommand,
  downgradeCommand,
  currentCommand,
  historyCommand,
];

const laterCommands: readonly string[] = [
  "baseline",
  "heads",
  "branches",
  "show",
  "merge",
  "stamp",
  "edit",
  "ensure-version",
  "list-templates",
  "squash",
  "review",
  "verify",
  "watch",
];

/** Runs one command line and returns its exit status. Prints one clear line where there is trouble. */
export async function main(words: readonly string[]): Promise<ExitStatus> {
  const terminal = openTerminal({
    json: words.includes("--json"),
    quiet: words.includes("--quiet"),
    verbose: words.includes("--verbose"),
    color: !words.includes("--no-color"),
  });
  try {
    return await parse(words, terminal);
  } catch (error) {
    terminal.settle();
    tellError(error, terminal);
    return 2;
  }
}

function tellError(error: unknown, terminal: Terminal): void {
  const report = reportError(error);
  if (terminal.json) terminal.print(JSON.stringify(report.json, null, 2));
  else process.stderr.write(`${report.line}\n`);
  if (terminal.verbose) {
    for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
      process.stderr.write(`${cause.stack}\n`);
    }
  }
}

async function parse(words: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  let status: ExitStatus = 0;
  let parser = globalOptions(yargs([...words]));
  for (const command of commands) {
    parser = parser.command<GlobalArguments>(
      command.usage,
      command.summary,
      (builder: Argv<GlobalArguments>) => command.options(builder) as Argv<GlobalArguments>,
      async (args) => {
        status = await command.run(args, terminal);
      },
    );
  }
  for (const name of laterCommands) {
    parser = parser.command(
      `${name} [rest..]`,
      false,
      (builder: Argv<GlobalArguments>) => builder.strict(false),
      () => {
        throw new UnsupportedCommandError(name);
      },
    );
  }
  await parser.parseAsync();
  return status;
}

function globalOptions(parser: Argv): Argv<GlobalArguments> {
  const text = (describe: string) => ({ type: "string", requiresArg: true, describe }) as const;
  return parser
    .scriptName("autogen")
    .usage(
      "autogen <command>: reversible revision scripts from the difference between entities and a database",
    )
    .options({
      "data-source": { alias: "d", ...text("file that exports the DataSource") },
      directory: text("folder of the revision scripts"),
      config: { alias: "c", ...text("configuration file") },
      name: { alias: "n", ...text("environment of the configuration") },
      url: text("database, instead of the DataSource's"),
      x: { type: "string", array: true, nargs: 1, describe: "KEY=VALUE for the configuration" },
      json: { type: "boolean", default: false, describe: "print one JSON object" },
      quiet: { type: "boolean", default: false, describe: "print results only" },
      verbose: { alias: "v", type: "boolean", default: false, describe: "say more; stack traces on errors" },
      color: { type: "boolean", default: true, describe: "colour on a terminal" },
    })
    .parserConfiguration({ "camel-case-expansion": true, "duplicate-arguments-array": false })
    .strict()
    .demandCommand(1, "which command?")
    .recommendCommands()
    .version(version())
    .help()
    .alias("help", "h")
    .wrap(Math.min(100, process.stdout.columns ?? 100))
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? new UsageError(message);
    }) as unknown as Argv<GlobalArguments>;
}
