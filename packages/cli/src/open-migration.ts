import type { ConnectionTarget, Dialect } from "@typeorm-autogen/dialect";
import type { DataSourceLike } from "@typeorm-autogen/load";
import { qualify, type QualifiedName } from "@typeorm-autogen/model";
import {
  MigrationContext,
  type AppliedStep as RuntimeStep,
  type OnEvent,
  type Timeouts,
} from "@typeorm-autogen/runtime";
import type { AppliedStep, OnApply, TimeoutConfig } from "./config-run.js";
import { importScript } from "./import-script.js";
import { ownTablesOf } from "./own-tables.js";
import type { Project } from "./project.js";
import { requireTenant } from "./read-tenants.js";

/** A project's database, connected. */
export interface OpenMigration {
  readonly context: MigrationContext;
  readonly dialect: Dialect;
  readonly target: ConnectionTarget;
}

/** How to connect. */
export interface OpenOptions {
  readonly readOnly: boolean;
  /** The project's data source where it is loaded already. */
  readonly dataSource?: DataSourceLike;
  readonly onEvent?: OnEvent;
  /** Called after the configuration's own. */
  readonly onApply?: OnApply | undefined;
}

/** Connects to the project's database, for looking or for running. The caller closes the context. Throws TenantNotNamedError. */
export async function openMigration(project: Project, options: OpenOptions): Promise<OpenMigration> {
  await requireTenant(project);
  const { dialect, target } = await project.target(options.readOnly, options.dataSource);
  const client = await project.client?.();
  if (client === undefined) project.progress(`connecting to ${dialect.describeTarget(target)}`);
  const { transaction, onApply } = project.config;
  const callbacks = [onApply, options.onApply].filter((call) => call !== undefined);
  const context = await MigrationContext.open({
    dialect,
    target,
    client,
    tables: ownTablesOf(project.config),
    metadataTable: metadataTableOf(target),
    loadScript: (file) => importScript(project, file),
    timeouts: timeoutsOf(project),
    ...(transaction !== undefined && { transaction }),
    x: project.x,
    ...(options.onEvent && { onEvent: options.onEvent }),
    ...(callbacks.length > 0 && {
      onApplied: async (step) => {
        for (const call of callbacks) await call(tellStep(step, project));
      },
    }),
  });
  return { context, dialect, target };
}

/** Connects as openMigration does, and closes after `work`. */
export async function withMigration<T>(
  project: Project,
  options: OpenOptions,
  work: (open: OpenMigration) => Promise<T>,
): Promise<T> {
  const open = await openMigration(project, options);
  try {
    return await work(open);
  } finally {
    await open.context.close();
  }
}

function tellStep(step: RuntimeStep, { tenant, environment, x }: Project): AppliedStep {
  const { direction, revision, before, after, connection } = step;
  return {
    direction,
    revision: revision && { id: revision.id, message: revision.message, file: revision.path },
    before,
    after,
    tenant: tenant?.name ?? null,
    environment: environment?.name ?? null,
    x,
    query: (sql, parameters) => connection.query(sql, parameters),
  };
}

function timeoutsOf({ config, environment }: Project): Partial<Timeouts> {
  const pick = (key: keyof TimeoutConfig) => environment?.[key] ?? config[key];
  const found = {
    runner: pick("runnerTimeout"),
    lock: pick("lockTimeout"),
    statement: pick("statementTimeout"),
    retries: pick("lockRetries"),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

/** TypeORM's metadata table as the options of a target name it. */
export function metadataTableOf({ options }: ConnectionTarget): QualifiedName {
  const name = options?.["metadataTableName"];
  return qualify(typeof name === "string" ? name : "typeorm_metadata");
}
