import { describe, expect, test } from "vitest";
import { id, onPostgres, openProject, tellChange, type Entity } from "./told-project.js";

const mood = (values: readonly string[], more: object = {}) => ({
  type: "enum",
  enum: values,
  enumName: "mood",
  nullable: true,
  ...more,
});

describe.each(onPostgres)("an enum type that is built anew on $name", (target) => {
  test("takes defaults, arrays, checks, predicates, generated columns and what rests on them along", async () => {
    const things = (values: readonly string[], gone: string, first: string): readonly Entity[] => [
      {
        name: "thing",
        columns: {
          id,
          mood: mood(values, { default: first }),
          moods: mood(values, { array: true, default: ["c"] }),
          happy: {
            type: "boolean",
            nullable: true,
            generatedType: "STORED",
            asExpression: "mood = 'a'::mood",
          },
        },
        indices: [
          { name: "IDX_happy_first", columns: ["id"], where: "mood = 'a'" },
          { name: "IDX_mood", columns: ["mood"] },
          { name: "IDX_happy", columns: ["happy"] },
        ],
        checks: [{ name: "CHK_mood", expression: `mood <> '${gone}' or happy or id > 0` }],
      },
      { name: "other", columns: { id, mood: mood(values) } },
    ];
    await tellChange(await openProject(target), {
      before: things(["a", "b", "c"], "b", "b"),
      setup: `INSERT INTO thing (id, mood, moods) VALUES (1, 'b', '{b,c}'); INSERT INTO other VALUES (1, 'b')`,
      after: things(["c", "a"], "c", "a"),
      answers: { map: ["mood.b=a"] },
      rows: {
        before: "SELECT thing.mood::text, moods::text, happy, other.mood::text AS other FROM thing, other",
        is: [{ mood: "b", moods: "{b,c}", happy: false, other: "b" }],
        becomes: [{ mood: "a", moods: "{a,c}", happy: true, other: "a" }],
        back: [{ mood: "a", moods: "{a,c}", happy: true, other: "a" }],
      },
    });
  });
});

describe.each(onPostgres)("an enum type that is built anew under renamed values on $name", (target) => {
  test("takes what nobody declares along under the new names, there and back", async () => {
    const thing = (values: readonly string[]): readonly Entity[] => [
      { name: "thing", columns: { id, mood: mood(values) } },
    ];
    const { project } = await tellChange(await openProject(target), {
      before: thing(["o'k", "bad", "gone"]),
      setup: `INSERT INTO thing VALUES (1, 'o''k'), (2, 'gone');
        CREATE INDEX by_hand ON thing (id DESC) WHERE mood = 'o''k' OR mood = ANY ('{"o''k",bad}');
        CREATE VIEW fine AS SELECT id FROM thing WHERE mood = 'o''k';
        CREATE POLICY own ON thing USING (mood <> 'o''k')`,
      after: thing(["new", "o'kay", "bad"]),
      answers: { rename: ["value:mood.o'k=o'kay"], map: ["mood.gone=bad"] },
      rows: {
        before: "SELECT id, mood::text FROM thing ORDER BY id",
        is: [
          { id: 1, mood: "o'k" },
          { id: 2, mood: "gone" },
        ],
        becomes: [
          { id: 1, mood: "o'kay" },
          { id: 2, mood: "bad" },
        ],
        back: [
          { id: 1, mood: "o'k" },
          { id: 2, mood: "bad" },
        ],
      },
    });
    expect(await project.sql("SELECT id FROM fine")).toEqual([{ id: 1 }]);
  });

  test("takes what is declared along where the way back builds it anew", async () => {
    const thing = (values: readonly string[], first: string): readonly Entity[] => [
      {
        name: "thing",
        columns: {
          id,
          mood: mood(values, { default: first }),
          good: {
            type: "boolean",
            nullable: true,
            generatedType: "STORED",
            asExpression: `mood = '${first}'`,
          },
        },
        indices: [{ name: "IDX_first", columns: ["id"], where: `mood = '${first}'` }],
        checks: [{ expression: `mood <> '${first}' OR id > 0` }],
      },
    ];
    await tellChange(await openProject(target), {
      before: thing(["ok", "bad"], "ok"),
      setup: `INSERT INTO thing VALUES (1)`,
      after: thing(["ok!", "new", "bad"], "ok!"),
      answers: { rename: ["value:mood.ok=ok!"] },
      rows: {
        before: "SELECT id, mood::text, good FROM thing",
        is: [{ id: 1, mood: "ok", good: true }],
        becomes: [{ id: 1, mood: "ok!", good: true }],
      },
    });
  });
});

describe.each(onPostgres)("a generated column that is computed otherwise on $name", (target) => {
  test("takes an index along that no entity can express", async () => {
    const thing = (factor: number): readonly Entity[] => [
      {
        name: "thing",
        columns: {
          id,
          twice: { type: "integer", nullable: true, generatedType: "STORED", asExpression: `id * ${factor}` },
        },
      },
    ];
    await tellChange(await openProject(target), {
      before: thing(2),
      setup: `CREATE INDEX by_hand ON thing (twice DESC) WHERE twice > 1; INSERT INTO thing (id) VALUES (1)`,
      after: thing(3),
      rows: { before: "SELECT twice FROM thing", is: [{ twice: 2 }], becomes: [{ twice: 3 }] },
    });
  });
});
