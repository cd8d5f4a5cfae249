import type { Row } from "@typeorm-autogen/dialect";
import type { RunContext } from "./config-source.js";

/** One of many databases, or schemas, that stand for the same revisions. */
export interface Tenant {
  readonly name: string;
  /** PostgreSQL: the schema that holds what revisions and entities leave unqualified. */
  readonly schema?: string;
  /** Another database of the same server; on SQLite another file. */
  readonly database?: string;
  /** Another server. */
  readonly url?: string;
}

/** What a function that lists tenants may depend on. */
export interface TenantContext extends RunContext {
  /** Asks the project's own database: the DataSource's, or the one of `url`. It is read only. */
  query(sql: string, parameters?: readonly unknown[]): Promise<readonly Row[]>;
}

/** Tenants, or a function that lists them. */
export type TenantsInput =
  readonly Tenant[] | ((context: TenantContext) => readonly Tenant[] | Promise<readonly Tenant[]>);

/** For whom revisions run. */
export interface TenantsConfig {
  /** Each has tables of its own in which Autogen keeps where it stands. */
  readonly tenants?: TenantsInput;
  /** How many tenants are worked on at a time. */
  readonly tenantsAtOnce?: number;
}
