import { relative } from "node:path";
import { visibleText } from "@typeorm-autogen/errors";
import { printJson, projectOptions, type Command, type GlobalArguments } from "./command.js";
import { scriptLists, scriptOptions, scriptOptionsOf, type ScriptArguments } from "./script-options.js";

interface BaselineArguments extends GlobalArguments, ScriptArguments {
  readonly message?: string;
}

const message = { alias: "m", type: "string", requiresArg: true, describe: "what it is for" } as const;
const { splice: _, "depends-on": _needs, ...placed } = scriptOptions;
const { "branch-label": _label, ...unlabelled } = placed;

/** `autogen baseline`: the first revision of an existing project. */
export const baselineCommand: Command<BaselineArguments> = {
  usage: "baseline",
  summary:
    "write the first revision: it builds all that is declared, and counts as applied where it is there",
  lists: scriptLists,
  options: (yargs) => yargs.options({ message, ...placed }),
  run: async (args, terminal) => {
    const { baseline } = await import("../baseline.js");
    const result = await baseline({
      ...projectOptions(args, terminal),
      ...scriptOptionsOf(args),
      ...(args.message !== undefined && { message: args.message }),
    });
    terminal.settle();
    const { revision, path, downRevision, operations, stamped, undeclared, warnings, script, file } = result;
    if (terminal.json) {
      const shown = { revision, path, downRevision, operations, stamped, undeclared };
      printJson(terminal, { ...shown, ...(args.dryRun && { script }) });
      return 0;
    }
    for (const warning of warnings) terminal.note(visibleText(warning));
    if (undeclared.length > 0) {
      const names = visibleText(undeclared.join(", "));
      terminal.note(`no entity declares ${names}: list them in ignore, else the next revision drops them`);
    }
    terminal.print(args.dryRun ? script.trimEnd() : file);
    const there = `the database holds all of it, so ${revision} ${args.dryRun ? "would count" : "counts"} as applied`;
    terminal.note(stamped ? there : "the database holds nothing of it: autogen upgrade builds it");
    return 0;
  },
};

interface SquashArguments extends BaselineArguments {
  readonly range: string;
}

/** `autogen squash range`: makes one revision of several. */
export const squashCommand: Command<SquashArguments> = {
  usage: "squash <range>",
  summary: "make one revision of a range first:last, which takes its place",
  lists: scriptLists,
  options: (yargs) =>
    yargs
      .positional("range", { type: "string", describe: "first:last, both included, either side optional" })
      .options({ message, ...unlabelled }),
  run: async (args, terminal) => {
    const { squash } = await import("../squash.js");
    const result = await squash({
      ...projectOptions(args, terminal),
      ...scriptOptionsOf(args),
      range: args.range,
      ...(args.message !== undefined && { message: args.message }),
    });
    terminal.settle();
    const { revision, path, downRevision, replaces, replacedFiles, script, file } = result;
    if (terminal.json) {
      const shown = { revision, path, downRevision, replaces, replacedFiles };
      printJson(terminal, { ...shown, ...(args.dryRun && { script }) });
      return 0;
    }
    terminal.print(args.dryRun ? script.trimEnd() : file);
    terminal.note(`${revision} stands for ${replaces.join(", ")}`);
    terminal.note("once no database stands among these any more, delete their scripts:");
    for (const replaced of replacedFiles) terminal.note(visibleText(`  ${relative(".", replaced)}`));
    return 0;
  },
};
