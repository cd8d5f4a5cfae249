import type { EnsureVersionResult } from "../ensure-version.js";
import type { StampResult } from "../stamp.js";
import { printJson, projectOptions, type Command } from "./command.js";
import { sqlOptions, tellSql, wantsSql, type SqlArguments } from "./sql-options.js";
import { tellTenants, tenantsOptions, type TenantReport } from "./tenant-lines.js";

interface StampArguments extends SqlArguments {
  readonly targets: readonly string[];
  readonly purge: boolean;
  readonly yesIMean?: string;
}

/** `autogen stamp`: says where the database stands, and runs nothing. */
export const stampCommand: Command<StampArguments> = {
  usage: "stamp <targets..>",
  summary: "say in the version table where the database stands; run nothing",
  lists: ["targets"],
  options: (yargs) =>
    yargs
      .positional("targets", {
        type: "string",
        describe: "head, heads, base, ids, label@head; with --sql also FROM:TO",
      })
      .options({
        ...sqlOptions,
        purge: {
          type: "boolean",
          default: false,
          describe: "forget first what the table says, also what no script declares",
        },
        "yes-i-mean": {
          type: "string",
          requiresArg: true,
          describe: "the protected environment that is really meant",
        },
      }),
  run: async (args, terminal) => {
    const { targets, purge, yesIMean } = args;
    if (wantsSql(args, ["purge", "yesIMean"])) {
      const { stampSql } = await import("../offline.js");
      return tellSql(args, terminal, (options) => stampSql({ ...options, target: targets.join(",") }));
    }
    const options = {
      targets,
      purge,
      ...(yesIMean !== undefined && { yesIMean }),
      ...(args.tag !== undefined && { tag: args.tag }),
    };
    const tenants = await tenantsOptions(args, terminal);
    if (tenants) {
      const { stampTenants } = await import("../tenants.js");
      return tellTenants(await stampTenants({ ...tenants, ...options }), stampReport, terminal);
    }
    const { stamp } = await import("../stamp.js");
    const result = await stamp({ ...projectOptions(args, terminal), ...options });
    terminal.settle();
    if (terminal.json) {
      printJson(terminal, { ...result });
      return 0;
    }
    terminal.print(place(result.heads));
    terminal.note(`stamped; before, the database stood at ${place(result.before)}`);
    return 0;
  },
};

const place = (rows: readonly string[]) => rows.join(", ") || "base";

const stampReport: TenantReport<StampResult> = {
  titles: ["before", "stands at"],
  cells: ({ before, heads }) => [place(before), place(heads)],
  json: (result) => result,
};

const ensureReport: TenantReport<EnsureVersionResult> = {
  titles: ["created"],
  cells: ({ created }) => [created.join(", ") || "nothing"],
  json: (result) => result,
};

/** `autogen ensure-version`: creates the tables that Autogen keeps. */
export const ensureVersionCommand: Command<SqlArguments> = {
  usage: "ensure-version",
  summary: "create the version table where it is missing, and nothing else",
  options: (yargs) => yargs.options(sqlOptions),
  run: async (args, terminal) => {
    if (wantsSql(args, [])) {
      const { ensureVersionSql } = await import("../offline.js");
      return tellSql(args, terminal, ensureVersionSql);
    }
    const tenants = await tenantsOptions(args, terminal);
    if (tenants) {
      const { ensureVersionTenants } = await import("../tenants.js");
      return tellTenants(await ensureVersionTenants(tenants), ensureReport, terminal);
    }
    const { ensureVersion } = await import("../ensure-version.js");
    const result = await ensureVersion(projectOptions(args, terminal));
    terminal.settle();
    if (terminal.json) {
      printJson(terminal, { ...result });
      return 0;
    }
    for (const table of result.created) terminal.print(`created ${table}`);
    if (result.created.length === 0) terminal.note("nothing to do: the tables are there");
    return 0;
  },
};
