import type { HistoryEntry } from "../history.js";
import type { Terminal } from "../terminal.js";
import { visibleText } from "../visible-text.js";
import { printJson, projectOptions, type Command, type GlobalArguments } from "./command.js";

interface HistoryArguments extends GlobalArguments {
  readonly range?: string;
  readonly indicateCurrent: boolean;
}

/** `autogen history`: the revisions, newest first. */
export const historyCommand: Command<HistoryArguments> = {
  usage: "history",
  summary: "list the revisions, newest first",
  options: (yargs) =>
    yargs.options({
      range: { alias: "r", type: "string", requiresArg: true, describe: "start:end, either side optional" },
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
    if (terminal.json) printJson(terminal, { revisions: entries.map(entryAsData) });
    else for (const entry of entries) tell(entry, terminal);
    if (entries.length === 0) terminal.note("no revisions yet");
    return 0;
  },
};

function entryAsData({
  id,
  downRevisions,
  branchLabels,
  dependsOn,
  message,
  createdAt,
  path,
  ...marks
}: HistoryEntry) {
  const { isHead, isCurrent } = marks;
  return {
    revision: id,
    downRevisions,
    branchLabels,
    dependsOn,
    message,
    createdAt,
    file: path,
    isHead,
    isCurrent,
  };
}

function tell(entry: HistoryEntry, terminal: Terminal): void {
  const marks = [entry.isHead && "head", entry.isCurrent && "current", ...entry.branchLabels].filter(Boolean);
  const shown = marks.length > 0 ? terminal.paint("cyan", ` (${marks.join(", ")})`) : "";
  const from = entry.downRevisions.length > 0 ? entry.downRevisions.join(", ") : "base";
  terminal.print(`${from} → ${terminal.paint("yellow", entry.id)}${shown}  ${visibleText(entry.message)}`);
  if (terminal.verbose) terminal.print(`  ${entry.createdAt ?? "no date"}  ${entry.path}`);
}
