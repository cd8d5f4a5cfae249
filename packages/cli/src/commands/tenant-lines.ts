import { isAutogenError, visibleText } from "@typeorm-autogen/errors";
import type { ProjectOptions } from "../project.js";
import { reportError, stackOf } from "../report-error.js";
import type { TenantResult } from "../tenants.js";
import type { Terminal } from "../terminal.js";
import { printJson, projectOptions, type ExitStatus, type GlobalArguments } from "./command.js";

/** How what was done for each tenant is told. */
export interface TenantReport<Result> {
  /** Titles of the columns after the tenant's name. */
  readonly titles: readonly string[];
  readonly cells: (result: Result) => readonly string[];
  /** What `--json` shows of one. */
  readonly json: (result: Result) => object;
  readonly status?: (result: Result) => ExitStatus;
}

/** The options of a command that runs for each tenant, or null where it does not: the project has none. */
export async function tenantsOptions(
  args: GlobalArguments,
  terminal: Terminal,
): Promise<(Omit<ProjectOptions, "tenant"> & { readonly tenants?: readonly string[] }) | null> {
  const { tenant: names, ...others } = args;
  const options = projectOptions(others, terminal);
  if (names !== undefined) return { ...options, tenants: names };
  const { hasTenants } = await import("../tenants.js");
  return (await hasTenants(options)) ? options : null;
}

/**
 * Prints a line for each tenant, and what failed. The exit status is the worst of all. Throws what failed where it is the
 * same for all of them: it is no tenant's own.
 */
export function tellTenants<Result>(
  results: readonly TenantResult<Result>[],
  { titles, cells, json, status = () => 0 }: TenantReport<Result>,
  terminal: Terminal,
): ExitStatus {
  terminal.settle();
  throwCommon(results);
  const failed = results.filter(({ error }) => error !== undefined);
  if (terminal.json) {
    printJson(terminal, {
      tenants: results.map(({ tenant, result, error }) =>
        result === undefined ? { tenant, error: reportError(error).json.error } : { tenant, ...json(result) },
      ),
    });
  } else {
    const rows = results.map(({ tenant, result }) => [
      tenant,
      ...(result === undefined ? ["failed"] : cells(result)),
    ]);
    for (const line of tableLines([["tenant", ...titles], ...rows])) terminal.print(line);
    for (const { tenant, error } of failed) tellFailure(tenant, error, terminal);
    terminal.note(
      `${results.length - failed.length} of ${results.length} tenants${failed.length > 0 ? "; the others failed" : ""}`,
    );
  }
  if (failed.length > 0) return 2;
  const worst = Math.max(0, ...results.map(({ result }) => (result === undefined ? 2 : status(result))));
  return worst as ExitStatus;
}

function throwCommon(results: readonly TenantResult<unknown>[]): void {
  const [first] = results;
  if (first?.error === undefined) return;
  const { line } = reportError(first.error);
  if (results.every(({ error }) => error !== undefined && reportError(error).line === line))
    throw first.error;
}

// Trouble is told even under --quiet.
function tellFailure(tenant: string, error: unknown, terminal: Terminal): void {
  process.stderr.write(`${reportError(error, tenant).line}\n`);
  if (terminal.verbose || !isAutogenError(error)) process.stderr.write(stackOf(error));
}

function tableLines(rows: readonly (readonly string[])[]): readonly string[] {
  const shown = rows.map((row) => row.map(visibleText));
  const widths =
    shown[0]?.map((_, column) => Math.max(...shown.map((row) => row[column]?.length ?? 0))) ?? [];
  return shown.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
