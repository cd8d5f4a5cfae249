import { DefaultNamingStrategy } from "typeorm-1";
import { describe, expect, test } from "vitest";
import {
  dialectTargets,
  id,
  onPostgres,
  openProject,
  tellChange,
  type Change,
  type Entity,
} from "../stories/told-project.js";
import type { Target } from "../live/targets.js";

// The numbers are those of docs/typeorm-defects.md.

type Columns = Entity["columns"];

const thing = (columns: Columns): readonly Entity[] => [{ name: "thing", columns: { id, ...columns } }];

/** Tells a change of one table that may alter and rename, but neither add nor drop. */
async function tellInPlace(target: Target, change: Change) {
  const told = await tellChange(await openProject(target), change);
  const kinds = new Set(told.result.operations.map(({ kind }) => kind));
  expect([...kinds].filter((kind) => /^(?:add|drop)Column$|Table$/.test(kind))).toEqual([]);
  return told;
}

describe.each(dialectTargets)("data that TypeORM loses on $name", (target) => {
  test("1: a type or a length changes in place, not by drop and add", async () => {
    const columns = (texts: object, count: string): Columns => ({
      short: { type: "varchar", ...texts, nullable: true },
      count: { type: count },
    });
    await tellInPlace(target, {
      before: thing(columns({ length: 50 }, "int")),
      setup: "INSERT INTO thing VALUES (1, 'kept', 7)",
      after: thing(columns({ length: 100 }, "bigint")),
      rows: {
        before: "SELECT short, count + 0.0 = 7 AS seven FROM thing",
        is: [{ short: "kept", seven: target.dialect === "postgres" ? true : 1 }],
        becomes: [{ short: "kept", seven: target.dialect === "postgres" ? true : 1 }],
      },
    });
  });

  test("2: varchar to text and back keeps the text, whatever its length", async () => {
    await tellInPlace(target, {
      before: thing({ a: { type: "varchar", length: 255 }, b: { type: "varchar", length: 10 } }),
      setup: "INSERT INTO thing VALUES (1, 'a long story', 'short')",
      after: thing({ a: { type: "text" }, b: { type: "varchar", length: 300 } }),
      rows: {
        before: "SELECT a, b FROM thing",
        is: [{ a: "a long story", b: "short" }],
        becomes: [{ a: "a long story", b: "short" }],
      },
    });
  });

  test("3: a column that is modified otherwise (null, default, comment) keeps its data", async () => {
    await tellInPlace(target, {
      before: thing({ a: { type: "varchar", length: 20 }, b: { type: "varchar", length: 20, default: "x" } }),
      setup: "INSERT INTO thing VALUES (1, 'one', 'two')",
      after: thing({
        a: { type: "varchar", length: 20, nullable: true, comment: "once required" },
        b: { type: "varchar", length: 20, default: "y" },
      }),
      rows: {
        before: "SELECT a, b FROM thing",
        is: [{ a: "one", b: "two" }],
        becomes: [{ a: "one", b: "two" }],
      },
    });
  });

  test("5: renames are told although there are two of them, and something else changes in the table", async () => {
    const text = { type: "varchar", length: 40, nullable: true };
    const { result } = await tellChange(await openProject(target), {
      before: thing({ first: text, last: text, old: { type: "integer", nullable: true } }),
      setup: "INSERT INTO thing VALUES (1, 'Ada', 'Lovelace', 3)",
      after: thing({ given: text, family: { ...text, length: 80 }, born: { type: "date", nullable: true } }),
      answers: { rename: ["column:thing.first=given", "column:thing.last=family"], renames: "never" },
      rows: {
        before: "SELECT first, last FROM thing",
        is: [{ first: "Ada", last: "Lovelace" }],
        after: "SELECT given, family FROM thing",
        becomes: [{ given: "Ada", family: "Lovelace" }],
      },
    });
    expect(result.operations.map(({ kind }) => kind).toSorted()).toEqual([
      "addColumn",
      "alterColumn",
      "dropColumn",
      "renameColumn",
      "renameColumn",
    ]);
  });

  test("6: another naming strategy renames the columns, all answered at once", async () => {
    const text = { type: "varchar", nullable: true };
    const model: readonly Entity[] = [
      { name: "thing", columns: { id, firstName: text, lastName: text, zipCode: { type: "integer" } } },
    ];
    const { result } = await tellInPlace(target, {
      before: model,
      setup: "INSERT INTO thing VALUES (1, 'Ada', 'Lovelace', 7)",
      after: model,
      afterOptions: { namingStrategy: new SnakeNames() },
      answers: { renames: "auto" },
      rows: {
        before: "SELECT * FROM thing",
        is: [{ id: 1, firstName: "Ada", lastName: "Lovelace", zipCode: 7 }],
        becomes: [{ id: 1, first_name: "Ada", last_name: "Lovelace", zip_code: 7 }],
      },
    });
    expect(result.operations.map(({ kind }) => kind)).toEqual(Array(3).fill("renameColumn"));
  });

  test("8: a text column without a declared length is renamed with what it holds", async () => {
    await tellInPlace(target, {
      before: thing({ label: { type: "varchar" } }),
      setup: "INSERT INTO thing VALUES (1, 'kept')",
      after: thing({ title: { type: "varchar" } }),
      answers: { rename: ["column:thing.label=title"] },
      rows: {
        before: "SELECT label FROM thing",
        is: [{ label: "kept" }],
        after: "SELECT title FROM thing",
        becomes: [{ title: "kept" }],
      },
    });
  });

  test("9: a collation comes and goes; the length and the rows stay", async () => {
    const collation = { postgres: "C", sqlite: "NOCASE", mysql: "utf8mb4_bin" }[target.dialect];
    const plain = { type: "varchar", length: 20 };
    await tellInPlace(target, {
      before: thing({ gains: plain, loses: { ...plain, collation } }),
      setup: "INSERT INTO thing VALUES (1, 'a', 'b')",
      after: thing({ gains: { ...plain, collation }, loses: plain }),
      rows: {
        before: "SELECT gains, loses FROM thing",
        is: [{ gains: "a", loses: "b" }],
        becomes: [{ gains: "a", loses: "b" }],
      },
    });
  });

  test("10: a primary key grows to bigint and takes its foreign keys along; no row is renumbered", async () => {
    const model = (type: string): readonly Entity[] => [
      { name: "owner", columns: { id: { type, primary: true } } },
      {
        name: "thing",
        columns: { id, owner: { type } },
        foreignKeys: [{ target: "owner", columnNames: ["owner"], referencedColumnNames: ["id"] }],
      },
    ];
    await tellInPlace(target, {
      before: model("int"),
      setup: "INSERT INTO owner VALUES (7), (9); INSERT INTO thing VALUES (1, 9), (2, 7)",
      after: model("bigint"),
      rows: {
        before: "SELECT id FROM thing WHERE owner IN (SELECT id FROM owner) ORDER BY owner",
        is: [{ id: 2 }, { id: 1 }],
        becomes: [{ id: 2 }, { id: 1 }],
      },
    });
  });
});

describe.each(onPostgres)("data that TypeORM loses on $name alone", (target) => {
  test("7: an enum value is renamed or mapped, and the rows that hold it follow", async () => {
    const moods = (...values: string[]): readonly Entity[] =>
      thing({ mood: { type: "simple-enum", enum: values }, other: { type: "integer" } });
    await tellInPlace(target, {
      before: moods("sad", "ok", "glad"),
      setup: "INSERT INTO thing VALUES (1, 'sad', 1), (2, 'ok', 2), (3, 'glad', 3)",
      after: moods("blue", "ok"),
      answers: { rename: ["value:thing_mood_enum.sad=blue"], map: ["thing_mood_enum.glad=ok"] },
      rows: {
        before: "SELECT id, mood FROM thing ORDER BY id",
        is: [
          { id: 1, mood: "sad" },
          { id: 2, mood: "ok" },
          { id: 3, mood: "glad" },
        ],
        becomes: [
          { id: 1, mood: "blue" },
          { id: 2, mood: "ok" },
          { id: 3, mood: "ok" },
        ],
        back: [
          { id: 1, mood: "sad" },
          { id: 2, mood: "ok" },
          { id: 3, mood: "ok" },
        ],
      },
    });
  });

  test("1: a time zone and a precision change in place too", async () => {
    await tellInPlace(target, {
      before: thing({
        at: { type: "timestamp" },
        sum: { type: "numeric", precision: 10, scale: 2 },
      }),
      setup: "INSERT INTO thing VALUES (1, '2026-01-02 03:04', 1.25)",
      after: thing({
        at: { type: "timestamptz" },
        sum: { type: "numeric", precision: 12, scale: 4 },
      }),
      // A timestamp takes its zone from the session: somebody has to say that this is meant.
      answers: { acceptDataLoss: true },
      rows: {
        before: "SELECT at::timestamp = '2026-01-02 03:04' AS at, sum + 0 = 1.25 AS sum FROM thing",
        is: [{ at: true, sum: true }],
        becomes: [{ at: true, sum: true }],
      },
    });
  });
});

class SnakeNames extends DefaultNamingStrategy {
  override columnName(property: string, custom: string): string {
    return custom || property.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  }
}
