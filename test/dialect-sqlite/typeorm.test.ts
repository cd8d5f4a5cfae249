import { expect, test } from "vitest";
import type { ExpressionQuestion } from "@typeorm-autogen/compare";
import { sqlite } from "@typeorm-autogen/dialect-sqlite";
import { findTable, sortSchema, type Schema, type Table } from "@typeorm-autogen/model";
import type { Operation } from "@typeorm-autogen/ops";
import { storiesOf, storyDataSource, type Line, type Story } from "../entities/stories.js";
import { linesOf, synchroniseStory } from "../entities/synchronise-story.js";
import { dumpSqlite } from "../live/dump-sqlite.js";
import { sqliteTargets, type Target } from "../live/targets.js";
import { readAsItStands, readSchema, sandbox, type Sandbox } from "./sandbox.js";

// A story's tables, built by us from what TypeORM built, views included.
async function rebuiltByUs(target: Target, schema: Schema): Promise<Sandbox> {
  const box = await sandbox(target);
  await box.apply(schema.tables.map((table): Operation => ({ kind: "createTable", table })));
  await box.apply(schema.views.map((view): Operation => ({ kind: "createView", view })));
  const { typeormMetadata = [] } = schema;
  await box.apply(
    typeormMetadata.map(({ value, ...row }): Operation => ({
      kind: "setTypeormMetadata",
      row,
      to: value,
      was: null,
    })),
  );
  return box;
}

// What TypeORM's own schema builder would still change.
async function typeormsDifference(box: Sandbox, line: Line, story: Story): Promise<readonly string[]> {
  const dataSource = await storyDataSource(story, line, box.fresh.options);
  await dataSource.initialize();
  try {
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    return upQueries.map(({ query }) => query);
  } finally {
    await dataSource.destroy();
  }
}

for (const target of sqliteTargets) {
  for (const line of linesOf(target)) {
    const stories = await storiesOf("sqlite", line);
    test.each(stories)(
      `$name: TypeORM ${line} on ${target.name} finds nothing to change in what we build`,
      async (story) => {
        const built = await synchroniseStory(target, line, story);
        const schema = await readAsItStands(built.connection);
        const asTypeormSays = await typeormsDifference(
          { fresh: { options: optionsOf(built.connection, target) } } as Sandbox,
          line,
          story,
        );
        const box = await rebuiltByUs(target, { ...schema, tables: schema.tables.filter(isNotMetadata) });
        expect(await typeormsDifference(box, line, story)).toEqual(asTypeormSays);
        expect(sortSchema(await readAsItStands(box.connection))).toEqual(sortSchema(schema));
        await box.apply(schema.tables.filter(isNotMetadata).map(touch));
        expect(await typeormsDifference(box, line, story)).toEqual(asTypeormSays);
        expect(sortSchema(await readAsItStands(box.connection))).toEqual(sortSchema(schema));
        await box.end();
        await built.close();
      },
    );

    test.each(stories)(
      `$name: the expressions that TypeORM ${line} builds on ${target.name} mean what is declared`,
      async (story) => {
        const built = await synchroniseStory(target, line, story);
        const live = await readSchema(built.connection);
        const declared = sqlite.normalise(built.declaration.schema, sqlite.defaultFacts);
        const questions = declared.tables.flatMap((table) => questionsAbout(table, findTable(live, table)));
        const { equivalentExpression } = sqlite.rules(sqlite.defaultFacts);
        const open = questions.filter((question) => !equivalentExpression(question));
        const verdicts = await sqlite.judge(built.connection, open, sqlite.defaultFacts);
        expect(open.filter((_, i) => verdicts[i]?.equivalent !== true)).toEqual([]);
        await built.close();
      },
    );
  }
}

const isNotMetadata = ({ name }: Table): boolean => name !== "typeorm_metadata";

function optionsOf(
  connection: unknown,
  target: Target,
): { type: "sqlite" | "better-sqlite3"; database: string } {
  const { path } = connection as { readonly path: string };
  return { type: target.driver === "sqlite3" ? "sqlite" : "better-sqlite3", database: path };
}

// A change that nobody can see, but that only a rebuild makes.
function touch({ schema, name, columns }: Table): Operation {
  const column = columns.at(-1)!;
  const change = {
    kind: "alterColumn" as const,
    table: { schema, name },
    column: column.name,
    to: { nullable: column.nullable },
  };
  return { kind: "alterTable", table: { schema, name }, changes: [change] };
}

function questionsAbout(table: Table, live: Table | undefined): readonly ExpressionQuestion[] {
  const columns = table.columns.flatMap((column): readonly ExpressionQuestion[] => {
    const other = live?.columns.find(({ name }) => name === column.name);
    return [
      ...(column.default === undefined && other?.default === undefined
        ? []
        : [
            {
              place: "default" as const,
              table,
              column,
              live: other?.default ?? "NULL",
              declared: column.default ?? "NULL",
            },
          ]),
      ...(column.generated === undefined
        ? []
        : [
            {
              place: "generated" as const,
              table,
              column,
              live: other?.generated?.expression ?? "",
              declared: column.generated.expression,
            },
          ]),
    ];
  });
  const checks = table.checks
    .filter(({ name }) => name !== undefined)
    .map((check) => ({
      place: "check" as const,
      table,
      live: live?.checks.find(({ name }) => name === check.name)?.expression ?? "",
      declared: check.expression,
    }));
  const predicates = table.indexes
    .filter(({ where }) => where !== undefined)
    .map((index) => ({
      place: "predicate" as const,
      table,
      live: live?.indexes.find(({ name }) => name === index.name)?.where ?? "",
      declared: index.where ?? "",
    }));
  return [...columns, ...checks, ...predicates];
}

for (const target of sqliteTargets.filter(({ driver }) => driver === "better-sqlite3")) {
  // One table of this story was written by hand.
  const stories = (await storiesOf("sqlite", "1")).filter(({ name }) => name !== "unmanaged");
  test.each(stories)(
    "$name: the text of a table is TypeORM's own, so that its searches in it find what they seek",
    async (story) => {
      const built = await synchroniseStory(target, "1", story);
      const schema = await readAsItStands(built.connection);
      const box = await rebuiltByUs(target, { ...schema, tables: schema.tables.filter(isNotMetadata) });
      expect(textOf(box.fresh.database)).toEqual(textOf(optionsOf(built.connection, target).database));
      await box.end();
      await built.close();
    },
  );
}

// One object a line, without what TypeORM writes and nobody reads: spaces, NO ACTION, parentheses around parentheses.
function textOf(file: string): readonly string[] {
  return dumpSqlite(file)
    .split(/^-- /m)
    .map((object) =>
      object
        .replaceAll(/ ON (DELETE|UPDATE) NO ACTION/g, "")
        .replaceAll(/\s+/g, " ")
        .replaceAll("((", "(")
        .replaceAll("))", ")")
        .trim(),
    );
}
