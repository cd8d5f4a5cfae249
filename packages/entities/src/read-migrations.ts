import { buildMigrations } from "./build-metadata.js";
import type { MigrationShape } from "./typeorm-shape.js";

/** A migration class of a project, as TypeORM knows it. */
export interface ProjectMigration {
  /** What stands in TypeORM's table of migrations. */
  readonly name: string;
  /** Milliseconds, the 13 digits at the end of the name: the order in which they run. */
  readonly timestamp: number;
  readonly instance: MigrationShape;
}

/** The migration classes of a DataSource, in the order in which TypeORM runs them. Imports their files, runs nothing. */
export async function readMigrations(dataSource: unknown): Promise<readonly ProjectMigration[]> {
  const copy = await buildMigrations(dataSource);
  const migrations = (copy.migrations ?? []).map((instance) => {
    const name = instance.name ?? instance.constructor.name;
    return { name, timestamp: Number(name.slice(-13)), instance };
  });
  return migrations.sort((a, b) => a.timestamp - b.timestamp);
}
