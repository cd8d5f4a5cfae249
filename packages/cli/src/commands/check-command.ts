import type { CheckResult } from "../check.js";
import { hazardLines } from "../hazard-lines.js";
import { visibleText } from "../visible-text.js";
import { answerLists, answerOptions, answersOf, type AnswerArguments } from "./answer-options.js";
import { printJson, projectOptions, type Command } from "./command.js";

const nextSteps: Readonly<Record<NonNullable<CheckResult["turn"]>, string>> = {
  pending: "revisions are waiting: run autogen upgrade",
  entities: 'the entities are ahead of the database: run autogen revision -m "…"',
  database: "the database was changed by hand: take that back, or declare it in the entities",
  unknown: 'run autogen revision -m "…" if the entities are right, or change the database back',
};

const waitingForTypeorm = "migrations are waiting: run typeorm migration:run";

/** `autogen check`: 0 when the database agrees with the entities, 1 when not. */
export const checkCommand: Command<AnswerArguments> = {
  usage: "check",
  summary: "tell whether the database agrees with the entities",
  lists: answerLists,
  options: (yargs) => yargs.options(answerOptions),
  run: async (args, terminal) => {
    const { check } = await import("../check.js");
    const { operationsText } = await import("../operations-text.js");
    const result = await check({ ...projectOptions(args, terminal), ...answersOf(args) });
    terminal.settle();
    if (terminal.json) {
      const { dialect, inSync, operations, hazards, decisions, turn, pending, editedScripts } = result;
      printJson(terminal, {
        dialect,
        inSync,
        operations,
        hazards,
        decisions,
        turn,
        pending,
        ...(editedScripts.length > 0 && { editedScripts }),
      });
      return result.inSync ? 0 : 1;
    }
    for (const warning of result.warnings) terminal.note(visibleText(warning));
    for (const { file, revision } of result.editedScripts)
      terminal.note(visibleText(`warning: ${file} was edited after ${revision} was applied`));
    for (const note of result.notes) terminal.detail(visibleText(note));
    if (result.turn === null) {
      terminal.print(terminal.paint("green", "in sync"));
      return 0;
    }
    if (result.operations.length > 0) {
      terminal.print(operationsText(result.operations, result.types, terminal.paint));
    }
    for (const line of hazardLines(result.hazards, terminal.paint)) terminal.note(line);
    const pending = result.pending.length > 0 ? ` (${result.pending.join(", ")})` : "";
    const next =
      result.runner === "typeorm" && result.turn === "pending" ? waitingForTypeorm : nextSteps[result.turn];
    terminal.note(`not in sync: ${next}${pending}`);
    return 1;
  },
};
