import { visibleText } from "@typeorm-autogen/errors";
import type { CheckResult } from "../check.js";
import { hazardLines } from "../hazard-lines.js";
import { answerLists, answerOptions, answersOf, type AnswerArguments } from "./answer-options.js";
import { printJson, projectOptions, type Command } from "./command.js";
import { tellTenants, tenantsOptions, type TenantReport } from "./tenant-lines.js";

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
    const tenants = await tenantsOptions(args, terminal);
    if (tenants) {
      const { checkTenants } = await import("../tenants.js");
      return tellTenants(await checkTenants({ ...tenants, ...answersOf(args) }), tenantReport, terminal);
    }
    const { operationsText } = await import("../operations-text.js");
    const result = await check({ ...projectOptions(args, terminal), ...answersOf(args) });
    terminal.settle();
    if (terminal.json) {
      printJson(terminal, shown(result));
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
    terminal.note(`not in sync: ${nextStep(result, result.turn)}`);
    return 1;
  },
};

function shown(result: CheckResult): Readonly<Record<string, unknown>> {
  const { dialect, inSync, operations, hazards, decisions, turn, pending, editedScripts } = result;
  const edited = editedScripts.length > 0 && { editedScripts };
  return { dialect, inSync, operations, hazards, decisions, turn, pending, ...edited };
}

function nextStep({ pending, runner }: CheckResult, turn: NonNullable<CheckResult["turn"]>): string {
  const ids = pending.length > 0 ? ` (${pending.join(", ")})` : "";
  return `${runner === "typeorm" && turn === "pending" ? waitingForTypeorm : nextSteps[turn]}${ids}`;
}

const tenantReport: TenantReport<CheckResult> = {
  titles: ["state", "operations", "next"],
  cells: (result) =>
    result.turn === null
      ? ["in sync", "0", ""]
      : ["not in sync", String(result.operations.length), nextStep(result, result.turn)],
  json: shown,
  status: ({ inSync }) => (inSync ? 0 : 1),
};
