import { resolve } from "node:path";
import { AutogenError } from "@typeorm-autogen/errors";
import { createLoader, explainLoadFailure } from "@typeorm-autogen/load";
import type { Command, ExitStatus, GlobalArguments } from "./commands/command.js";
import { printJson, readPairs } from "./commands/command.js";
import type { Env, EnvChanges, EnvFunction } from "./config-env.js";
import type { AutogenConfig } from "./config.js";
import { chooseDatabase, type ReadConfig } from "./read-config.js";
import type { Terminal } from "./terminal.js";

/** What the configuration names as `env` is no such function, or gives no exit status. */
class EnvError extends AutogenError {
  constructor(where: string, problem: string, nextStep: string) {
    super("env", `${where}: ${problem}; ${nextStep}`, { env: where });
  }
}

/** Runs a command, through the configuration's `env` where it has one. Throws EnvError, and what the env throws. */
export async function runThroughEnv(
  command: Command,
  args: GlobalArguments,
  read: ReadConfig,
  terminal: Terminal,
): Promise<ExitStatus> {
  const [database] = args.database ?? [];
  const { env: input, ...config } = chooseDatabase(read.config, database);
  if (input === undefined) return command.run(args, terminal);
  const where = typeof input === "string" ? resolve(read.dir, input) : "the configuration's env";
  const env = typeof input === "string" ? await loadEnv(where, read.dir) : input;
  const printed: string[] = [];
  const isGathered = terminal.json && command.project !== "follows";
  const own: Terminal = isGathered ? { ...terminal, print: (text) => void printed.push(text) } : terminal;
  let worst: ExitStatus = 0;
  const run: Env["run"] = async (changes = {}) => {
    const status = await command.run(changedArguments(args, { config, dir: read.dir }, changes), own);
    worst = Math.max(worst, status) as ExitStatus;
    return status;
  };
  const given = describeEnv(command, args, config, run);
  const status = checkStatus(await callEnv(env, given, where), where) ?? worst;
  const [only, ...others] = printed;
  if (others.length > 0) printJson(terminal, { runs: printed.map((text) => JSON.parse(text) as unknown) });
  else if (only !== undefined) terminal.print(only);
  return status;
}

async function loadEnv(file: string, dir: string): Promise<EnvFunction> {
  const { default: env } = await createLoader(dir).import(file);
  if (typeof env === "function") return env as EnvFunction;
  throw new EnvError(file, "exports no function", "export default defineEnv(async ({ run }) => run())");
}

async function callEnv(env: EnvFunction, given: Env, where: string): Promise<unknown> {
  try {
    return await env(given);
  } catch (error) {
    throw explainLoadFailure(error, where);
  }
}

function checkStatus(status: unknown, where: string): ExitStatus | undefined {
  if (status === undefined || status === 0 || status === 1 || status === 2) return status;
  throw new EnvError(where, `gave ${String(status)}`, "return an exit status, 0, 1 or 2, or nothing");
}

function describeEnv({ usage }: Command, args: GlobalArguments, config: AutogenConfig, run: Env["run"]): Env {
  const options = Object.entries(args).filter(([name]) => /^[a-z][a-zA-Z]+$/.test(name));
  return {
    command: usage.split(" ", 1)[0] ?? usage,
    options: Object.fromEntries(options),
    x: readPairs(args),
    environment: args.name ?? null,
    database: args.database?.[0] ?? null,
    config,
    run,
  };
}

function changedArguments(
  args: GlobalArguments,
  { config, dir }: Pick<ReadConfig, "config" | "dir">,
  { config: changes, options }: EnvChanges,
): GlobalArguments {
  const given = { ...args, ...options };
  if (changes === undefined) return given;
  const [database] = args.database ?? [];
  const changed = { ...config, ...changes };
  return {
    ...given,
    configDir: dir,
    config: database === undefined ? changed : { databases: { [database]: changed } },
  };
}
