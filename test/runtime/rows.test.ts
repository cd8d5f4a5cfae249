import { describe, expect, test } from "vitest";
import { targets } from "../live/targets.js";
import { failureOf, freshTarget, graphOf, openContext, writeScripts } from "./project.js";

// A type for each kind of value, in each dialect's own words.
const types = {
  postgres: { instant: "timestamptz", digits: "timestamp", json: "jsonb", bytes: "bytea", flag: "boolean" },
  mysql: {
    instant: "timestamp(3)",
    digits: "datetime(3)",
    json: "json",
    bytes: "varbinary(20)",
    flag: "tinyint(1)",
  },
  sqlite: { instant: "datetime", digits: "datetime", json: "text", bytes: "blob", flag: "boolean" },
};

// Reads back what is hard to read through a driver: the instant as seconds, the digits and bytes as text.
const looks = {
  postgres: `SELECT id, big::text AS big, extract(epoch FROM instant)::float8 AS instant, digits::text AS digits,
    json->>'a' AS json, encode(bytes, 'hex') AS bytes, flag::int AS flag, note FROM things ORDER BY id`,
  mysql: `SELECT id, CAST(big AS CHAR) AS big, CAST(UNIX_TIMESTAMP(instant) AS DOUBLE) AS instant,
    CAST(digits AS CHAR) AS digits, JSON_UNQUOTE(JSON_EXTRACT(json, '$.a')) AS json, LOWER(HEX(bytes)) AS bytes,
    flag, note FROM things ORDER BY id`,
  sqlite: `SELECT id, CAST(big AS TEXT) AS big, round((julianday(instant) - 2440587.5) * 86400, 3) AS instant,
    digits, json_extract(json, '$.a') AS json, lower(hex(bytes)) AS bytes, flag, note FROM things ORDER BY id`,
};

describe.each(targets)("on $name", (target) => {
  const own = types[target.dialect];
  const makeThings = `op.createTable("things", (t) => {
    t.column("id", "integer");
    t.column("big", "bigint", { nullable: true });
    t.column("instant", ${JSON.stringify(own.instant)}, { nullable: true });
    t.column("digits", ${JSON.stringify(own.digits)}, { nullable: true });
    t.column("json", ${JSON.stringify(own.json)}, { nullable: true });
    t.column("bytes", ${JSON.stringify(own.bytes)}, { nullable: true });
    t.column("flag", ${JSON.stringify(own.flag)}, { nullable: true });
    t.column("note", "varchar(60)", { default: "'none'" });
    t.primaryKey("PK_things", ["id"]);
  });`;

  const run = async (up: string, async?: true) => {
    const fresh = await freshTarget(target);
    const folder = writeScripts([{ id: "aaaa1", up, ...(async && { async }) }]);
    const context = await openContext(target, fresh, folder);
    // A server far from UTC, as production may be.
    if (target.dialect === "postgres") await context.connection.execute("SET TimeZone = 'Asia/Tokyo'");
    if (target.dialect === "mysql") await context.connection.execute("SET time_zone = '+09:00'");
    return { context, graph: graphOf(folder) };
  };

  test("OP11 bulkInsert keeps dates, JSON, bytes, big integers, defaults and hostile text", async () => {
    const { context, graph } = await run(`${makeThings}
      const at = new Date("2026-03-04T05:06:07.250Z");
      op.bulkInsert("things", [
        { id: 1, big: 9007199254740993n, instant: at, digits: at, json: { a: "it's \\\\ \\"so\\"" }, bytes: new Uint8Array([0, 255, 39]), flag: true, note: "O'Hara \\\\ :x -- ?" },
        { id: 2, big: null, note: undefined },
        { id: op.sql("1 + 2"), flag: false },
      ]);
      op.bulkInsert("things", []);`);
    await context.upgrade(graph, "head");
    const rows = await context.connection.query(looks[target.dialect]);
    expect(rows[0]).toMatchObject({
      id: 1,
      big: "9007199254740993",
      json: `it's \\ "so"`,
      bytes: "00ff27",
      flag: 1,
      note: "O'Hara \\ :x -- ?",
    });
    expect(rows[0]?.["instant"]).toBeCloseTo(Date.UTC(2026, 2, 4, 5, 6, 7, 250) / 1000, 2);
    expect(String(rows[0]?.["digits"])).toMatch(/^2026-03-04 05:06:07\.250?/);
    expect(rows.slice(1)).toMatchObject([
      { id: 2, big: null, note: "none" },
      { id: 3, flag: 0, note: "none" },
    ]);
    const [zone] =
      target.dialect === "mysql"
        ? await context.connection.query("SELECT @@SESSION.time_zone AS zone")
        : [{ zone: "+09:00" }];
    expect(zone).toEqual({ zone: "+09:00" });
  });

  test("OP11 bulkInsert takes more rows and values than a driver takes parameters", async () => {
    const { context, graph } = await run(`${makeThings}
      op.bulkInsert("things", Array.from({ length: 20000 }, (_, id) => ({ id, big: id, flag: id % 2 === 0, note: "row " + id })));`);
    const { steps } = await context.upgrade(graph, "head");
    expect(steps).toHaveLength(1);
    const [sum] = await context.connection.query("SELECT count(*) AS n, sum(id) AS total FROM things");
    expect([Number(sum?.["n"]), Number(sum?.["total"])]).toEqual([20000, (20000 * 19999) / 2]);
    const log = await context.appliedLog();
    expect(log.at(-1)?.statements).toBeLessThan(30);
  });

  test("OP11 execute puts literals in the places of names, and nowhere else", async () => {
    const { context, graph } = await run(`${makeThings}
      op.bulkInsert("things", [{ id: 1 }, { id: 2 }]);
      op.execute("UPDATE things SET note = :note /* :note */, big = :big WHERE note <> ':note' AND id = :id -- :id", {
        note: "O'Hara \\\\ :id", big: 7n, id: 1,
      });
      op.execute("UPDATE things SET flag = :flag, big = :big WHERE id = 2", { flag: true, big: op.sql("1 + 1") });`);
    await context.upgrade(graph, "head");
    const rows = await context.connection.query("SELECT id, note, big, flag FROM things ORDER BY id");
    expect(rows.map((row) => [row["id"], row["note"], Number(row["big"]), Number(row["flag"])])).toEqual([
      [1, "O'Hara \\ :id", 7, 0],
      [2, "none", 2, 1],
    ]);
  });

  test.each([
    [`op.execute("DELETE FROM things WHERE id = :id", {});`, /:id has no value/],
    [`op.execute("DELETE FROM things", { id: 1 });`, /:id stands nowhere in the text/],
    [`op.bulkInsert("things", [{ id: 1, instant: new Date(NaN) }]);`, /the date Invalid Date/],
    [`op.bulkInsert("things", [{ id: 1, json: { a: 1n } }]);`, /the bigint a/],
  ])("%s is refused, and nothing is changed", async (statement, message) => {
    const { context, graph } = await run(
      `op.createTable("first", (t) => t.column("id", "integer")); ${statement}`,
    );
    expect((await failureOf(context.upgrade(graph, "head"))).message).toMatch(message);
    expect(await context.currentHeads()).toEqual([]);
  });

  test("OP12 a script asks its connection, and branches by the database", async () => {
    const place = target.dialect === "postgres" ? "$1" : "?";
    const { context, graph } = await run(
      `${makeThings}
      op.bulkInsert("things", [{ id: 1 }, { id: 2 }, { id: 3 }]);
      const { query, execute } = op.getBind();
      const touched = await execute("UPDATE things SET note = ${place} WHERE id > 1", ["bound"]);
      const rows = await query("SELECT note FROM things WHERE id = ${place}", [2]);
      op.bulkInsert("things", [{ id: 10 + touched, note: [rows[0].note, op.database.name, op.database.connected].join(" ") }]);`,
      true,
    );
    await context.upgrade(graph, "head");
    expect(await context.connection.query("SELECT note FROM things WHERE id = 12")).toEqual([
      { note: `bound ${target.dialect} true` },
    ]);
  });
});
