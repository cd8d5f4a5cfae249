import type { Connection, ConnectionTarget, Dialect, ServerFacts } from "@typeorm-autogen/dialect";
import type { DataSourceLike } from "@typeorm-autogen/load";
import type { Schema } from "@typeorm-autogen/model";
import { openScratch, type MigrationContext } from "@typeorm-autogen/runtime";
import { openMigration } from "./open-migration.js";
import type { Project } from "./project.js";
import { replayOrRefuse } from "./replay-revisions.js";
import { ScratchBench } from "./scratch-bench.js";
import { openScratchServer } from "./scratch-server.js";
import { tableFilter } from "./table-filter.js";
import { UnsupportedOptionError } from "./usage-errors.js";

/** What entities are compared with: the connected database, or what the scripts build, in memory or for a while. */
export type Against = "database" | "revisions" | "scratch";

/** What is compared with the entities. */
export interface ComparedSide {
  readonly dialect: Dialect;
  readonly target: ConnectionTarget;
  readonly facts: ServerFacts;
  /** Who can be asked what texts mean; null where nothing is connected. */
  readonly connection: Connection | null;
  /** The connected database, where it is what is compared. */
  readonly context: MigrationContext | null;
  /** What the scripts build, where that was worked out in memory. */
  readonly replayed?: Schema;
  close(): Promise<void>;
}

/** Opens what the entities are compared with. Throws what connecting, replaying and making a scratch database throw. */
export async function openComparedSide(
  project: Project,
  dataSource: DataSourceLike,
  against: Against,
): Promise<ComparedSide> {
  if (against !== "database" && project.config.runner === "typeorm")
    throw new UnsupportedOptionError('the runner "typeorm"', `--against ${against}`);
  switch (against) {
    case "database":
      return connect(project, dataSource);
    case "revisions":
      return replay(project, dataSource);
    case "scratch":
      return replayForReal(project, dataSource);
  }
}

async function connect(project: Project, dataSource: DataSourceLike): Promise<ComparedSide> {
  const { context, dialect, target } = await openMigration(project, { readOnly: true, dataSource });
  const { facts, connection } = context;
  return { dialect, target, facts, connection, context, close: () => context.close() };
}

async function replay(project: Project, dataSource: DataSourceLike): Promise<ComparedSide> {
  const { dialect, target } = await project.target(true, dataSource);
  project.progress("replaying the revisions");
  const facts = assumedFacts(dialect, dataSource);
  const { revisions } = await project.graph();
  const includes = tableFilter(project.config);
  const schema = await replayOrRefuse(revisions, project, dialect);
  const replayed = dialect.normalise(
    { ...schema, tables: schema.tables.filter(includes), views: schema.views.filter(includes) },
    facts,
  );
  const side = { dialect, target, facts, context: null, replayed };
  const scratch = await openJudge(dialect, target);
  if (!scratch) return { ...side, connection: null, close: async () => {} };
  return { ...side, connection: scratch.connection, close: () => scratch.close() };
}

// Where the database is a library, it can be asked without one.
async function openJudge(dialect: Dialect, target: ConnectionTarget) {
  const { server, local } = dialect.scratch;
  const found = server ? undefined : await local?.(target);
  return found && openScratch(dialect, found);
}

function assumedFacts({ defaultFacts, drivers }: Dialect, { options }: DataSourceLike): ServerFacts {
  const { schema, type } = options;
  return {
    ...defaultFacts,
    ...(typeof schema === "string" && { defaultSchema: schema }),
    ...(defaultFacts.flavor !== undefined && drivers.includes(type) && { flavor: type }),
  };
}

async function replayForReal(project: Project, dataSource: DataSourceLike): Promise<ComparedSide> {
  const { dialect } = await project.target(true, dataSource);
  project.progress("replaying the revisions");
  const server = await openScratchServer(project, dialect, dataSource);
  const bench = await ScratchBench.on(project, server).catch(async (error: unknown) => {
    await server.close();
    throw error;
  });
  const close = async () => {
    await bench.close();
    await server.close();
  };
  try {
    const { connection, facts, target } = await bench.atHeads();
    return { dialect, target, facts, connection, context: null, close };
  } catch (error) {
    await close();
    throw error;
  }
}
