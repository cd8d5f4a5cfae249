import { visibleText } from "../visible-text.js";
import { answerLists, answerOptions, answersOf, type AnswerArguments } from "./answer-options.js";
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
    const { snapshotLine, Watcher } = await import("@typeorm-autogen/watch");
    const { onDetail: _, onProgress: _progress, ...project } = projectOptions(args, terminal);
    const watcher = new Watcher({
      entry: new URL("../watch-worker.js", import.meta.url),
      argument: { cwd: process.cwd(), ...project, ...answersOf(args) },
      onSnapshot: (snapshot, isNews) => {
        if (!isNews) return;
        const { declared: _declared, existing, ...told } = snapshot;
        if (terminal.json) terminal.print(JSON.stringify({ format: 1, ...told }));
        else terminal.print(visibleText(snapshotLine(snapshot)));
      },
    });
    watcher.start();
    await new Promise<void>((resolve) => {
      for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve());
    });
    await watcher.close();
    return 0;
  },
};
