import type { Argv } from "yargs";
import type { AutogenConfig } from "../config.js";
import type { ProjectOptions } from "../project.js";
import type { Terminal } from "../terminal.js";
import { UsageError } from "../usage-errors.js";

/** 0 done or in agreement, 1 something differs, 2 trouble. */
export type ExitStatus = 0 | 1 | 2;

/** What every command line may hold. */
export interface GlobalArguments {
  readonly dataSource?: string;
  readonly directory?: string;
  readonly config?: string | AutogenConfig;
  /** The folder that paths of a configuration count from that an env has changed. */
  readonly configDir?: string;
  readonly name?: string;
  readonly url?: string;
  readonly database?: readonly string[];
  readonly tenant?: readonly string[];
  readonly x?: readonly string[];
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: boolean;
}

/** One command of the command line. What does the work is imported when the command runs. */
export interface Command<Arguments extends GlobalArguments = GlobalArguments> {
  /** As yargs spells it: `upgrade [target]`. */
  readonly usage: string;
  readonly summary: string;
  /** Its options that may be given more than once. */
  readonly lists?: readonly string[];
  /** `none`: it needs no project; `follows`: it goes on until somebody ends it. */
  readonly project?: "none" | "follows";
  /** Adds its own options to the parser and returns the parser. */
  options(yargs: Argv<GlobalArguments>): unknown;
  run(args: Arguments, terminal: Terminal): Promise<ExitStatus>;
}

/** The project that a command line means. */
export function projectOptions(args: GlobalArguments, terminal: Terminal): ProjectOptions {
  return {
    ...(args.dataSource !== undefined && { dataSource: args.dataSource }),
    ...(args.directory !== undefined && { directory: args.directory }),
    ...(args.config !== undefined && { config: args.config }),
    ...(args.configDir !== undefined && { configDir: args.configDir }),
    ...(args.name !== undefined && { environment: args.name }),
    ...(args.url !== undefined && { url: args.url }),
    ...oneOf("database", args),
    ...oneOf("tenant", args),
    x: readPairs(args),
    onDetail: terminal.detail,
    onProgress: terminal.progress,
  };
}

function oneOf(key: "database" | "tenant", args: GlobalArguments): ProjectOptions {
  const [name, ...others] = args[key] ?? [];
  if (others.length > 0) throw new UsageError(`this command is for one --${key}`);
  return name === undefined ? {} : { [key]: name };
}

/** The `-x KEY=VALUE` of a command line. */
export function readPairs({ x = [] }: GlobalArguments): Readonly<Record<string, string>> {
  return Object.fromEntries(x.map(readPair));
}

function readPair(text: string): readonly [string, string] {
  const at = text.indexOf("=");
  return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

/** Prints one JSON object, with the format's number first. */
export function printJson(terminal: Terminal, value: Readonly<Record<string, unknown>>): void {
  terminal.print(JSON.stringify({ format: 1, ...value }, null, 2));
}
