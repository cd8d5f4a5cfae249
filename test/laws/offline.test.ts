import { declareSchema } from "@typeorm-autogen/entities";
import { defaultCompareOptions, noAnswers, type Answers } from "@typeorm-autogen/compare";
import { emptySchema, qualify, table, type Schema } from "@typeorm-autogen/model";
import type { OfflineRun } from "@typeorm-autogen/runtime";
import { reverse } from "@typeorm-autogen/ops";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { storiesOf, storyDataSource } from "../entities/stories.js";
import { linesOf } from "../entities/synchronise-story.js";
import { targets, type Target } from "../live/targets.js";
import { answerDecisions } from "./support/answer-decisions.js";
import { arbitraryLivePair } from "./support/live-pair.js";
import { LawDatabase } from "./support/law-database.js";

describe.each(targets)("on $name", (target) => {
  let online: LawDatabase;
  let twin: LawDatabase;
  beforeAll(async () => {
    [online, twin] = await Promise.all([LawDatabase.open(target), LawDatabase.open(target)]);
  });
  afterAll(() => Promise.all([online.close(), twin.close()]));

  test("what is written without a connection is what a connection receives, and its client builds the same", async () => {
    await Promise.all([online.wipe(), twin.wipe()]);
    const received: string[] = [];
    const stories = await declaredStories(target, online);
    const schemas = [...stories.slice(0, -1), ...generatedSchemas(target), ...stories.slice(-1)];
    for (const schema of schemas) {
      await becomes(online, schema);
      received.push(...(await online.run("upgrade", "head")));
    }
    const middle = `+${stories.length - 1}`;
    const start = await online.write("upgrade", { from: [], to: middle });
    const rest = await online.write("upgrade", { from: start.heads, to: "head" });
    const written = statementsOf(start);
    expect(written).toEqual(received.slice(0, written.length));
    expect(spelledAlike(statementsOf(rest), target)).toEqual(
      spelledAlike(received.slice(written.length), target),
    );
    await twin.runClient(start.sql);
    await twin.runClient(rest.sql);
    expect(await twin.describe()).toEqual(await online.describe());

    const back = await online.write("downgrade", { from: ["head"], to: start.heads[0] ?? "" });
    const down = await online.write("downgrade", { from: start.heads, to: "base" });
    await twin.runClient(back.sql);
    const backOnline = await online.run("downgrade", start.heads[0] ?? "");
    expect(spelledAlike(statementsOf(back), target)).toEqual(spelledAlike(backOnline, target));
    expect(await twin.describe()).toEqual(await online.describe());
    await twin.runClient(down.sql);
    expect(statementsOf(down)).toEqual(await online.run("downgrade", "base"));
    expect(await twin.describe()).toEqual(await online.describe());
  }, 180_000);
});

/**
 * What has to be told again (a column of MySQL, an index of PostgreSQL around another type) has the text that the script
 * gave it, or as the server respells that.
 */
function spelledAlike(statements: readonly string[], { dialect }: Target): readonly string[] {
  if (dialect === "postgres")
    return statements.map((sql) => sql.replaceAll(/(?<=^CREATE INDEX .* WHERE .*)"([a-z_]+)"/g, "$1"));
  if (dialect !== "mysql") return statements;
  return statements.map((sql) =>
    sql.replaceAll(/ DEFAULT (?:'(?:[^']|'')*'|[^ ,]+)(?: ON UPDATE [^ ,]+)?/g, " DEFAULT …"),
  );
}

function statementsOf({ steps }: OfflineRun): readonly string[] {
  return steps.flatMap(({ statements }) => statements.map(({ sql }) => sql));
}

/** Schemas, each changed into another and taken away. A schema of a name stays, and nobody looks into it afterwards. */
function generatedSchemas(target: Target): readonly Schema[] {
  const pairs = fc.sample(arbitraryLivePair(target, { schemas: false }), { numRuns: 3, seed: 20_261_125 });
  // Where nothing is declared nothing is dropped, so one table stays when all others go.
  const id = { name: "id", type: { name: "int" }, nullable: false };
  const lonely = { ...emptySchema, tables: [table(qualify("lonely"), { columns: [id] })] };
  // Views that nobody declares any more stay: the stories have some.
  const bare = (schema: Schema): Schema => ({ ...schema, views: [] });
  return [lonely, ...pairs.flatMap(({ live, declared }) => [bare(live), bare(declared), lonely])];
}

async function declaredStories(target: Target, { dialect, facts }: LawDatabase): Promise<readonly Schema[]> {
  const [line = "1"] = linesOf(target);
  const stories = await storiesOf(target.dialect, line, target.name);
  // What refers to a table that somebody else builds, and what lies in schemas where no other story looks.
  const elsewhere = new Set(["unmanaged", "schemas", "default-schema"]);
  const all = stories.filter(({ name }) => !elsewhere.has(name));
  // Each statement of DDL there waits for the disk: half of the stories do.
  const told = target.dialect === "mysql" ? all.filter((_, i) => i % 2 === 1) : all;
  const [views, others] = [true, false].map((wanted) =>
    told.filter(({ name }) => name.endsWith("views") === wanted),
  );
  const schemas: Schema[] = [];
  // Views that no story declares any more are only reported.
  for (const story of [...(others ?? []), ...(views ?? []).slice(-1)]) {
    const dataSource = await storyDataSource(story, line, nowhere(target));
    schemas.push((await declareSchema(dataSource, dialect, facts)).schema);
  }
  return schemas;
}

function nowhere({ name, dialect, driver }: Target) {
  if (dialect === "mysql") return { type: name, url: "mysql://nobody@nowhere.invalid/nothing" };
  if (dialect === "postgres") return { type: "postgres", url: "postgres://nobody@nowhere.invalid/nothing" };
  return { type: driver === "sqlite3" ? "sqlite" : driver, database: ":memory:" };
}

/** Writes the script after which a database holds this schema. */
async function becomes(database: LawDatabase, declared: Schema): Promise<void> {
  let answers: Answers = { ...noAnswers, renamePolicy: "never" };
  for (;;) {
    const options = { ...defaultCompareOptions, undeclaredIndexes: "drop" as const, answers };
    const difference = await database.difference(declared, options);
    if (difference.decisions.length === 0)
      return database.writeScript(difference.operations, reverse(difference.operations));
    answers = answerDecisions(difference.decisions, answers, difference, database.dialect);
  }
}
