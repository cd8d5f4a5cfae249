import { describe, expect, test } from "vitest";
import {
  dialectTargets,
  id,
  onPostgres,
  openProject,
  tellChange,
  type Entity,
} from "../stories/told-project.js";

// The numbers are those of docs/typeorm-defects.md.

const mood = (values: readonly string[], more: object = {}) => ({
  type: "simple-enum",
  enum: values,
  ...more,
});

const thing = (...moods: readonly object[]): readonly Entity[] => [
  {
    name: "thing",
    columns: { id, ...Object.fromEntries(moods.map((column, at) => [`m${at}`, column])) } as never,
  },
];

describe.each(dialectTargets)("enums that TypeORM mishandles on $name", (target) => {
  test("25: an enum is written when it changes, and only then", async () => {
    const project = await openProject(target);
    const { result } = await tellChange(project, {
      before: thing(mood(["a", "b"], { default: "a" }), mood(["x", "y"])),
      setup: "INSERT INTO thing VALUES (1, 'b', 'x')",
      after: thing(mood(["a", "b", "c"], { default: "a" }), mood(["x", "y"])),
      rows: {
        before: "SELECT m0, m1 FROM thing",
        is: [{ m0: "b", m1: "x" }],
        becomes: [{ m0: "b", m1: "x" }],
      },
    });
    expect(result.script).not.toMatch(/m1|"y"/);
    await project.sql("INSERT INTO thing VALUES (2, 'c', 'y')");
  });

  test("30: values with apostrophes, commas, parentheses and backslashes come and are kept", async () => {
    const project = await openProject(target);
    await tellChange(project, {
      before: thing(mood(["it's", "a,b"], { nullable: true })),
      setup: "INSERT INTO thing VALUES (1, 'it''s'), (2, 'a,b')",
      after: thing(mood(["it's", "a,b", "(c)", "d\\e", 'f"g', "';--"], { nullable: true, default: "it's" })),
      rows: {
        before: "SELECT m0 FROM thing ORDER BY id",
        is: [{ m0: "it's" }, { m0: "a,b" }],
        becomes: [{ m0: "it's" }, { m0: "a,b" }],
      },
    });
    await project.sql("INSERT INTO thing VALUES (3, '(c)'), (4, 'f\"g'), (5, ''';--')");
    await expect(project.sql("INSERT INTO thing VALUES (6, 'nothing')")).rejects.toThrow(/enum|CHECK/);
  });
});

describe.each(onPostgres)("enum types that TypeORM mishandles on $name", (target) => {
  const shared = (values: readonly string[], more: object = {}) =>
    mood(values, { type: "enum", enumName: "mood", ...more });

  test("27: a value that is added and made the default in one revision", async () => {
    await tellChange(await openProject(target), {
      before: thing(mood(["a", "b"], { default: "a" })),
      setup: "INSERT INTO thing VALUES (1, 'b')",
      after: thing(mood(["a", "b", "c"], { default: "c" })),
      rows: { before: "SELECT m0 FROM thing", is: [{ m0: "b" }], becomes: [{ m0: "b" }] },
    });
  });

  test("27: a type that two tables share gains a value once, and loses one for both", async () => {
    const both = (values: readonly string[]): readonly Entity[] =>
      ["one", "two"].map((name) => ({ name, columns: { id, mood: shared(values) } }));
    const rows = (value: string) => [{ one: value, two: value }];
    const { result, project } = await tellChange(await openProject(target), {
      before: both(["a", "b"]),
      setup: "INSERT INTO one VALUES (1, 'b'); INSERT INTO two VALUES (1, 'b')",
      after: both(["a", "b", "c"]),
      rows: {
        before: "SELECT one.mood AS one, two.mood AS two FROM one, two",
        is: rows("b"),
        becomes: rows("b"),
      },
    });
    expect(result.operations.map(({ kind }) => kind)).toEqual(["alterEnum"]);
    project.declare(both(["a", "c"]));
    await project.write({ map: ["mood.b=a"] });
    await project.up();
    expect(await project.sql("SELECT one.mood AS one, two.mood AS two FROM one, two")).toEqual(rows("a"));
    expect(await project.check()).toMatchObject({ sql: [], inSync: true });
  });

  test("28: another order of the values is a change, and rows keep theirs", async () => {
    const { result, project } = await tellChange(await openProject(target), {
      before: thing(mood(["low", "high", "middle"])),
      setup: "INSERT INTO thing VALUES (1, 'low'), (2, 'high'), (3, 'middle')",
      after: thing(mood(["low", "middle", "high"])),
    });
    expect(result.operations.map(({ kind }) => kind)).toEqual(["alterEnum"]);
    expect(await project.sql("SELECT id FROM thing ORDER BY m0")).toEqual([{ id: 1 }, { id: 3 }, { id: 2 }]);
  });
});
