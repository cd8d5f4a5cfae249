import { printJson, projectOptions, type Command, type GlobalArguments } from "./command.js";
import { scriptLists, scriptOptions, scriptOptionsOf, type ScriptArguments } from "./script-options.js";

interface MergeArguments extends GlobalArguments, ScriptArguments {
  readonly revisions?: readonly string[];
  readonly message?: string;
}

/** `autogen merge`: one revision that follows several. */
export const mergeCommand: Command<MergeArguments> = {
  usage: "merge [revisions..]",
  summary: "write an empty revision that joins several (heads)",
  lists: ["revisions", ...scriptLists],
  options: (yargs) =>
    yargs
      .positional("revisions", { type: "string", describe: "what is joined: heads, ids, label@head" })
      .options({
        message: { alias: "m", type: "string", requiresArg: true, describe: "what it is for" },
        ...scriptOptions,
      }),
  run: async (args, terminal) => {
    const { merge } = await import("../merge.js");
    const { revisions = [], message } = args;
    const result = await merge({
      ...projectOptions(args, terminal),
      ...scriptOptionsOf(args),
      ...(revisions.length > 0 && { revisions }),
      ...(message !== undefined && { message }),
    });
    terminal.settle();
    const { revision, path, downRevision, script, file } = result;
    if (terminal.json) printJson(terminal, { revision, path, downRevision, ...(args.dryRun && { script }) });
    else terminal.print(args.dryRun ? script.trimEnd() : file);
    return 0;
  },
};
