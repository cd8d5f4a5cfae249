import { expect, test } from "vitest";
import { findDifference } from "@typeorm-autogen/autogenerate";
import { defaultCompareOptions } from "@typeorm-autogen/compare";
import { declareSchema } from "@typeorm-autogen/entities";
import { evolve } from "@typeorm-autogen/ops";
import { storiesOf, storyDataSource, type Story } from "../entities/stories.js";
import { withoutSilentChecks } from "../entities/without-silent-checks.js";
import { dumpDatabase } from "../live/dump-database.js";
import { freshDatabase, type FreshDatabase } from "../live/fresh-database.js";
import { queryDatabase } from "../live/query-database.js";
import { dialectOf } from "../live/target-dialect.js";
import { mysqlTargets, postgresTargets, type Target } from "../live/targets.js";

// The server's own dump is the judge: what Autogen builds from entities in an empty database is what TypeORM builds.
for (const target of [...postgresTargets.slice(0, 1), ...mysqlTargets]) {
  const stories = await storiesOf(target.dialect, "1", target.name);
  test.each(stories)(`$name: Autogen builds what TypeORM builds on ${target.name}`, async (story) => {
    expect(await dumpOf(target, story, buildByAutogen)).toBe(await dumpOf(target, story, buildByTypeorm));
  });
}

type Build = (target: Target, story: Story, options: FreshDatabase["options"]) => Promise<void>;

async function dumpOf(target: Target, story: Story, build: Build): Promise<string> {
  const fresh = await freshDatabase(target);
  if (story.prepare) await queryDatabase(fresh, story.prepare.join(";"));
  await build(target, story, fresh.options);
  await queryDatabase(fresh, "DROP TABLE IF EXISTS typeorm_metadata");
  const dump = await dumpDatabase(fresh);
  await fresh.drop();
  return respell(dump.replaceAll(fresh.database, "the_database"));
}

async function buildByTypeorm(
  _target: Target,
  story: Story,
  options: FreshDatabase["options"],
): Promise<void> {
  const dataSource = await storyDataSource(story, "1", options);
  await dataSource.initialize();
  await dataSource.synchronize().finally(() => dataSource.destroy());
}

async function buildByAutogen(
  target: Target,
  story: Story,
  options: FreshDatabase["options"],
): Promise<void> {
  const dialect = dialectOf(target);
  const dataSource = await storyDataSource(story, "1", options);
  const given = dataSource.options as unknown as Readonly<Record<string, unknown>>;
  const place = { options: given, projectDir: import.meta.dirname, readOnly: false };
  const connection = await dialect.connect(place);
  const facts = await dialect.facts(connection, place);
  const declaration = await declareSchema(dataSource, dialect, facts);
  const { operations, live } = await findDifference({
    dialect,
    connection,
    facts,
    declared: withoutSilentChecks(declaration.schema, dialect),
    ownTables: declaration.ownTables,
    metadataTable: declaration.metadataTable,
    includes: () => true,
    options: { ...defaultCompareOptions, keeps: { tables: declaration.unmanagedTables, indexes: [] } },
  });
  let state = live;
  for (const operation of operations) {
    const context = { facts, state, metadataTable: declaration.metadataTable };
    for (const { sql } of dialect.compile(operation, context)) await connection.execute(sql);
    state = evolve(state, [operation]);
  }
  await connection.close();
}

// Two spellings of one thing: a precision that is the default one, a numeric default in quotes, and on InnoDB two words for
// an action that is none: https://dev.mysql.com/doc/refman/9.7/en/create-table-foreign-keys.html. And pgcrypto, which TypeORM
// installs for a function that the server has had since 13.
function respell(dump: string): string {
  return dump
    .replaceAll(/ time\(6\) /g, " time ")
    .replaceAll(/(?<=FOREIGN KEY .*`\)).*/g, (actions) =>
      actions.replaceAll(/ ON (?:DELETE|UPDATE) (?:NO ACTION|RESTRICT)/g, ""),
    )
    .replaceAll(/DEFAULT '(-?[\d.]+)'::numeric/g, "DEFAULT $1")
    .split("\n")
    .filter((line) => !line.includes("EXTENSION") || !line.includes("pgcrypto"))
    .join("\n");
}
