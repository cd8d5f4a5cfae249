import { visibleText } from "@typeorm-autogen/errors";
import type { BranchPoint } from "../branches.js";
import type { ShownRevision } from "../show.js";
import type { Terminal } from "../terminal.js";
import { printJson, projectOptions, type Command, type GlobalArguments } from "./command.js";
import { revisionAsData, revisionDetails, revisionLine, tellRevision } from "./revision-lines.js";

interface HeadsArguments extends GlobalArguments {
  readonly exitCode: boolean;
  readonly resolveDependencies: boolean;
}

/** `autogen heads`: the revisions that nothing follows. */
export const headsCommand: Command<HeadsArguments> = {
  usage: "heads",
  summary: "show the revisions that nothing follows (-v: with files, dates and neighbours)",
  options: (yargs) =>
    yargs.options({
      "exit-code": { type: "boolean", default: false, describe: "exit 1 when there are several" },
      "resolve-dependencies": {
        type: "boolean",
        default: false,
        describe: "leave out those that others depend on",
      },
    }),
  run: async (args, terminal) => {
    const { heads } = await import("../heads.js");
    const { resolveDependencies } = args;
    const entries = await heads({ ...projectOptions(args, terminal), resolveDependencies });
    terminal.settle();
    if (terminal.json) printJson(terminal, { revisions: entries.map(revisionAsData) });
    else for (const entry of entries) tellRevision(entry, terminal);
    if (entries.length === 0) terminal.note("no revisions yet");
    if (entries.length < 2) return 0;
    terminal.note(`${entries.length} heads: autogen merge joins them, autogen upgrade heads runs them all`);
    return args.exitCode ? 1 : 0;
  },
};

/** `autogen branches`: where the history forks. */
export const branchesCommand: Command = {
  usage: "branches",
  summary: "show where the history forks",
  options: (yargs) => yargs,
  run: async (args, terminal) => {
    const { branches } = await import("../branches.js");
    const points = await branches(projectOptions(args, terminal));
    terminal.settle();
    if (terminal.json) printJson(terminal, { revisions: points.map(pointAsData) });
    else for (const point of points) tellPoint(point, terminal);
    if (points.length === 0) terminal.note("the history does not fork");
    return 0;
  },
};

function pointAsData({ branches, ...point }: BranchPoint): Readonly<Record<string, unknown>> {
  return { ...revisionAsData(point), branches: branches.map(revisionAsData) };
}

function tellPoint(point: BranchPoint, terminal: Terminal): void {
  tellRevision(point, terminal);
  for (const branch of point.branches) terminal.print(`  → ${revisionLine(branch, terminal)}`);
}

interface ShowArguments extends GlobalArguments {
  readonly revision: string;
}

/** `autogen show revision`: what a script's header says, and its place. */
export const showCommand: Command<ShowArguments> = {
  usage: "show <revision>",
  summary: "show a revision: its file, its neighbours and its comment",
  options: (yargs) =>
    yargs.positional("revision", {
      type: "string",
      describe: "head, heads, current, an id or its beginning, id-1, label@head",
    }),
  run: async (args, terminal) => {
    const { show } = await import("../show.js");
    const entries = await show({ ...projectOptions(args, terminal), revision: args.revision });
    terminal.settle();
    if (terminal.json) printJson(terminal, { revisions: entries.map(shownAsData) });
    else for (const [at, entry] of entries.entries()) tellShown(entry, at > 0, terminal);
    return 0;
  },
};

function shownAsData({ comment, ...entry }: ShownRevision): Readonly<Record<string, unknown>> {
  return { ...revisionAsData(entry), comment: comment.join("\n").trimEnd() };
}

function tellShown(entry: ShownRevision, isFurther: boolean, terminal: Terminal): void {
  if (isFurther) terminal.print("");
  terminal.print(revisionLine(entry, terminal));
  for (const line of revisionDetails(entry)) terminal.print(line);
  // Its first line is the message, which was told already.
  const comment = entry.comment.slice(1).join("\n").trim();
  if (comment !== "") terminal.print(`\n${visibleText(comment)}`.replaceAll(/^(?=.)/gm, "  "));
}

/** `autogen edit revision`: opens a script in the user's editor. */
export const editCommand: Command<ShowArguments> = {
  usage: "edit <revision>",
  summary: "open a script in VISUAL, EDITOR, or an editor of the system",
  options: (yargs) =>
    yargs.positional("revision", { type: "string", describe: "head, current, an id or its beginning, -1" }),
  run: async (args, terminal) => {
    const { edit } = await import("../edit.js");
    const { relative } = await import("node:path");
    const result = await edit({ ...projectOptions(args, terminal), revision: args.revision });
    terminal.settle();
    if (terminal.json) printJson(terminal, { ...result });
    else terminal.print(visibleText(relative(".", result.path)));
    return 0;
  },
};
