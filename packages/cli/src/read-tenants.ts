import type { ConnectionTarget, Dialect } from "@typeorm-autogen/dialect";
import { explainLoadFailure } from "@typeorm-autogen/load";
import type { Tenant, TenantContext, TenantsInput } from "./config-tenants.js";
import type { Project } from "./project.js";
import { TenantNotNamedError, TenantsError, UnknownTenantError } from "./tenant-errors.js";

const keys: readonly string[] = ["name", "schema", "database", "url"];
const example = 'give each { name: "…" } and what differs: schema, database or url';

/** The tenants of a configuration, checked. Throws TenantsError, and what explains a function that throws. */
export async function readTenants(input: TenantsInput, context: TenantContext): Promise<readonly Tenant[]> {
  const given: unknown = typeof input === "function" ? await call(input, context) : input;
  if (!Array.isArray(given)) throw new TenantsError("they are no list", example);
  const tenants = given.map((tenant, i) => checkTenant(tenant, i + 1));
  refuseTwins(
    tenants.map(({ name }) => name),
    "have the same name",
  );
  const places = tenants.map(({ name: _, ...place }) =>
    JSON.stringify(keys.map((key) => place[key as "url"])),
  );
  refuseTwins(places, "are the same place", tenants);
  return tenants;
}

/** Throws TenantNotNamedError unless it is settled whose database is meant. */
export async function requireTenant(project: Project): Promise<void> {
  const tenants = project.tenant ? null : await project.tenants();
  if (tenants) throw new TenantNotNamedError(tenants.map(({ name }) => name));
}

/** The tenant of this name. Throws UnknownTenantError. */
export function tenantNamed(tenants: readonly Tenant[], name: string): Tenant {
  const found = tenants.find((tenant) => tenant.name === name);
  if (found) return found;
  throw new UnknownTenantError(
    name,
    tenants.map((tenant) => tenant.name),
  );
}

/** The schema or database of a tenant, on its server. Throws TenantsError for a schema where databases have none. */
export function tenantTarget(target: ConnectionTarget, tenant: Tenant, dialect: Dialect): ConnectionTarget {
  const { name, schema, database } = tenant;
  if (schema !== undefined && dialect.entities.initialSchema === null) {
    const { label } = dialect;
    throw new TenantsError(
      `${name} has a schema, and ${label} has none within a database`,
      "give it a database",
    );
  }
  const placed = database === undefined ? target : dialect.inDatabase(target, database);
  return schema === undefined ? placed : { ...placed, options: { ...placed.options, schema } };
}

async function call(list: Extract<TenantsInput, (...given: never) => unknown>, context: TenantContext) {
  try {
    return await list(context);
  } catch (error) {
    throw explainLoadFailure(error, "the configuration's tenants function");
  }
}

function checkTenant(value: unknown, place: number): Tenant {
  const which = `number ${place}`;
  if (typeof value !== "object" || value === null) throw new TenantsError(`${which} is no object`, example);
  const { name } = value as { readonly name?: unknown };
  if (typeof name !== "string" || name === "") throw new TenantsError(`${which} has no name`, example);
  for (const [key, given] of Object.entries(value)) {
    if (!keys.includes(key)) throw new TenantsError(`${name} has an unknown key ${key}`, example);
    if (given !== undefined && (typeof given !== "string" || given === ""))
      throw new TenantsError(`${key} of ${name} is no text`, example);
  }
  if (Object.keys(value).length < 2) throw new TenantsError(`nothing differs in ${name}`, example);
  return value as Tenant;
}

function refuseTwins(marks: readonly string[], problem: string, tenants?: readonly Tenant[]): void {
  const at = marks.findIndex((mark, i) => marks.indexOf(mark) < i);
  if (at === -1) return;
  const first = marks.indexOf(marks[at] as string);
  const names = tenants ? `${tenants[first]?.name} and ${tenants[at]?.name}` : `two called ${marks[at]}`;
  throw new TenantsError(`${names} ${problem}`, "leave one out");
}
