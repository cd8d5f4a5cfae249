import type { CurrentResult } from "../current.js";
import type { Terminal } from "../terminal.js";
import { visibleText } from "../visible-text.js";
import { printJson, projectOptions, type Command, type GlobalArguments } from "./command.js";

interface CurrentArguments extends GlobalArguments {
  readonly checkHeads: boolean;
}

/** `autogen current`: where the database stands. */
export const currentCommand: Command<CurrentArguments> = {
  usage: "current",
  summary: "show the revision at which the database stands (-v: what was applied, when, by whom)",
  options: (yargs) =>
    yargs.options({
      "check-heads": {
        type: "boolean",
        default: false,
        describe: "exit 1 unless the database stands at the heads",
      },
    }),
  run: async (args, terminal) => {
    const { current } = await import("../current.js");
    const result = await current(projectOptions(args, terminal));
    terminal.settle();
    if (terminal.json) {
      const { database, revisions, atHeads, log } = result;
      printJson(terminal, { database, revisions, atHeads, ...(args.verbose && { log }) });
    } else {
      tell(result, terminal);
    }
    return args.checkHeads && !result.atHeads ? 1 : 0;
  },
};

function tell({ database, revisions, log }: CurrentResult, terminal: Terminal): void {
  terminal.detail(`database: ${database}`);
  if (revisions.length === 0) terminal.print("base");
  for (const { revision, message, isHead, draft } of revisions) {
    const marks = [...(draft ? ["draft"] : []), ...(isHead ? ["head"] : [])];
    const shown = marks.length > 0 ? terminal.paint("cyan", ` (${marks.join(", ")})`) : "";
    terminal.print(
      `${terminal.paint("yellow", revision)}${shown}  ${visibleText(message ?? "no script has this id")}`,
    );
  }
  if (!terminal.verbose) return;
  for (const { revision, direction, finishedAt, durationMs, appliedBy } of log) {
    terminal.print(
      `${finishedAt ?? "unfinished"}  ${direction.padEnd(9)}  ${revision}  ${durationMs ?? "?"} ms  ${appliedBy}`,
    );
  }
}
