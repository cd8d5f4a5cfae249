import { printJson, projectOptions, type Command, type GlobalArguments } from "./command.js";
import { revisionAsData, tellRevision } from "./revision-lines.js";

interface HistoryArguments extends GlobalArguments {
  readonly range?: string;
  readonly indicateCurrent: boolean;
}

/** `autogen history`: the revisions, newest first. */
export const historyCommand: Command<HistoryArguments> = {
  usage: "history",
  summary: "list the revisions, newest first (-v: with files, dates and neighbours)",
  options: (yargs) =>
    yargs.options({
      range: {
        alias: "r",
        type: "string",
        requiresArg: true,
        describe: "start:end, either side optional: ids, base, head, current, -2:, :+2",
      },
      "indicate-current": {
        alias: "i",
        type: "boolean",
        default: false,
        describe: "mark where the database stands",
      },
    }),
  run: async (args, terminal) => {
    const { history } = await import("../history.js");
    const entries = await history({
      ...projectOptions(args, terminal),
      indicateCurrent: args.indicateCurrent,
      ...(args.range !== undefined && { range: args.range }),
    });
    terminal.settle();
    if (terminal.json) {
      printJson(terminal, { revisions: entries.map(revisionAsData) });
      return 0;
    }
    for (const entry of entries) {
      const from = entry.downRevisions.length > 0 ? entry.downRevisions.join(", ") : "base";
      tellRevision(entry, terminal, `${from} → `);
    }
    if (entries.length === 0)
      terminal.note(args.range === undefined ? "no revisions yet" : "no revision is in that range");
    return 0;
  },
};
