import type { AutogenConfig } from "./config.js";

/** What may differ in one run of a command. */
export interface EnvChanges {
  /** Keys that take the place of the configuration's own: `url`, `includeObject`, `transaction`, `onApply`, … */
  readonly config?: Omit<AutogenConfig, "env" | "databases">;
  /** Options of the command line, by their names in camel case: `{ target: "a81b" }`. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** A command line that is about to run. */
export interface Env {
  /** `upgrade`, `revision`, … */
  readonly command: string;
  /** What the command line said, by the names of its options in camel case. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The `-x KEY=VALUE` of the command line. */
  readonly x: Readonly<Record<string, string>>;
  /** The name that `-n` gives, or null. */
  readonly environment: string | null;
  /** Which of several databases, or null. */
  readonly database: string | null;
  readonly config: AutogenConfig;
  /** Runs the command and gives its exit status; as often as wanted, or never. Throws what the command throws. */
  run(changes?: EnvChanges): Promise<0 | 1 | 2>;
}

/** Decides what a command line does. What it returns is the exit status; nothing: the worst of its runs. */
export type EnvFunction = (env: Env) => 0 | 1 | 2 | void | Promise<0 | 1 | 2 | void>;

/** Types the function of an env file; returns it as it is. */
export function defineEnv(env: EnvFunction): EnvFunction {
  return env;
}

/** Who decides what a command line does. */
export interface EnvConfig {
  /** A file whose default export is the function, relative to the configuration, or the function itself. */
  readonly env?: string | EnvFunction;
}
