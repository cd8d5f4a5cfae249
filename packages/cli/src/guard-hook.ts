import { AutogenError, isAutogenError } from "@typeorm-autogen/errors";
import type { CompareConfig } from "./config-compare.js";

/** A function that the project gave threw, or gave what it may not give. */
export class HookError extends AutogenError {
  constructor(hook: string, problem: string, cause?: unknown) {
    super("hook", `${hook} ${problem}`, { hook }, cause);
  }
}

/** The function, so that what it throws is told as its own, and a promise, which nobody would wait for, is refused. */
export function guardHook<Given extends readonly unknown[], Result>(
  name: string,
  hook: (...given: Given) => Result,
): (...given: Given) => Result {
  return (...given) => {
    const result = attempt(name, () => hook(...given));
    if (!(result instanceof Promise)) return result;
    result.catch(() => undefined);
    throw new HookError(name, "gave a promise, and nobody waits for that one; return the answer itself");
  };
}

/** What a function of the project's gives, waited for. Throws HookError where it throws. */
export async function awaitHook<Result>(name: string, hook: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await hook();
  } catch (error) {
    throw explain(name, error);
  }
}

function attempt<Result>(name: string, hook: () => Result): Result {
  try {
    return hook();
  } catch (error) {
    throw explain(name, error);
  }
}

function explain(name: string, error: unknown): AutogenError {
  if (isAutogenError(error)) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new HookError(name, `threw: ${reason}; correct it, or run with --verbose for the stack`, error);
}

const filters = ["includeName", "includeObject", "compareType", "compareDefault", "compareComment"] as const;

/** A configuration whose functions that take part in comparing are guarded. */
export function guardFilters<Config extends CompareConfig>(config: Config): Config {
  const guarded = filters.flatMap((key) => {
    const hook = config[key] as ((given: unknown) => unknown) | undefined;
    return hook ? [[key, guardHook(`the configuration's ${key}`, hook)] as const] : [];
  });
  return { ...config, ...Object.fromEntries(guarded) };
}
