import type { CheckResult } from "./check.js";
import type { Tenant } from "./config-tenants.js";
import { currentOf, type CurrentResult } from "./current.js";
import type { CompareCommandOptions } from "./diff.js";
import { ensureVersionOf, type EnsureVersionResult } from "./ensure-version.js";
import { configOf, openProject, type Project, type ProjectOptions } from "./project.js";
import { tenantNamed } from "./read-tenants.js";
import { runRevisions, type RunOptions, type RunSummary } from "./run-revisions.js";
import { stampProject, type StampOptions, type StampResult } from "./stamp.js";
import { NoTenantsError } from "./tenant-errors.js";
import { OptionConflictError } from "./usage-errors.js";

/** What was done for one tenant, or why it failed. */
export type TenantResult<Result> =
  | { readonly tenant: string; readonly result: Result; readonly error?: undefined }
  | { readonly tenant: string; readonly result?: undefined; readonly error: unknown };

/** Options of what is done for each tenant. */
export type TenantsOptions<Options extends ProjectOptions = ProjectOptions> = Omit<
  Options,
  "tenant" | "connection"
> & {
  /** Names of those that are meant; all by default. */
  readonly tenants?: readonly string[];
};

/** `upgrade` for each tenant. What fails for one keeps no other from being upgraded; nothing is thrown for it. */
export async function upgradeTenants(
  options: TenantsOptions<RunOptions> = {},
): Promise<readonly TenantResult<RunSummary>[]> {
  const target = options.target ?? "head";
  return forTenants(options, (project) => runRevisions(project, "upgrade", target, options));
}

/** `downgrade` for each tenant. */
export async function downgradeTenants(
  options: TenantsOptions<RunOptions & { readonly target: string }>,
): Promise<readonly TenantResult<RunSummary>[]> {
  return forTenants(options, (project) => runRevisions(project, "downgrade", options.target, options));
}

/** `current` for each tenant. */
export async function currentTenants(
  options: TenantsOptions = {},
): Promise<readonly TenantResult<CurrentResult>[]> {
  return forTenants(options, currentOf);
}

/** `check` for each tenant. */
export async function checkTenants(
  options: TenantsOptions<CompareCommandOptions> = {},
): Promise<readonly TenantResult<CheckResult>[]> {
  const { checkProject } = await import("./check.js");
  return forTenants(options, (project) => checkProject(project, options));
}

/** `stamp` for each tenant. */
export async function stampTenants(
  options: TenantsOptions<StampOptions>,
): Promise<readonly TenantResult<StampResult>[]> {
  return forTenants(options, (project) => stampProject(project, options));
}

/** `ensureVersion` for each tenant. */
export async function ensureVersionTenants(
  options: TenantsOptions = {},
): Promise<readonly TenantResult<EnsureVersionResult>[]> {
  return forTenants(options, ensureVersionOf);
}

/** Whether the configuration of a project has tenants. Looks at the configuration alone. */
export async function hasTenants(options: ProjectOptions): Promise<boolean> {
  return (await configOf(options)).config.tenants !== undefined;
}

/**
 * Does something for each tenant, several at a time, in the order of the configuration; never throws for what fails for
 * one. Throws NoTenantsError, UnknownTenantError, and what the configuration's tenants throw.
 */
async function forTenants<Result>(
  { tenants: names, ...options }: TenantsOptions,
  work: (project: Project) => Promise<Result>,
): Promise<readonly TenantResult<Result>[]> {
  const project = await openProject(options);
  if (project.client) throw new OptionConflictError("connection", "tenants", "each has one of its own");
  const all = await project.tenants();
  if (!all) throw new NoTenantsError();
  const chosen = names ? [...new Set(names)].map((name) => tenantNamed(all, name)) : all;
  const results: TenantResult<Result>[] = [];
  const waiting = [...chosen.entries()];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [place, tenant] = next;
      results[place] = await attempt(project, tenant, work);
    }
  };
  const workers = Math.min(project.config.tenantsAtOnce ?? 4, chosen.length);
  await Promise.all(Array.from({ length: workers }, worker));
  return results;
}

async function attempt<Result>(
  project: Project,
  tenant: Tenant,
  work: (project: Project) => Promise<Result>,
): Promise<TenantResult<Result>> {
  try {
    return { tenant: tenant.name, result: await work(project.at(tenant)) };
  } catch (error) {
    return { tenant: tenant.name, error };
  }
}
