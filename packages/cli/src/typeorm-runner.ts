import { nameSql, type Connection, type Dialect } from "@typeorm-autogen/dialect";
import { readMigrations, type ProjectMigration } from "@typeorm-autogen/entities";
import { AutogenError } from "@typeorm-autogen/errors";
import { explainLoadFailure } from "@typeorm-autogen/load";
import type { QualifiedName } from "@typeorm-autogen/model";
import type { ComparisonSession } from "./compare-project.js";
import type { Project } from "./project.js";

/** Migrations that TypeORM has not run on the database that is compared. */
export class PendingMigrationsError extends AutogenError {
  constructor(pending: readonly string[]) {
    super(
      "pending-migrations",
      `TypeORM has not run ${pending.join(", ")} on this database yet; run typeorm migration:run first`,
      { pending },
    );
  }
}

/** The migrations of a project and those of them that TypeORM has not run yet. */
export interface TypeormMigrations {
  readonly all: readonly ProjectMigration[];
  /** Their names, in the order in which they will run. */
  readonly pending: readonly string[];
}

/** Imports the project's migration classes and compares them with TypeORM's table. Writes nothing. */
export async function readTypeormMigrations(session: ComparisonSession): Promise<TypeormMigrations> {
  const { project, dialect, context, declaration } = session;
  const all = await importMigrations(project);
  const [table] = declaration.ownTables;
  const ran = table && context ? await migrationsRun(context.connection, dialect, table) : new Set();
  return { all, pending: all.map(({ name }) => name).filter((name) => !ran.has(name)) };
}

/** The project's migration classes, imported; none of them is run. Throws why one cannot be loaded. */
export async function importMigrations(project: Project): Promise<readonly ProjectMigration[]> {
  return readMigrations(await project.dataSource()).catch((error: unknown) => {
    throw explainLoadFailure(error, "a migration of the data source");
  });
}

async function migrationsRun(
  connection: Connection,
  dialect: Dialect,
  table: QualifiedName,
): Promise<ReadonlySet<unknown>> {
  if (!(await dialect.hasTable(connection, table))) return new Set();
  const name = dialect.identifier("name");
  const rows = await connection.query(`SELECT ${name} FROM ${nameSql(dialect, table)}`);
  return new Set(rows.map((row) => row["name"]));
}
