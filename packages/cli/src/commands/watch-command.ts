import { answerLists, answerOptions, answersOf, type AnswerArguments } from "./answer-options.js";
import type { WatchedProject } from "../watch-jobs.js";
import { projectOptions, type Command } from "./command.js";

/** `autogen watch`: follows the entities and shows what the database would need. */
export const watchCommand: Command<AnswerArguments> = {
  usage: "watch",
  summary: "follow the entities, and show what the database would need while they are edited",
  lists: answerLists,
  options: (yargs) => {
    const { against: _, ...options } = answerOptions;
    return yargs.options(options);
  },
  run: async (args, terminal) => {
    const { watch } = await import("../watch.js");
    const { onDetail: _, onProgress: _progress, ...project } = projectOptions(args, terminal);
    await watch({ cwd: process.cwd(), ...project, ...answersOf(args) } as WatchedProject, terminal);
    return 0;
  },
};
