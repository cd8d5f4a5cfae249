import { Client } from "pg";
import { expect, test } from "vitest";
import { findDifference } from "@typeorm-autogen/autogenerate";
import { defaultCompareOptions } from "@typeorm-autogen/compare";
import { postgres } from "@typeorm-autogen/dialect-postgres";
import { declareSchema } from "@typeorm-autogen/entities";
import { evolve } from "@typeorm-autogen/ops";
import { storiesOf, storyDataSource, type Story } from "../entities/stories.js";
import { dumpPostgres } from "../live/dump-postgres.js";
import { freshDatabase } from "../live/fresh-database.js";
import { postgresTargets, type Target } from "../live/targets.js";

// The server's own dump is the judge: what Autogen builds from entities in an empty database is what TypeORM builds.
for (const target of postgresTargets.slice(0, 1)) {
  const stories = await storiesOf("postgres", "1");
  test.each(stories)(`$name: Autogen builds what TypeORM builds on ${target.name}`, async (story) => {
    expect(await dumpOf(target, story, buildByAutogen)).toBe(await dumpOf(target, story, buildByTypeorm));
  });
}

type Build = (story: Story, options: { readonly type: string }) => Promise<void>;

async function dumpOf(target: Target, story: Story, build: Build): Promise<string> {
  const fresh = await freshDatabase(target);
  const client = new Client({ connectionString: fresh.url });
  await client.connect();
  for (const statement of story.prepare ?? []) await client.query(statement);
  await build(story, fresh.options);
  await client.query("DROP TABLE IF EXISTS typeorm_metadata");
  await client.end();
  const dump = await dumpPostgres(fresh.url);
  await fresh.drop();
  return respell(dump);
}

async function buildByTypeorm(story: Story, options: { readonly type: string }): Promise<void> {
  const dataSource = await storyDataSource(story, "1", options);
  await dataSource.initialize();
  await dataSource.synchronize().finally(() => dataSource.destroy());
}

async function buildByAutogen(story: Story, options: { readonly type: string }): Promise<void> {
  const dataSource = await storyDataSource(story, "1", options);
  const given = dataSource.options as unknown as Readonly<Record<string, unknown>>;
  const place = { options: given, projectDir: import.meta.dirname, readOnly: false };
  const connection = await postgres.connect(place);
  const facts = await postgres.facts(connection, place);
  const declaration = await declareSchema(dataSource, postgres, facts);
  const { operations, live } = await findDifference({
    dialect: postgres,
    connection,
    facts,
    declared: declaration.schema,
    ownTables: declaration.ownTables,
    metadataTable: declaration.metadataTable,
    includes: () => true,
    options: { ...defaultCompareOptions, keeps: { tables: declaration.unmanagedTables, indexes: [] } },
  });
  let state = live;
  for (const operation of operations) {
    const context = { facts, state, metadataTable: declaration.metadataTable };
    for (const { sql } of postgres.compile(operation, context)) await connection.execute(sql);
    state = evolve(state, [operation]);
  }
  await connection.close();
}

// Two spellings of one thing: a precision that is the default one, and a numeric default in quotes. And pgcrypto, which
// TypeORM installs for a function that the server has had since 13.
function respell(dump: string): string {
  return dump
    .replaceAll(/ time\(6\) /g, " time ")
    .replaceAll(/DEFAULT '(-?[\d.]+)'::numeric/g, "DEFAULT $1")
    .split("\n")
    .filter((line) => !line.includes("EXTENSION") || !line.includes("pgcrypto"))
    .join("\n");
}
