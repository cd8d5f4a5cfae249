import { postgres } from "@typeorm-autogen/dialect-postgres";
import { sqlite } from "@typeorm-autogen/dialect-sqlite";
import { declareSchema, type Declaration } from "@typeorm-autogen/entities";
import type { Dialect } from "@typeorm-autogen/dialect";
import { storyDataSource, type Entities, type Line, type Story } from "./stories.js";

interface OfflineOptions {
  readonly type: string;
  readonly url?: string;
  readonly database?: string;
}

/** Options of a DataSource that has nowhere to connect to. */
export function optionsOf(dialect: "postgres" | "sqlite", line: Line = "1"): OfflineOptions {
  if (dialect === "postgres") return { type: "postgres", url: "postgres://nobody@nowhere.invalid/nothing" };
  const type = line === "0.3" ? "sqlite" : "better-sqlite3";
  return { type, database: "/nowhere/at/all.db" };
}

/** What entities declare on a database that is never reached. */
export async function declareOffline(
  dialect: "postgres" | "sqlite",
  entities: Entities,
  options: object = {},
  line: Line = "1",
  version = dialect === "postgres" ? "15.1" : "3.50.0",
): Promise<Declaration> {
  const story: Story = { name: "", dialects: [dialect], options: () => options, entities };
  const dataSource = await storyDataSource(story, line, optionsOf(dialect, line));
  const chosen: Dialect = dialect === "postgres" ? postgres : sqlite;
  const { schema } = options as { readonly schema?: string };
  const facts = { ...chosen.defaultFacts, version, ...(schema !== undefined && { defaultSchema: schema }) };
  return declareSchema(dataSource, chosen, facts);
}
