import { declareSchema } from "@typeorm-autogen/entities";
import { emptySchema, type Schema } from "@typeorm-autogen/model";
import { afterAll, beforeAll, describe, test } from "vitest";
import { storiesOf, storyDataSource, type Line, type Story } from "../entities/stories.js";
import { linesOf } from "../entities/synchronise-story.js";
import { targets, type Target } from "../live/targets.js";
import { holdLaws } from "./support/hold-laws.js";
import { LawDatabase } from "./support/law-database.js";

const runs = targets.flatMap((target) =>
  linesOf(target).map((line) => ({ target, line, name: target.name })),
);

for (const { target, line, name } of runs) {
  // What refers to a table that somebody else builds cannot be built in an empty database.
  const stories = (await storiesOf(target.dialect, line, name)).filter((story) => story.name !== "unmanaged");
  describe(`on ${name} with TypeORM ${line}`, () => {
    let database: LawDatabase;
    beforeAll(async () => {
      database = await LawDatabase.open(target);
    });
    afterAll(() => database.close());

    test.each(stories)(
      "$name is built, goes back to nothing, and is read as it was written",
      async (story) => {
        const declared = await declare(story, line, target, database);
        await holdLaws(database, { live: emptySchema, declared }, "never");
      },
    );
  });
}

function nowhere({ name, dialect, driver }: Target) {
  if (dialect === "mysql") return { type: name, url: "mysql://nobody@nowhere.invalid/nothing" };
  if (dialect === "postgres") return { type: "postgres", url: "postgres://nobody@nowhere.invalid/nothing" };
  return { type: driver === "sqlite3" ? "sqlite" : driver, database: ":memory:" };
}

// The schema that null stands for is public here, whatever a story calls it.
async function declare(story: Story, line: Line, target: Target, database: LawDatabase): Promise<Schema> {
  const dataSource = await storyDataSource(story, line, nowhere(target));
  const { schema } = await declareSchema(dataSource, database.dialect, database.facts);
  return schema;
}
