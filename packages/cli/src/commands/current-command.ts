import { visibleText } from "@typeorm-autogen/errors";
import type { LoggedStep } from "@typeorm-autogen/runtime";
import type { CurrentResult } from "../current.js";
import type { Terminal } from "../terminal.js";
import { printJson, projectOptions, type Command, type GlobalArguments } from "./command.js";
import { tellTenants, tenantsOptions } from "./tenant-lines.js";

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
    const shown = ({ log, ...rest }: CurrentResult) => ({ ...rest, ...(args.verbose && { log }) });
    const status = ({ atHeads }: CurrentResult) => (args.checkHeads && !atHeads ? 1 : 0);
    const tenants = await tenantsOptions(args, terminal);
    if (tenants) {
      const { currentTenants } = await import("../tenants.js");
      return tellTenants(await currentTenants(tenants), { ...tenantReport, json: shown, status }, terminal);
    }
    const { current } = await import("../current.js");
    const result = await current(projectOptions(args, terminal));
    terminal.settle();
    if (terminal.json) printJson(terminal, shown(result));
    else tell(result, terminal);
    if (status(result) === 1)
      terminal.note(
        "the database does not stand at the heads: autogen history -i shows where, autogen upgrade leads on",
      );
    return status(result);
  },
};

const tenantReport = {
  titles: ["stands at", ""],
  cells: ({ revisions, atHeads }: CurrentResult) => [
    revisions.map(({ revision }) => revision).join(", ") || "base",
    atHeads ? "(head)" : "",
  ],
};

function tell({ database, revisions, unfinished, log }: CurrentResult, terminal: Terminal): void {
  terminal.detail(`database: ${database}`);
  if (revisions.length === 0) terminal.print("base");
  for (const { revision, message, isHead, draft } of revisions) {
    const marks = [...(draft ? ["draft"] : []), ...(isHead ? ["head"] : [])];
    const shown = marks.length > 0 ? terminal.paint("cyan", ` (${marks.join(", ")})`) : "";
    terminal.print(
      `${terminal.paint("yellow", revision)}${shown}  ${visibleText(message ?? "no script has this id")}`,
    );
  }
  for (const { revision, direction } of unfinished)
    terminal.note(
      `the ${direction} of ${revision} broke off in the middle; autogen ${direction} goes on with it`,
    );
  if (!terminal.verbose) return;
  for (const step of log) terminal.print(describeStep(step, unfinished.includes(step)));
}

// What was committed on the way to the end of a revision is no word of its own.
function describeStep(step: LoggedStep, broke: boolean): string {
  const { revision, direction, outcome, startedAt, finishedAt, durationMs, appliedBy } = step;
  const state = broke ? "  unfinished" : "  (in part)";
  const line = `${finishedAt ?? startedAt}  ${direction.padEnd(9)}  ${revision}  ${durationMs ?? "?"} ms  ${appliedBy}`;
  return outcome === "done" ? line : line + state;
}
