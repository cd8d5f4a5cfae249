import { UsageError } from "../usage-errors.js";
import { answerLists, answerOptions, answersOf, type AnswerArguments } from "./answer-options.js";
import type { WatchedProject } from "../watch-jobs.js";
import { projectOptions, type Command } from "./command.js";

interface WatchArguments extends AnswerArguments {
  readonly ui?: string;
  readonly yesIMean?: string;
}

/** `autogen watch`: follows the entities and shows what the database would need. */
export const watchCommand: Command<WatchArguments> = {
  usage: "watch",
  summary: "follow the entities, and show what the database would need while they are edited",
  lists: answerLists,
  project: "follows",
  options: (yargs) => {
    const { against: _, ...options } = answerOptions;
    return yargs.options({
      ...options,
      "yes-i-mean": {
        type: "string",
        requiresArg: true,
        describe: "the protected environment that is really meant to be applied to",
      },
      ui: {
        type: "string",
        requiresArg: false,
        description: "serve a page of it on this machine, at this port or at any that is free",
      },
    });
  },
  run: async (args, terminal) => {
    const { watch } = await import("../watch.js");
    const { dataSource, config, yesIMean } = args;
    if (typeof config === "object")
      throw new UsageError("an env may give watch other options, but no other configuration", "watch");
    const {
      onDetail: _,
      onProgress: _progress,
      dataSource: _source,
      config: _config,
      ...project
    } = projectOptions(args, terminal);
    const options: WatchedProject = {
      ...project,
      ...answersOf(args),
      cwd: process.cwd(),
      ...(dataSource !== undefined && { dataSource }),
      ...(config !== undefined && { config }),
      ...(yesIMean !== undefined && { yesIMean }),
    };
    await watch(options, terminal, args.ui === undefined ? undefined : portOf(args.ui));
    return 0;
  },
};

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new UsageError(`--ui takes a port from 1 to 65535, or nothing, not ${text}`, "watch");
}
