import { AutogenError } from "@typeorm-autogen/errors";
import { buildMigrations } from "./build-metadata.js";
import type { ProjectMigration } from "./read-migrations.js";
import type { QueryRunnerShape } from "./typeorm-shape.js";

/** A statement that a migration class runs, with the values that it binds. */
export interface RecordedQuery {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** A migration class asks the database, so that what it runs depends on the answer. */
export class MigrationAsksError extends AutogenError {
  constructor(migration: string, question: string) {
    super(
      "migration-asks",
      `the migration ${migration} asks the database (${question}), so what it does shows only when it runs; run it by TypeORM on a database of its own`,
      { migration, question },
    );
  }
}

const asks = /^\s*(?:select|show|pragma\s+\w+\s*(?:\(|;|$)|explain|describe|values|with)\b/i;

// What classes that Autogen wrote ask of the session, and do the same whatever it answers.
const ownAnswers: ReadonlyMap<string, unknown[]> = new Map([
  ["PRAGMA foreign_keys", [{ foreign_keys: 0 }]],
  ["PRAGMA foreign_key_check", []],
  ["SELECT current_setting('search_path') AS before", [{ before: "" }]],
  ["SELECT set_config('search_path', $1, false)", []],
  ["SELECT @@SESSION.sql_mode AS `before`", [{ before: "" }]],
]);

/**
 * What a migration class runs, in order, without a database: TypeORM's own query runner writes the SQL of its methods into
 * memory, between the texts that the class hands to `query`. Throws MigrationAsksError.
 */
export async function recordMigration(
  dataSource: unknown,
  { name, instance }: ProjectMigration,
  direction: "up" | "down",
): Promise<readonly RecordedQuery[]> {
  const runner = (await buildMigrations(dataSource)).createQueryRunner();
  runner.enableSqlMemory();
  const { upQueries } = runner.getMemorySql();
  const record = async (query: string, parameters: readonly unknown[] = []): Promise<unknown[]> => {
    const ownAnswer = ownAnswers.get(query);
    if (ownAnswer) return ownAnswer;
    if (asks.test(query))
      throw new MigrationAsksError(name, query.replaceAll(/\s+/g, " ").trim().slice(0, 100));
    upQueries.push({ query, parameters });
    return [];
  };
  await instance[direction](Object.assign(runner, recordingCalls(record)));
  return upQueries.map(({ query, parameters = [] }) => ({ sql: query, parameters }));
}

// Transactions are the runner's business: a script of statements has them around each revision.
function recordingCalls(
  query: (sql: string, parameters?: readonly unknown[]) => Promise<unknown[]>,
): Partial<QueryRunnerShape> {
  const nothing = async (): Promise<void> => {};
  return {
    query,
    startTransaction: nothing,
    commitTransaction: nothing,
    rollbackTransaction: nothing,
  } as Partial<QueryRunnerShape>;
}
