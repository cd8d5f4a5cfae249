import { findDifference, type Difference } from "@typeorm-autogen/autogenerate";
import { defaultCompareOptions } from "@typeorm-autogen/compare";
import { mysql } from "@typeorm-autogen/dialect-mysql";
import { declareSchema, type Declaration } from "@typeorm-autogen/entities";
import { diff } from "typeorm-autogen";
import { describe, expect, test, vi } from "vitest";
import {
  lines,
  loadFixture,
  storiesOf,
  storyDataSource,
  type Entities,
  type Line,
  type Story,
} from "../entities/stories.js";
import { freshDatabase } from "../live/fresh-database.js";
import { queryDatabase } from "../live/query-database.js";
import { mysqlTargets } from "../live/targets.js";

interface Compared {
  readonly declaration: Declaration;
  readonly difference: Difference;
}

/** Declares a story's entities for the server behind a URL and compares; `options` are the DataSource's. */
async function compareStory(
  url: string,
  options: { readonly type: string },
  story: Story,
  line: Line,
): Promise<Compared> {
  const place = { url, projectDir: import.meta.dirname, readOnly: true };
  const connection = await mysql.connect(place);
  const facts = await mysql.facts(connection, place);
  const declaration = await declareSchema(await storyDataSource(story, line, options), mysql, facts);
  const difference = await findDifference({
    dialect: mysql,
    connection,
    facts,
    declared: declaration.schema,
    ownTables: declaration.ownTables,
    metadataTable: declaration.metadataTable,
    includes: () => true,
    options: defaultCompareOptions,
  });
  await connection.close();
  return { declaration, difference };
}

const storyOf = (entities: Entities): Story => ({ name: "", dialects: ["mysql"], entities });

async function synchronise(url: string, type: string, story: Story, line: Line): Promise<void> {
  const dataSource = await storyDataSource(story, line, { type, url } as never);
  await dataSource.initialize();
  await dataSource.synchronize().finally(() => dataSource.destroy());
}

// typeorm/typeorm#8167, #6030: what a DataSource calls its server, and what the server is, are two things. TypeORM writes
// NOT NULL after a generated column where it takes MariaDB for MySQL, which MariaDB refuses.
const told = new Set([
  "types-mysql",
  "enums-mysql",
  "defaults-mysql",
  "keys",
  "relations",
  "special-columns",
  "trees",
]);

describe.each(mysqlTargets)("TypeORM on $name under the other name", (target) => {
  const type = target.server === "mariadb" ? "mysql" : "mariadb";
  test.each(lines)(`type: "${type}" of %s compares as empty after it synchronised`, async (line) => {
    const warnings = vi.spyOn(console, "warn");
    const stories = (await storiesOf("mysql", line)).filter(({ name }) => told.has(name));
    expect(stories).toHaveLength(told.size);
    for (const story of stories) {
      const fresh = await freshDatabase(target);
      await synchronise(fresh.url, type, story, line);
      const { difference } = await compareStory(fresh.url, { type }, story, line);
      expect([story.name, difference.operations, difference.unjudged]).toEqual([story.name, [], []]);
      await fresh.drop();
    }
    expect(warnings).not.toHaveBeenCalled();
  });
});

const { checked, elsewhere } = await loadFixture<{
  readonly checked: Entities;
  elsewhere(database: string): Entities;
}>("mysql-tables/mysql-tables.entity.ts");

describe.each(mysqlTargets)("entities on $name", (target) => {
  const server = { type: String(target.server) };

  test("may live in another database, which is made where it is missing", async () => {
    const [here, there] = [await freshDatabase(target), await freshDatabase(target)];
    const missing = `${there.database}_missing`;
    const story = storyOf(elsewhere(there.database));
    await synchronise(here.url, server.type, story, "1");
    const { difference } = await compareStory(here.url, server, story, "1");
    expect(difference.operations).toEqual([]);
    const wanting = await compareStory(here.url, server, storyOf(elsewhere(missing)), "1");
    expect(wanting.declaration.schema.schemas).toEqual([missing]);
    expect(wanting.difference.operations).toContainEqual({ kind: "createSchema", name: missing });
    // The DataSource's own database is no other one, whatever a URL in its place says.
    const named = { ...server, database: "unused" };
    const ownName = await compareStory(here.url, named, storyOf(elsewhere("unused")), "1");
    expect(ownName.declaration.schema.schemas).toEqual([]);
    await here.drop();
    await there.drop();
  });

  // TypeORM leaves checks out here: "age" would be text to MySQL, and no row would ever pass.
  test("have their checks honoured, names in double quotes read as names", async () => {
    const fresh = await freshDatabase(target);
    const story = storyOf(checked);
    await synchronise(fresh.url, server.type, story, "1");
    const { difference } = await compareStory(fresh.url, server, story, "1");
    const expression = "`age` >= 18 AND `kind` <> 'age' AND `kind` <> \"none\"";
    expect(difference.operations).toMatchObject([
      { kind: "alterTable", changes: [{ kind: "createCheck", check: { name: "adult", expression } }] },
    ]);
    const dataSource = await storyDataSource(story, "1", { ...server, url: fresh.url } as never);
    const ignored = await diff({
      dataSource: () => dataSource as never,
      config: { mysqlChecks: "ignore" },
      cwd: import.meta.dirname,
    });
    expect(ignored.operations).toEqual([]);
    await queryDatabase(fresh, `ALTER TABLE person ADD CONSTRAINT adult CHECK (${expression})`);
    expect((await compareStory(fresh.url, server, story, "1")).difference.operations).toEqual([]);
    await queryDatabase(fresh, "INSERT INTO person (age, kind) VALUES (20, 'x')");
    await expect(queryDatabase(fresh, "INSERT INTO person (age, kind) VALUES (2, 'x')")).rejects.toThrow(
      /adult/,
    );
    await fresh.drop();
  });
});
