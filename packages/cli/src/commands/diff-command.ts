import { visibleText } from "@typeorm-autogen/errors";
import type { Argv } from "yargs";
import { hazardLines } from "../hazard-lines.js";
import { answerLists, answerOptions, answersOf, type AnswerArguments } from "./answer-options.js";
import { printJson, projectOptions, type Command, type GlobalArguments } from "./command.js";

interface DiffArguments extends AnswerArguments {
  readonly sql: boolean;
  readonly exitCode: boolean;
}

/** `autogen diff`: prints the difference as operations or as SQL. */
export const diffCommand: Command<DiffArguments> = {
  usage: "diff",
  summary: "print the difference between the entities and the database",
  lists: answerLists,
  options: (yargs: Argv<GlobalArguments>) =>
    yargs.options(answerOptions).options({
      sql: { type: "boolean", default: false, describe: "print it as SQL" },
      "exit-code": { type: "boolean", default: false, describe: "exit 1 when something differs" },
    }),
  run: async (args, terminal) => {
    const { diff } = await import("../diff.js");
    const { operationsText } = await import("../operations-text.js");
    const result = await diff({ ...projectOptions(args, terminal), ...answersOf(args) });
    terminal.settle();
    const status = args.exitCode && !result.inSync ? 1 : 0;
    if (terminal.json) {
      const { dialect, inSync, operations, hazards, decisions } = result;
      printJson(terminal, {
        dialect,
        inSync,
        operations,
        hazards,
        decisions,
        ...(args.sql && { sql: result.sql }),
      });
      return status;
    }
    for (const note of [...result.warnings, ...result.notes]) terminal.note(visibleText(note));
    if (args.sql) for (const statement of result.sql) terminal.print(`${statement};`);
    else if (!result.inSync) terminal.print(operationsText(result.operations, result.types, terminal.paint));
    else terminal.note("no difference");
    for (const line of hazardLines(result.hazards, terminal.paint)) terminal.note(line);
    return status;
  },
};
