import { describe, test } from "vitest";
import { mysqlTargets } from "../live/targets.js";
import { dialectTargets, id, onPostgres, openProject, tellChange, type Entity } from "./told-project.js";

const text = (length: number) => ({ type: "varchar", length, nullable: true }) as const;

// SQLite puts quotes around a name that it renames; MySQL takes such quotes for a text, and has no partial indexes.
const reading = (onMysql: boolean): readonly Entity[] => [
  {
    name: "reading",
    columns: { id, a: text(20), b: text(20) },
    indices: [
      { columns: ["a"], ...(!onMysql && { where: `"a" <> ''` }) },
      { columns: ["b"], unique: true },
    ],
    checks: [{ name: "CHK_a", expression: onMysql ? "a <> 'zz'" : `"a" <> 'zz'` }],
  },
];

describe.each([...dialectTargets, ...mysqlTargets])("names that change places on $name", (target) => {
  test("two columns: each keeps its values under the other's name", async () => {
    const model = reading(target.dialect === "mysql");
    await tellChange(await openProject(target), {
      before: model,
      setup: "INSERT INTO reading VALUES (1, 'x', 'y')",
      after: model,
      answers: { rename: ["column:reading.a=b", "column:reading.b=a"] },
      rows: {
        before: "SELECT a, b FROM reading",
        is: [{ a: "x", b: "y" }],
        becomes: [{ a: "y", b: "x" }],
      },
    });
  });

  test("two columns, while a view reads one of them by its name before and after", async () => {
    const model: readonly Entity[] = [
      { name: "reading", columns: { id, a: text(20), b: text(20) } },
      { name: "seen", type: "view", columns: { a: text(20) }, expression: "SELECT a FROM reading" },
    ];
    await tellChange(await openProject(target), {
      before: model,
      setup: "INSERT INTO reading VALUES (1, 'x', 'y')",
      after: model,
      answers: { rename: ["column:reading.a=b", "column:reading.b=a"] },
      rows: { before: "SELECT a FROM seen", is: [{ a: "x" }], becomes: [{ a: "y" }] },
    });
  });

  test("three columns in a circle, and one of them changes its type", async () => {
    const trio = (c: string): readonly Entity[] => [
      { name: "trio", columns: { id, a: text(10), b: text(10), c: { type: c, nullable: true } } },
    ];
    await tellChange(await openProject(target), {
      before: trio("varchar"),
      setup: "INSERT INTO trio VALUES (1, 'x', 'y', 'z')",
      after: trio("text"),
      answers: { rename: ["trio.a=b", "trio.b=c", "trio.c=a"].map((it) => `column:${it}`) },
      rows: {
        before: "SELECT a, b, c FROM trio",
        is: [{ a: "x", b: "y", c: "z" }],
        becomes: [{ a: "z", b: "x", c: "y" }],
      },
    });
  });

  test("a chain of columns ends in a new name", async () => {
    const chain = (...names: readonly string[]): readonly Entity[] => [
      { name: "chain", columns: { id, ...Object.fromEntries(names.map((name) => [name, text(10)])) } },
    ];
    await tellChange(await openProject(target), {
      before: chain("a", "b"),
      setup: "INSERT INTO chain VALUES (1, 'x', 'y')",
      after: chain("b", "c"),
      answers: { rename: ["column:chain.a=b", "column:chain.b=c"] },
      rows: {
        before: "SELECT a, b FROM chain",
        is: [{ a: "x", b: "y" }],
        after: "SELECT b, c FROM chain",
        becomes: [{ b: "x", c: "y" }],
      },
    });
  });

  test("a column takes the name of one that goes", async () => {
    const one = (...names: readonly string[]): readonly Entity[] => [
      {
        name: "one",
        columns: { id, ...Object.fromEntries(names.map((name) => [name, text(10)])) },
        indices: [{ columns: ["b"] }],
      },
    ];
    await tellChange(await openProject(target), {
      before: one("a", "b"),
      setup: "INSERT INTO one VALUES (1, 'x', 'y')",
      after: one("b"),
      answers: { rename: ["column:one.a=b"] },
      rows: {
        before: "SELECT a, b FROM one",
        is: [{ a: "x", b: "y" }],
        after: "SELECT b FROM one",
        becomes: [{ b: "x" }],
        back: [{ a: "x", b: null as never }],
      },
    });
  });

  const counted = { type: "integer", primary: true, generated: "increment" } as const;
  const person = (name: string, more: Entity["columns"] = {}): Entity => ({
    name,
    columns: { id: counted, email: { type: "varchar", nullable: true }, ...more },
    indices: [{ columns: ["email"] }],
    uniques: [{ columns: ["id", "email"] }],
  });
  const pointing = (to: string): Entity => ({
    name: "visit",
    columns: { id, who: { type: "integer", nullable: true } },
    foreignKeys: [{ target: to, columnNames: ["who"], referencedColumnNames: ["id"] }],
  });

  const emails: Entity = {
    name: "emails",
    type: "view",
    columns: { id: { type: "integer" }, email: text(20) },
  };

  test("two tables, with the foreign key of a third, their indexes, keys and numbers", async () => {
    await tellChange(await openProject(target), {
      before: [person("guest"), person("staff", { room: text(5) }), pointing("guest")],
      setup: `INSERT INTO guest (email) VALUES ('g1'), ('g2');
        INSERT INTO staff (email, room) VALUES ('s', 'r');
        INSERT INTO visit VALUES (1, 2)`,
      after: [person("guest", { room: text(5) }), person("staff"), pointing("staff")],
      answers: { rename: ["table:guest=staff", "table:staff=guest"] },
      rows: {
        before: "SELECT email FROM guest ORDER BY 1",
        is: [{ email: "g1" }, { email: "g2" }],
        after: "SELECT email FROM staff ORDER BY 1",
        becomes: [{ email: "g1" }, { email: "g2" }],
      },
    });
  });

  test.each([["guest"], ["staff"]])(
    "two tables, while a view reads %s by its name before and after",
    async (read) => {
      const guests = (name: string): Entity => ({ name, columns: { id, email: text(20), room: text(5) } });
      const staff = (name: string, more: Entity["columns"] = {}): Entity => ({
        name,
        columns: { id, email: text(20), ...more },
      });
      const view: Entity = { ...emails, expression: `SELECT id, email FROM ${read}` };
      await tellChange(await openProject(target), {
        before: [guests("guest"), staff("staff"), view],
        setup: "INSERT INTO guest VALUES (1, 'g', 'r'); INSERT INTO staff VALUES (2, 's')",
        after: [staff("guest", { desk: text(9) }), { name: "staff", columns: { id, email: text(20) } }, view],
        answers: { rename: ["table:guest=staff", "table:staff=guest"] },
        rows: {
          before: "SELECT id, email FROM emails",
          is: [read === "guest" ? { id: 1, email: "g" } : { id: 2, email: "s" }],
          becomes: [read === "guest" ? { id: 2, email: "s" } : { id: 1, email: "g" }],
        },
      });
    },
  );

  test("a table takes the name of one that goes", async () => {
    await tellChange(await openProject(target), {
      before: [person("guest"), person("staff", { room: text(5) }), pointing("guest")],
      setup: `INSERT INTO guest (email) VALUES ('g1'), ('g2');
        INSERT INTO staff (email, room) VALUES ('s', 'r');
        INSERT INTO visit VALUES (1, 2)`,
      after: [person("staff"), pointing("staff")],
      answers: { rename: ["table:guest=staff"] },
      rows: {
        before: "SELECT email FROM guest ORDER BY 1",
        is: [{ email: "g1" }, { email: "g2" }],
        after: "SELECT email FROM staff ORDER BY 1",
        becomes: [{ email: "g1" }, { email: "g2" }],
      },
    });
  });
});

describe.each(onPostgres)("enums that change places on $name", (target) => {
  const moody = (mood: readonly string[], other: readonly string[]): readonly Entity[] => [
    {
      name: "moody",
      columns: {
        id,
        mood: { type: "enum", enum: mood, enumName: "mood", default: mood[0] },
        other: { type: "enum", enum: other, enumName: "other", nullable: true },
      },
      indices: [{ columns: ["mood"], where: `mood <> '${mood[0]}'` }],
    },
  ];

  test("two values: the rows follow", async () => {
    await tellChange(await openProject(target), {
      before: moody(["sad", "happy"], ["a", "b"]),
      setup: "INSERT INTO moody VALUES (1, 'sad', 'a'), (2, 'happy', 'b')",
      after: moody(["sad", "happy"], ["a", "b"]),
      answers: { rename: ["value:mood.sad=happy", "value:mood.happy=sad"] },
      rows: {
        before: "SELECT id, mood FROM moody ORDER BY id",
        is: [
          { id: 1, mood: "sad" },
          { id: 2, mood: "happy" },
        ],
        becomes: [
          { id: 1, mood: "happy" },
          { id: 2, mood: "sad" },
        ],
      },
    });
  });

  test("three values in a circle while a fourth comes", async () => {
    await tellChange(await openProject(target), {
      before: moody(["sad", "ok", "happy"], ["a", "b"]),
      setup: "INSERT INTO moody VALUES (1, 'sad', 'a'), (2, 'happy', 'b')",
      after: moody(["sad", "ok", "happy", "new"], ["a", "b"]),
      answers: { rename: ["sad=ok", "ok=happy", "happy=sad"].map((it) => `value:mood.${it}`) },
      rows: {
        before: "SELECT id, mood FROM moody ORDER BY id",
        is: [
          { id: 1, mood: "sad" },
          { id: 2, mood: "happy" },
        ],
        becomes: [
          { id: 1, mood: "ok" },
          { id: 2, mood: "sad" },
        ],
      },
    });
  });

  test("two types", async () => {
    const typed = (left: string, right: string): readonly Entity[] => [
      {
        name: "typed",
        columns: {
          id,
          a: { type: "enum", enum: ["x", "y"], enumName: left, default: "x" },
          b: { type: "enum", enum: ["p", "q"], enumName: right, nullable: true },
        },
      },
    ];
    await tellChange(await openProject(target), {
      before: typed("left", "right"),
      setup: "INSERT INTO typed VALUES (1, 'y', 'p')",
      after: typed("right", "left"),
      answers: { rename: ["type:left=right", "type:right=left"] },
      rows: { before: "SELECT a, b FROM typed", is: [{ a: "y", b: "p" }], becomes: [{ a: "y", b: "p" }] },
    });
  });
});
