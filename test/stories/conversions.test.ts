import { describe, expect, test } from "vitest";
import { mysqlTargets } from "../live/targets.js";
import { id, onPostgres, openProject, tellChange, type Entity } from "./told-project.js";

const thing = (type: string): readonly Entity[] => [
  { name: "thing", columns: { id, value: { type, nullable: true } } },
];

// What hazards say of values that a conversion may lose or refuse.
const risks: ReadonlySet<string> = new Set(["lossy-conversion", "type-narrowing"]);

describe.each(onPostgres)("a type that changes on $name", (target) => {
  test.each([
    ["text", "bytea", "é", "\\xc3a9"],
    ["varchar", "integer", "12", "12"],
    ["integer", "boolean", "1", "true"],
    ["json", "jsonb", '{"a": 1}', '{"a": 1}'],
    ["text", "uuid", "7c9e6679-7425-40de-944b-e07fc1f90ae7", "7c9e6679-7425-40de-944b-e07fc1f90ae7"],
  ])("from %s to %s keeps the value, and gives it back", async (from, to, value, becomes) => {
    await tellChange(await openProject(target), {
      before: thing(from),
      setup: `INSERT INTO thing VALUES (1, '${value}'), (2, NULL)`,
      after: thing(to),
      rows: {
        before: "SELECT value::text FROM thing ORDER BY id",
        is: [{ value }, { value: null }],
        becomes: [{ value: becomes }, { value: null }],
      },
    });
  });
});

const row = (value: string | null) => ({ value });

describe.each(onPostgres)("a conversion that cannot keep every value on $name", (target) => {
  const before = thing("timestamp");

  test("is a question, whatever the rows hold today", async () => {
    const project = await openProject(target);
    project.declare(thing("timestamp"));
    await project.write();
    await project.up();
    project.declare(thing("date"));
    await expect(project.write()).rejects.toMatchObject({
      code: "undecided",
      message: expect.stringContaining("how does thing.value become date, which cuts the time of day off?"),
      details: {
        decisions: [
          {
            kind: "conversion",
            object: "column",
            from: "thing.value",
            to: "date",
            score: null,
            reason: "cuts the time of day off",
            answers: ["--using thing.value=SQL", "--accept-data-loss"],
          },
        ],
      },
    });
    const { decisions, hazards, operations } = await project.check();
    expect(decisions).toHaveLength(1);
    expect(operations).toHaveLength(1);
    expect(hazards).toEqual([
      expect.objectContaining({
        rule: "lossy-conversion",
        level: "error",
        object: "thing.value",
        message: "the conversion to date cuts the time of day off",
        destroys: true,
      }),
      expect.objectContaining({ rule: "alter-type-rewrite" }),
    ]);
  });

  test("is written when the loss is accepted, and says so in the script", async () => {
    const { result } = await tellChange(await openProject(target), {
      before,
      setup: "INSERT INTO thing VALUES (1, '2020-01-31 10:00'), (2, NULL)",
      after: thing("date"),
      answers: { acceptDataLoss: true },
      rows: {
        before: "SELECT value::text FROM thing ORDER BY id",
        is: [row("2020-01-31 10:00:00"), row(null)],
        becomes: [row("2020-01-31"), row(null)],
        back: [row("2020-01-31 00:00:00"), row(null)],
      },
    });
    expect(result.script).toContain("error  lossy-conversion  thing.value: the conversion to date cuts");
  });

  test.each([
    ["timestamp", "timestamptz", `"value" AT TIME ZONE 'UTC'`, "2020-01-31 10:00:00", "2020-01-31 10:00:00"],
    ["text", "text[]", `string_to_array("value", ',')::text[]`, "a,b", "{a,b}"],
    ["text[]", "text", `array_to_string("value", ',')`, "{a,b}", "a,b"],
  ])(
    "from %s to %s takes what is suggested, and goes back by it",
    async (from, to, using, value, becomes) => {
      const [type, isArray] = from.endsWith("[]") ? [from.slice(0, -2), true] : [from, false];
      const [target_, becomesArray] = to.endsWith("[]") ? [to.slice(0, -2), true] : [to, false];
      const entity = (name: string, array: boolean): readonly Entity[] => [
        { name: "thing", columns: { id, value: { type: name, array, nullable: true } } },
      ];
      const text = (name: string) =>
        name === "timestamptz" ? "(value AT TIME ZONE 'UTC')::text" : "value::text";
      const { result } = await tellChange(await openProject(target), {
        before: entity(type, isArray),
        setup: `INSERT INTO thing VALUES (1, '${value}'), (2, NULL)`,
        after: entity(target_, becomesArray),
        answers: { using: [`thing.value=${using}`] },
        rows: {
          before: `SELECT ${text(from)} AS value FROM thing ORDER BY id`,
          is: [row(value), row(null)],
          after: `SELECT ${text(to)} AS value FROM thing ORDER BY id`,
          becomes: [row(becomes), row(null)],
        },
      });
      expect(result.hazards.filter(({ rule }) => risks.has(rule))).toEqual([]);
    },
  );
});

describe.each(mysqlTargets)("a type that changes on $name", (target) => {
  const of = (column: Readonly<Record<string, unknown>>): readonly Entity[] => [
    { name: "thing", columns: { id, value: { nullable: true, ...column } } },
  ];
  const value = "SELECT CAST(value AS CHAR) AS value FROM thing ORDER BY id";

  test.each([
    [{ type: "varchar", length: "20" }, { type: "int" }, "12", "12"],
    [{ type: "int" }, { type: "bigint" }, "12", "12"],
    [{ type: "text" }, { type: "json" }, "[1]", "[1]"],
    [{ type: "enum", enum: ["a", "b"] }, { type: "varchar", length: "20" }, "a", "a"],
  ])("from %o to %o keeps the value, and gives it back", async (from, to, text, becomes) => {
    const { result } = await tellChange(await openProject(target), {
      before: of(from),
      setup: `INSERT INTO thing VALUES (1, '${text}'), (2, NULL)`,
      after: of(to),
      rows: { before: value, is: [row(text), row(null)], becomes: [row(becomes), row(null)] },
    });
    expect(result.hazards.filter(({ destroys }) => destroys)).toEqual([]);
  });

  test("takes its time zone as it is told, and goes back by it", async () => {
    await tellChange(await openProject(target), {
      before: of({ type: "datetime", precision: 0 }),
      setup: "INSERT INTO thing VALUES (1, '2020-01-31 10:00:00'), (2, NULL)",
      after: of({ type: "timestamp", precision: 0 }),
      answers: { using: ["thing.value=CONVERT_TZ(`value`, '+00:00', @@session.time_zone)"] },
      rows: {
        before: value,
        is: [row("2020-01-31 10:00:00"), row(null)],
        after: "SELECT CAST(UNIX_TIMESTAMP(value) AS CHAR) AS value FROM thing ORDER BY id",
        becomes: [row("1580464800"), row(null)],
      },
    });
  });

  test("asks before it rounds, and refuses rows that hold a value of an enum that goes", async () => {
    const project = await openProject(target);
    const both = (sum: number, moods: readonly string[]): readonly Entity[] => [
      {
        name: "thing",
        columns: {
          id,
          sum: { type: "decimal", precision: 10, scale: sum },
          mood: { type: "enum", enum: moods },
        },
      },
    ];
    project.declare(both(2, ["ok", "sad"]));
    await project.write();
    await project.up();
    await project.sql("INSERT INTO thing VALUES (1, 1.25, 'ok'), (2, 2.5, 'sad')");
    project.declare(both(1, ["ok"]));
    await expect(project.write()).rejects.toMatchObject({
      code: "undecided",
      details: {
        decisions: [
          { kind: "enumMapping", from: "thing.mood.sad" },
          { kind: "conversion", from: "thing.sum", to: "decimal(10,1)" },
        ],
      },
    });
    const written = await project.write({ acceptDataLoss: true, map: ["value:thing.mood.sad=none"] });
    expect(written.preflight).toMatchObject([
      { table: "thing", columns: ["mood"], rows: 1, example: { id: 2 } },
    ]);
    await expect(project.up()).rejects.toMatchObject({ code: "rows-in-the-way" });
    await project.sql("UPDATE thing SET mood = 'ok'");
    await project.up();
    expect(await project.sql("SELECT CAST(sum AS CHAR) AS value FROM thing ORDER BY id")).toEqual([
      row("1.3"),
      row("2.5"),
    ]);
  });
});
