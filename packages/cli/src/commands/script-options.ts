import type { Options } from "yargs";
import type { ScriptFormat, ScriptOptions } from "../write-script.js";

/** What a command line says about a script that it writes. */
export interface ScriptArguments {
  readonly dryRun: boolean;
  readonly format?: ScriptFormat;
  readonly revId?: string;
  readonly splice: boolean;
  readonly branchLabel?: readonly string[];
  readonly dependsOn?: readonly string[];
  readonly versionPath?: string;
}

const list = (describe: string) =>
  ({ type: "string", array: true, requiresArg: true, nargs: 1, describe }) as const;

/** The options of every command that writes a script, as yargs takes them. */
export const scriptOptions: Readonly<Record<string, Options>> = {
  "dry-run": { type: "boolean", default: false, describe: "print the script, write nothing" },
  format: {
    choices: ["ts", "js", "sql"],
    describe: "what it is written in: ts, js, or a pair of files of sql",
  },
  "rev-id": { type: "string", requiresArg: true, describe: "its id, instead of a random one" },
  splice: { type: "boolean", default: false, describe: "allow it to follow what is no head" },
  "branch-label": list("a name for its branch"),
  "depends-on": list("a revision that must be applied before it"),
  "version-path": {
    type: "string",
    requiresArg: true,
    describe: "which folder of the configuration it goes into",
  },
};

/** Which of them may be given more than once. */
export const scriptLists: readonly string[] = ["branch-label", "depends-on"];

/** What the command line says about the script. */
export function scriptOptionsOf(args: ScriptArguments): Omit<ScriptOptions, "message" | "head"> {
  const { dryRun, format, revId, splice, branchLabel, dependsOn, versionPath } = args;
  return {
    dryRun,
    splice,
    ...(format && { format }),
    ...(revId !== undefined && { revId }),
    ...(branchLabel && { branchLabel }),
    ...(dependsOn && { dependsOn }),
    ...(versionPath !== undefined && { versionPath }),
  };
}
