import type { Connection, Dialect, ServerFacts } from "@typeorm-autogen/dialect";
import { declareSchema, type Declaration } from "@typeorm-autogen/entities";
import { freshDatabase } from "../live/fresh-database.js";
import { queryDatabase } from "../live/query-database.js";
import { dialectOf } from "../live/target-dialect.js";
import type { Target } from "../live/targets.js";
import { storyDataSource, type Line, type Story } from "./stories.js";

/** A database that TypeORM has just synchronised with a story's entities, and what Autogen says they declare. */
export interface SynchronisedStory {
  readonly dialect: Dialect;
  readonly connection: Connection;
  readonly facts: ServerFacts;
  readonly declaration: Declaration;
  close(): Promise<void>;
}

/** Lets TypeORM build a story's tables in a fresh database; the declaration comes from a DataSource never connected. */
export async function synchroniseStory(target: Target, line: Line, story: Story): Promise<SynchronisedStory> {
  const dialect = dialectOf(target);
  const fresh = await freshDatabase(target);
  if (story.prepare) await queryDatabase(fresh, story.prepare.join(";"));
  const dataSource = await storyDataSource(story, line, fresh.options);
  await dataSource.initialize();
  await dataSource.synchronize().finally(() => dataSource.destroy());
  const untouched = await storyDataSource(story, line, fresh.options);
  const options = untouched.options as unknown as Readonly<Record<string, unknown>>;
  const place = { options, projectDir: import.meta.dirname, readOnly: true };
  const connection = await dialect.connect(place);
  const facts = await dialect.facts(connection, place);
  const declaration = await declareSchema(untouched, dialect, facts);
  const close = async (): Promise<void> => {
    await connection.close();
    await fresh.drop();
  };
  return { dialect, connection, facts, declaration, close };
}

/** The lines whose drivers open a target: 1.x has left sqlite3 to 0.3. */
export function linesOf(target: Target): readonly Line[] {
  if (target.driver === "sqlite3") return ["0.3"];
  return target.driver === "better-sqlite3" ? ["1"] : ["0.3", "1"];
}
