import { relative } from "node:path";
import { printJson, projectOptions, type Command, type GlobalArguments } from "./command.js";

interface InitArguments extends GlobalArguments {
  readonly dir?: string;
  readonly template?: string;
}

/** `autogen init [dir]`: writes a configuration and the folder of revisions. */
export const initCommand: Command<InitArguments> = {
  usage: "init [dir]",
  summary: "write a configuration and the folder of revisions",
  project: "none",
  options: (yargs) =>
    yargs.positional("dir", { type: "string", describe: "the project's folder" }).option("template", {
      type: "string",
      requiresArg: true,
      describe: "another kind of configuration: see list-templates",
    }),
  run: async (args, terminal) => {
    const { init } = await import("../init.js");
    const result = await init({
      ...projectOptions(args, terminal),
      ...(args.dir !== undefined && { dir: args.dir }),
      ...(args.template !== undefined && { template: args.template }),
    });
    terminal.settle();
    if (terminal.json) {
      printJson(terminal, { ...result });
      return 0;
    }
    terminal.print(relative(".", result.config));
    if (result.directory !== null) terminal.note(`revisions go to ${relative(".", result.directory) || "."}`);
    if (result.template === "nest") terminal.note("the data source is that of the Nest application");
    else if (result.dataSource === null)
      terminal.note("no data source was found: name it in the configuration");
    if (result.ignored.length > 0)
      terminal.note(`ignored, since no entity declares them: ${result.ignored.join(", ")}`);
    if (result.dataSource !== null && result.notAsked !== null) {
      terminal.note(`the database was not asked for undeclared tables: ${result.notAsked}`);
    }
    return 0;
  },
};
