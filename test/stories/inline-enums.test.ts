import { describe, expect, test } from "vitest";
import { mysqlTargets } from "../live/targets.js";
import { id, onSqlite, openProject, tellChange, type Entity } from "./told-project.js";

const thing = (type: string, moods: readonly string[], more: object = {}): readonly Entity[] => [
  { name: "thing", columns: { id, mood: { type, enum: moods, nullable: true, ...more } } },
];

const moods = (...values: (string | null)[]) => values.map((mood) => ({ mood }));

const held = "SELECT mood FROM thing ORDER BY id";
const setup = "INSERT INTO thing (id, mood) VALUES (1, 'ok'), (2, 'sad'), (3, NULL), (4, 'it''s, \"so\"')";
const before = ["ok", "sad", `it's, "so"`];

describe.each([...mysqlTargets, ...onSqlite])("an enum that stands in its column on $name", (target) => {
  const type = target.dialect === "sqlite" ? "simple-enum" : "enum";

  test("a value that goes is a question, and its rows take the value that is named", async () => {
    const project = await openProject(target);
    project.declare(thing(type, before));
    await project.write();
    await project.up();
    project.declare(thing(type, ["ok", `it's, "so"`]));
    await expect(project.write()).rejects.toMatchObject({
      code: "undecided",
      details: {
        decisions: [
          {
            kind: "enumMapping",
            object: "value",
            from: "thing.mood.sad",
            answers: [
              "--map value:thing.mood.sad=ok",
              String.raw`--map 'value:thing.mood.sad=it'\''s, "so"'`,
              "--map value:thing.mood.sad=none",
            ],
          },
        ],
      },
    });
    await expect(project.write({ map: ["value:thing.mood.sad=glad"] })).rejects.toMatchObject({
      code: "unknown-answer",
      message: expect.stringContaining("there is no value glad in the declared thing.mood"),
    });
    await expect(project.write({ map: ["value:thing.mood.bad=ok"] })).rejects.toMatchObject({
      code: "unknown-answer",
      message: expect.stringContaining("there is no value thing.mood.bad"),
    });
    const { result } = await tellChange(project, {
      before: thing(type, before),
      setup,
      after: thing(type, ["ok", `it's, "so"`]),
      answers: { map: ["value:thing.mood.sad=ok"] },
      rows: {
        before: held,
        is: moods("ok", "sad", null, `it's, "so"`),
        becomes: moods("ok", "ok", null, `it's, "so"`),
        back: moods("ok", "ok", null, `it's, "so"`),
      },
    });
    expect(result.script).toMatch(/using: .*WHEN 'sad' THEN 'ok' ELSE/);
  });

  test("a value may hold what answers are cut at", async () => {
    await tellChange(await openProject(target), {
      before: thing(type, ["ok", "a=b", "x=y=z"]),
      setup: "INSERT INTO thing (id, mood) VALUES (1, 'ok'), (2, 'a=b'), (3, 'x=y=z')",
      after: thing(type, ["ok", "b=a="]),
      answers: { rename: ["value:thing.mood.a=b=b=a="], map: ["value:thing.mood.x=y=z=ok"] },
      rows: {
        before: held,
        is: moods("ok", "a=b", "x=y=z"),
        becomes: moods("ok", "b=a=", "ok"),
        back: moods("ok", "a=b", "ok"),
      },
    });
  });

  test("without a mapping, rows that hold a value that goes are named before anything runs", async () => {
    const project = await openProject(target);
    project.declare(thing(type, before));
    await project.write();
    await project.up();
    await project.sql(setup);
    project.declare(thing(type, ["ok", `it's, "so"`]));
    await project.write({ map: ["value:thing.mood.sad=none"] });
    await expect(project.up()).rejects.toMatchObject({
      code: "rows-in-the-way",
      details: { misfits: [{ table: "thing", rows: 1, example: { id: 2 } }] },
    });
    expect(await project.sql(held)).toEqual(moods("ok", "sad", null, `it's, "so"`));
  });

  test("values are called otherwise, change places, and take their default along", async () => {
    await tellChange(await openProject(target), {
      before: thing(type, ["ok", "sad", "odd"], { default: "sad" }),
      setup: "INSERT INTO thing (id, mood) VALUES (1, 'ok'), (2, 'sad'), (3, NULL), (4, 'odd')",
      after: thing(type, ["ok", "blue", "strange"], { default: "blue" }),
      answers: { rename: ["value:thing.mood.sad=blue", "thing.mood.odd=strange"] },
      rows: {
        before: held,
        is: moods("ok", "sad", null, "odd"),
        becomes: moods("ok", "blue", null, "strange"),
      },
    });
    await tellChange(await openProject(target), {
      before: thing(type, ["ok", "sad"]),
      setup: "INSERT INTO thing (id, mood) VALUES (1, 'ok'), (2, 'sad')",
      after: thing(type, ["sad", "ok"]),
      answers: { rename: ["value:thing.mood.ok=sad", "value:thing.mood.sad=ok"] },
      rows: { before: held, is: moods("ok", "sad"), becomes: moods("sad", "ok") },
    });
  });

  test("a value comes at its place, another letter case is a rename, and rows stay", async () => {
    await tellChange(await openProject(target), {
      before: thing(type, ["ok", "sad"]),
      setup: "INSERT INTO thing (id, mood) VALUES (1, 'ok'), (2, 'sad')",
      after: thing(type, ["best", "ok", "so-so", "Sad"]),
      answers: { rename: ["value:thing.mood.sad=Sad"] },
      rows: { before: held, is: moods("ok", "sad"), becomes: moods("ok", "Sad") },
    });
  });

  test("becomes text and comes back; text that is no value is named first", async () => {
    const project = await openProject(target);
    const text: readonly Entity[] = [
      { name: "thing", columns: { id, mood: { type: "varchar", length: "20", nullable: true } } },
    ];
    await tellChange(project, {
      before: thing(type, before),
      setup,
      after: text,
      rows: {
        before: held,
        is: moods("ok", "sad", null, `it's, "so"`),
        becomes: moods("ok", "sad", null, `it's, "so"`),
      },
    });
    await project.sql("UPDATE thing SET mood = 'else' WHERE id = 1");
    project.declare(thing(type, before));
    await project.write();
    await expect(project.up()).rejects.toMatchObject({
      code: "rows-in-the-way",
      details: { misfits: [{ table: "thing", rows: 1, example: { id: 1 } }] },
    });
  });

  test("a mapping that makes rows equal under a unique is found first", async () => {
    const project = await openProject(target);
    project.declare(thing(type, ["ok", "sad"], { unique: true }));
    await project.write();
    await project.up();
    await project.sql("INSERT INTO thing (id, mood) VALUES (1, 'ok'), (2, 'sad')");
    project.declare(thing(type, ["ok"], { unique: true }));
    await project.write({ map: ["value:thing.mood.sad=ok"] });
    await expect(project.up()).rejects.toMatchObject({
      code: "rows-in-the-way",
      details: { misfits: [{ kind: "duplicate", table: "thing", columns: ["mood"], rows: 2 }] },
    });
  });
});

describe.each(mysqlTargets)("a set on $name", (target) => {
  test("gives up members to others, and renames them", async () => {
    const { result } = await tellChange(await openProject(target), {
      before: thing("set", ["a", "b", "c"]),
      setup: "INSERT INTO thing (id, mood) VALUES (1, 'a,b'), (2, 'c'), (3, NULL), (4, ''), (5, 'b,c')",
      after: thing("set", ["a", "bee"]),
      answers: { rename: ["value:thing.mood.b=bee"], map: ["value:thing.mood.c=a"] },
      rows: {
        before: held,
        is: moods("a,b", "c", null, "", "b,c"),
        becomes: moods("a,bee", "a", null, "", "a,bee"),
        back: moods("a,b", "a", null, "", "a,b"),
      },
    });
    expect(result.script).toContain("FIND_IN_SET");
  });
});
