import { visibleText } from "@typeorm-autogen/errors";
import type { Argv } from "yargs";
import type { RunOptions, RunSummary } from "../run-revisions.js";
import type { TenantResult } from "../tenants.js";
import type { Terminal } from "../terminal.js";
import { sqlOptions, tellSql, wantsSql, type SqlArguments } from "./sql-options.js";
import { printJson, projectOptions, type Command, type ExitStatus, type GlobalArguments } from "./command.js";
import { tellTenants, tenantsOptions, type TenantReport } from "./tenant-lines.js";

interface RunArguments extends SqlArguments {
  readonly target?: string;
  readonly dryRun: boolean;
  readonly preflight?: boolean;
  readonly yesIMean?: string;
}

/** `autogen upgrade [target]`: runs scripts forward. */
export const upgradeCommand: Command<RunArguments> = {
  usage: "upgrade [target]",
  summary: "run revision scripts up to a target (head)",
  options: (yargs) =>
    runOptions(
      yargs,
      "how far: head, heads, an id or its beginning, +2, label@head; with --sql also FROM:TO",
    ),
  run: async (args, terminal) => {
    if (wantsSql(args, forRunning)) {
      const { upgradeSql } = await import("../offline.js");
      return tellSql(args, terminal, upgradeSql);
    }
    const tenants = await tenantsOptions(args, terminal);
    if (tenants) {
      const { upgradeTenants } = await import("../tenants.js");
      return tellRuns(
        await upgradeTenants({ ...readOptions(args, terminal), ...tenants }),
        args.dryRun,
        terminal,
      );
    }
    const { upgrade } = await import("../run-revisions.js");
    return tell(
      await upgrade({ ...projectOptions(args, terminal), ...readOptions(args, terminal) }),
      args.dryRun,
      "upgraded",
      terminal,
    );
  },
};

/** `autogen downgrade target`: takes scripts back. */
export const downgradeCommand: Command<RunArguments> = {
  usage: "downgrade <target>",
  summary: "take revisions back to a target",
  options: (yargs) => runOptions(yargs, "how far: base, an id or its beginning, -1; with --sql FROM:TO"),
  run: async (args, terminal) => {
    if (wantsSql(args, forRunning)) {
      const { downgradeSql } = await import("../offline.js");
      return tellSql(args, terminal, (options) => downgradeSql({ target: "", ...options }));
    }
    const target = args.target ?? "base";
    const tenants = await tenantsOptions(args, terminal);
    if (tenants) {
      const { downgradeTenants } = await import("../tenants.js");
      const options = { ...readOptions(args, terminal), ...tenants, target };
      return tellRuns(await downgradeTenants(options), args.dryRun, terminal);
    }
    const { downgrade } = await import("../run-revisions.js");
    const options = { ...projectOptions(args, terminal), ...readOptions(args, terminal), target };
    return tell(await downgrade(options), args.dryRun, "downgraded", terminal);
  },
};

const forRunning = ["dryRun", "yesIMean"] as const;

function runOptions(yargs: Argv<GlobalArguments>, describe: string): unknown {
  return yargs.positional("target", { type: "string", describe }).options({
    ...sqlOptions,
    "dry-run": { type: "boolean", default: false, describe: "connect and show what is pending, run nothing" },
    preflight: {
      type: "boolean",
      default: true,
      describe: "look first for rows in the way; --no-preflight leaves it to the server",
    },
    "yes-i-mean": {
      type: "string",
      requiresArg: true,
      describe: "the protected environment that is really meant",
    },
  });
}

function readOptions(args: RunArguments, terminal: Terminal): RunOptions {
  return {
    dryRun: args.dryRun,
    ...(args.tag !== undefined && { tag: args.tag }),
    ...(args.target !== undefined && { target: args.target }),
    ...(args.preflight !== undefined && { preflight: args.preflight }),
    ...(args.yesIMean !== undefined && { yesIMean: args.yesIMean }),
    onEvent: (event, tenant) => {
      const of = tenant === undefined ? "" : `${visibleText(tenant)}: `;
      if (event.kind === "revisionStarted") {
        terminal.progress(
          `${of}${event.direction === "upgrade" ? "applying" : "taking back"} ${event.revision.id}`,
        );
      }
      if (event.kind === "revisionResumed")
        terminal.note(`${of}going on with ${event.revision.id} where a run broke off`);
      if (event.kind === "revisionSkipped")
        terminal.note(`${of}${event.revision.id}: another runner was first`);
      if (event.kind === "retry")
        terminal.note(
          `${of}${visibleText(event.error.message)}; trying again in ${event.pause / 1000} s (${event.retry} of ${event.of})`,
        );
      if (event.kind === "backfill")
        terminal.proceed(`${of}filling ${visibleText(event.table)}: ${event.rows} rows`);
      if (event.kind === "statement") terminal.detail(`${of}${visibleText(event.sql)}`);
      if (event.kind === "editedScripts") {
        for (const { revision, file } of event.scripts) {
          terminal.note(`${of}warning: ${file} was edited after ${revision} was applied`);
        }
      }
    },
  };
}

function tellRuns(
  results: readonly TenantResult<RunSummary>[],
  dryRun: boolean,
  terminal: Terminal,
): ExitStatus {
  const report: TenantReport<RunSummary> = {
    titles: dryRun ? ["would run", "would stand at"] : ["ran", "stands at"],
    cells: ({ revisions, heads }) => [String(revisions.length), heads.join(", ") || "base"],
    json: ({ revisions, heads }) => ({ revisions, heads }),
  };
  return tellTenants(results, report, terminal);
}

function tell({ revisions, heads }: RunSummary, dryRun: boolean, done: string, terminal: Terminal): 0 {
  terminal.settle();
  if (terminal.json) {
    printJson(terminal, { revisions, heads });
    return 0;
  }
  for (const { revision, message, statements } of revisions) {
    terminal.print(`${terminal.paint("yellow", revision)}  ${visibleText(message)}`);
    for (const statement of statements ?? []) terminal.print(visibleText(`  ${statement};`));
    if (statements === null) terminal.print("  -- asks the database: what it does shows only when it runs");
  }
  const end = heads.length > 0 ? heads.join(", ") : "base";
  if (revisions.length === 0) terminal.note(`nothing to do: the database stands at ${end}`);
  else terminal.note(dryRun ? `would stand at ${end}` : `${done} to ${end}`);
  return 0;
}
