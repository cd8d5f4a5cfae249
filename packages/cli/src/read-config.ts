import { dirname, join, resolve } from "node:path";
import { explainLoadFailure, findConfigFile, loadConfig } from "@typeorm-autogen/load";
import { checkConfig } from "./check-config.js";
import type { RunContext } from "./config-source.js";
import type { AutogenConfig, ConfigInput } from "./config.js";
import { DatabaseNotNamedError, UnknownDatabaseError } from "./database-errors.js";

/** A configuration, checked, and the folder that its relative paths count from. */
export interface ReadConfig {
  readonly config: AutogenConfig;
  readonly dir: string;
  readonly file?: string;
}

/** Reads the configuration that is named, or the one that is found upwards of `cwd`. Throws ConfigError, LoadError. */
export async function readConfig(
  given: string | ConfigInput | undefined,
  cwd: string,
  context: RunContext,
  configDir: string = cwd,
): Promise<ReadConfig> {
  if (typeof given === "object" || typeof given === "function")
    return { config: await settle(given, "the configuration", context), dir: configDir };
  const file = given === undefined ? findConfigFile(cwd) : resolve(cwd, given);
  if (file === undefined) return { config: {}, dir: cwd };
  return { config: await settle(loadConfig(file), file, context), dir: dirname(file), file };
}

/** `given` may be a promise, and so may what it gives where it is a function. */
async function settle(given: unknown, file: string, context: RunContext): Promise<AutogenConfig> {
  let made: unknown;
  try {
    made = await given;
    if (typeof made === "function") made = await (made as (context: RunContext) => unknown)(context);
  } catch (error) {
    throw explainLoadFailure(error, file);
  }
  return checkConfig(made, file);
}

/** What holds for one database of several. Throws UnknownDatabaseError, DatabaseNotNamedError. */
export function chooseDatabase(
  { databases, ...common }: AutogenConfig,
  name: string | undefined,
): AutogenConfig {
  if (name === undefined && databases === undefined) return common;
  const known = Object.keys(databases ?? {});
  if (name === undefined) throw new DatabaseNotNamedError(known);
  const own = databases && Object.hasOwn(databases, name) ? databases[name] : undefined;
  if (!own) throw new UnknownDatabaseError(name, known);
  const { directory = common.directory && join(common.directory, name), ...others } = own;
  return { ...common, ...others, ...(directory !== undefined && { directory }) };
}
