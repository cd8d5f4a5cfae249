import { visibleText } from "@typeorm-autogen/errors";
import type { Argv } from "yargs";
import type { RevisionOptions, RevisionResult } from "../revision.js";
import type { Terminal } from "../terminal.js";
import { OptionConflictError } from "../usage-errors.js";
import { hazardLines } from "../hazard-lines.js";
import { answerLists, answerOptions, answersOf, type AnswerArguments } from "./answer-options.js";
import { printJson, projectOptions, type Command, type GlobalArguments } from "./command.js";
import { scriptLists, scriptOptions, scriptOptionsOf, type ScriptArguments } from "./script-options.js";

interface RevisionArguments extends AnswerArguments, ScriptArguments {
  readonly message: string;
  readonly empty: boolean;
  readonly verify: boolean;
  readonly finish: boolean;
  readonly yesIMean?: string;
  readonly head?: readonly string[];
}

/** What says where a new script stands or what it holds; a draft has both. */
const placing = [
  "empty",
  "head",
  "splice",
  "branchLabel",
  "dependsOn",
  "versionPath",
  "revId",
  "format",
  "against",
] as const;

/** `autogen revision`: compares and writes a revision script. */
export const revisionCommand: Command<RevisionArguments> = {
  usage: "revision",
  summary: "compare the entities with the database and write a revision script",
  lists: [...answerLists, ...scriptLists, "head"],
  options: (yargs: Argv<GlobalArguments>) =>
    yargs.options(answerOptions).options({
      message: {
        alias: "m",
        type: "string",
        demandOption: true,
        requiresArg: true,
        describe: "what it is for",
      },
      empty: { type: "boolean", default: false, describe: "write one without comparing" },
      finish: { type: "boolean", default: false, describe: "make a revision of the draft that watch keeps" },
      "yes-i-mean": {
        type: "string",
        requiresArg: true,
        describe: "the protected environment that is really meant, with --finish",
      },
      ...scriptOptions,
      verify: {
        type: "boolean",
        default: true,
        describe: "try it on a scratch database before it is written; --no-verify does not",
      },
      format: {
        choices: ["ts", "js", "sql", "typeorm"],
        describe: "what it is written in: ts, js, a pair of files of sql, or a class that TypeORM runs",
      },
      head: { type: "string", array: true, nargs: 1, describe: "what it follows" },
    }),
  run: async (args, terminal) => {
    const result = args.finish ? await finish(args, terminal) : await write(args, terminal);
    terminal.settle();
    if (terminal.json) {
      const {
        revision: id,
        path,
        downRevision,
        operations,
        hazards,
        decisions,
        preflight,
        verified,
      } = result;
      printJson(terminal, {
        revision: id,
        path,
        downRevision,
        operations,
        hazards,
        decisions,
        preflight,
        verified,
        ...(result.scripts.length > 1 && {
          scripts: result.scripts.map(({ revision: each, path: at }) => ({ revision: each, path: at })),
        }),
        ...(args.dryRun && { script: result.script }),
      });
    } else {
      await tell(result, args.dryRun, terminal);
    }
    return 0;
  },
};

async function write(args: RevisionArguments, terminal: Terminal): Promise<RevisionResult> {
  const { revision } = await import("../revision.js");
  return revision(await revisionOptions(args, terminal));
}

async function finish(args: RevisionArguments, terminal: Terminal): Promise<RevisionResult> {
  const { message, verify, dryRun, yesIMean } = args;
  const other = placing.find((name) => args[name] !== undefined && args[name] !== false);
  if (other !== undefined)
    throw new OptionConflictError("--finish", spelled(other), "the draft has its place and what it holds");
  const { finishDraft } = await import("../finish-draft.js");
  return finishDraft({
    ...projectOptions(args, terminal),
    message,
    verify,
    dryRun,
    ...(yesIMean !== undefined && { yesIMean }),
  });
}

function spelled(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

async function revisionOptions(args: RevisionArguments, terminal: Terminal): Promise<RevisionOptions> {
  const { message, empty, verify, head } = args;
  return {
    ...projectOptions(args, terminal),
    ...answersOf(args),
    ...scriptOptionsOf(args),
    message,
    empty,
    verify,
    ...(head && { head }),
    ...(terminal.interactive && { prompt: (await import("../prompt.js")).promptOnTerminal(terminal) }),
  };
}

async function tell(result: RevisionResult, dryRun: boolean, terminal: Terminal): Promise<void> {
  const { operationsText } = await import("../operations-text.js");
  const { describeMisfit } = await import("@typeorm-autogen/runtime");
  for (const note of result.notes) terminal.note(visibleText(note));
  if (result.script === null) {
    terminal.note("nothing to do: the database agrees with the entities");
    return;
  }
  if (dryRun) {
    for (const { script } of result.scripts) terminal.print(script.trimEnd());
    return;
  }
  if (result.types) terminal.note(operationsText(result.operations, result.types, terminal.paint));
  for (const misfit of result.preflight) {
    terminal.note(visibleText(`in the way here: ${describeMisfit(misfit)}; see: ${misfit.query}`));
  }
  for (const line of hazardLines(result.hazards, terminal.paint)) terminal.note(line);
  for (const { file } of result.scripts) terminal.print(file);
}
