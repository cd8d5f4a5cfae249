import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { AutogenError } from "@typeorm-autogen/errors";

/** A program that runs on a new script. No shell is involved, so that no name can say anything to one. */
export interface CommandHook {
  readonly name: string;
  /** The program and its arguments; `{file}` stands for the script, which comes last where it is not named. */
  readonly command: readonly string[];
  /** The folder that it runs in, relative to the configuration. */
  readonly cwd?: string;
}

/** What runs on a new script: `"prettier"`, `"eslint"`, a program, or a function that gets the file's path. */
export type WriteHook = "prettier" | "eslint" | CommandHook | ((file: string) => void | Promise<void>);

/** A hook failed. The script was written all the same. */
class WriteHookError extends AutogenError {
  constructor(hook: string, file: string, reason: string, cause?: unknown) {
    super(
      "write-hook",
      `the hook ${hook} failed on ${file}: ${reason}; the script is written and stays, mend the hook or run it by hand`,
      { hook, file },
      cause,
    );
  }
}

const known: Readonly<Record<"prettier" | "eslint", readonly string[]>> = {
  prettier: ["prettier", "--write", "{file}"],
  eslint: ["eslint", "--fix", "{file}"],
};

/**
 * Runs the hooks on a file, one after the other; those that are only named know no SQL. Throws WriteHookError for the first
 * that fails.
 */
export async function runWriteHooks(hooks: readonly WriteHook[], file: string, dir: string): Promise<void> {
  for (const hook of hooks) {
    if (typeof hook === "string" && file.endsWith(".sql")) continue;
    const name = typeof hook === "string" ? hook : hook.name || "function";
    try {
      if (typeof hook === "function") await hook(file);
      else await runCommand(typeof hook === "string" ? { name, command: known[hook] } : hook, file, dir);
    } catch (error) {
      throw new WriteHookError(name, file, reasonOf(error), error);
    }
  }
}

async function runCommand({ command, cwd }: CommandHook, file: string, dir: string): Promise<void> {
  const words = command.some((word) => word.includes("{file}")) ? command : [...command, "{file}"];
  const [program = "", ...args] = words.map((word) => word.replaceAll("{file}", file));
  const env = { ...process.env, PATH: [...programFolders(dir), process.env["PATH"] ?? ""].join(delimiter) };
  await promisify(execFile)(program, args, { cwd: resolve(dir, cwd ?? "."), env });
}

// What a script of package.json would find: the programs of the project's packages, and of those above it.
function programFolders(dir: string): readonly string[] {
  const here = join(dir, "node_modules", ".bin");
  const above = dirname(dir) === dir ? [] : programFolders(dirname(dir));
  return existsSync(here) ? [here, ...above] : above;
}

function reasonOf(error: unknown): string {
  const { code, stderr, stdout, message } = error as {
    readonly code?: unknown;
    readonly stderr?: string;
    readonly stdout?: string;
    readonly message?: string;
  };
  if (code === "ENOENT") return "the program is not there; install it";
  if (typeof code !== "number") return message ?? String(error);
  const said = (stderr?.trim() || stdout?.trim() || "").split("\n").map((line) => line.trim());
  return `exit ${code}${said[0] ? `: ${said.slice(0, 3).join(" ")}` : ""}`;
}
