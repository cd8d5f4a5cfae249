import { describe, expect, test } from "vitest";
import { postgresTargets, targets } from "../live/targets.js";
import { openProject, tellChange, type Entity, type ToldProject } from "./told-project.js";

const item = (id: Readonly<Record<string, unknown>>, more: Entity["columns"] = {}): Entity => ({
  name: "item",
  columns: { id: { primary: true, ...id }, name: { type: "text", nullable: true }, ...more },
});

const serial = { type: "integer", generated: "increment" };
const bigserial = { type: "bigint", generated: "increment" };
const identity = { type: "integer", generated: "identity" };
const always = { ...identity, generatedIdentity: "ALWAYS" };
const bigAlways = { ...always, type: "bigint" };
const plain = { type: "integer" };
const bigPlain = { type: "bigint" };

/** The highest row is gone, but its number was given out. */
const ofNumbered = "INSERT INTO item (name) VALUES ('a'), ('b'), ('c'); DELETE FROM item WHERE name = 'c'";
const ofPlain = "INSERT INTO item (id, name) VALUES (1, 'a'), (2, 'b')";

async function nextNumber(project: ToldProject): Promise<unknown> {
  await project.sql("INSERT INTO item (name) VALUES ('next')");
  const [row] = await project.sql(
    "SELECT id::int AS id FROM item WHERE name = 'next' ORDER BY 1 DESC LIMIT 1",
  );
  return row?.["id"];
}

describe.each(postgresTargets)("numbers on $name", (target) => {
  test.each([
    ["serial becomes identity", serial, bigAlways, 4],
    ["serial becomes identity by default", serial, identity, 4],
    ["identity becomes serial", always, bigserial, 4],
    ["a plain integer becomes serial", plain, bigserial, 3],
    ["a plain integer becomes identity", plain, identity, 3],
    ["identity by default becomes always", identity, bigAlways, 4],
    ["serial grows", serial, bigserial, 4],
  ])("%s and goes on where the counter stood, there and back", async (_, before, after, next) => {
    const project = await openProject(target);
    await tellChange(project, {
      before: [item(before)],
      setup: before === plain ? ofPlain : ofNumbered,
      after: [item(after)],
      rows: {
        before: "SELECT id::int, name FROM item ORDER BY id",
        is: [
          { id: 1, name: "a" },
          { id: 2, name: "b" },
        ],
        becomes: [
          { id: 1, name: "a" },
          { id: 2, name: "b" },
        ],
      },
    });
    expect(await nextNumber(project)).toBe(next);
    expect(await project.typeormDifference()).toEqual([]);
  });

  test("how a serial counts stays where it becomes an identity, there and back, and the other way round", async () => {
    const project = await openProject(target);
    project.declare([item(serial)]);
    await project.write();
    await project.up();
    await project.sql(`ALTER SEQUENCE item_id_seq INCREMENT 5 MINVALUE 3 MAXVALUE 1000 START 13 CACHE 2 CYCLE RESTART 23;
      ALTER SEQUENCE item_id_seq RENAME TO counter; SELECT nextval('counter')`);
    const counting = async () => {
      const [row] =
        await project.sql(`SELECT seqincrement::int AS by, seqmin::int AS low, seqmax::int AS high, seqstart::int AS start,
        seqcache::int AS cache, seqcycle AS cycle FROM pg_sequence WHERE seqrelid = pg_get_serial_sequence('item', 'id')::regclass`);
      return row;
    };
    const set = { by: 5, low: 3, high: 1000, start: 13, cache: 2, cycle: true };
    expect((await project.check()).inSync).toBe(true);
    project.declare([item(always)]);
    expect((await project.write()).operations.map(({ kind }) => kind)).toEqual(["alterColumn"]);
    await project.up();
    expect(await counting()).toEqual(set);
    expect((await project.check()).inSync).toBe(true);
    await project.down();
    expect(await counting()).toEqual(set);
    expect(await project.sql("SELECT to_regclass('counter') IS NOT NULL AS is")).toEqual([{ is: true }]);
    await project.up();
    // The session that asked for 23 took 28 along, as CACHE says.
    expect(await nextNumber(project)).toBe(33);
    project.declare([item(serial)]);
    await project.write();
    await project.up();
    expect(await counting()).toEqual(set);
    expect((await project.check()).inSync).toBe(true);
    await project.down();
    expect(await counting()).toEqual(set);
  });

  test.each([
    ["serial", serial],
    ["identity", always],
  ])("%s becomes a plain integer and comes back above its rows", async (_, before) => {
    const project = await openProject(target);
    await tellChange(project, { before: [item(before)], setup: ofNumbered, after: [item(bigPlain)] });
    await expect(project.sql("INSERT INTO item (name) VALUES ('x')")).rejects.toThrow(/null value/);
    await project.down();
    expect(await nextNumber(project)).toBe(3);
  });

  test("a sequence that a default names comes along, counts on into an identity, and goes with its last user", async () => {
    const project = await openProject(target);
    const numbered = { ...plain, default: () => `nextval('"Item No"')` };
    const other = { number: { type: "integer", default: () => "nextval('counter')" } };
    const { result } = await tellChange(project, {
      before: [item(plain)],
      setup: ofPlain,
      after: [item(numbered, other)],
    });
    expect(result.operations.filter(({ kind }) => kind === "createSequence")).toHaveLength(2);
    await project.sql(`SELECT setval('"Item No"', 40)`);
    await project.sql("ALTER SEQUENCE counter INCREMENT 10 CACHE 3");
    expect((await project.check()).inSync).toBe(true);
    project.declare([item(always, other)]);
    const change = await project.write();
    expect(change.operations.map(({ kind }) => kind)).toEqual(["alterColumn", "dropSequence"]);
    await project.up();
    expect(await nextNumber(project)).toBe(41);
    expect(await project.write()).toMatchObject({ revision: null });
    await project.down();
    expect(await nextNumber(project)).toBe(42);
  });

  test("what somebody set on a sequence stays through comparing and growing, and takes no part in a difference", async () => {
    const project = await openProject(target);
    project.declare([item(serial), { ...item(always), name: "thing" }]);
    await project.write();
    await project.up();
    await project.sql(`ALTER SEQUENCE item_id_seq INCREMENT BY 10 CACHE 5;
      ALTER TABLE thing ALTER id SET INCREMENT BY 7 SET CACHE 2 SET CYCLE SET START WITH 5`);
    expect((await project.check()).sql).toEqual([]);
    const before = await project.dump();
    project.declare([
      item(bigserial),
      { ...item({ ...bigAlways, generatedIdentity: "BY DEFAULT" }), name: "thing" },
    ]);
    await project.write();
    await project.up();
    const counting = `SELECT seqrelid::regclass::text AS name, seqtypid::regtype::text AS type, seqincrement::int AS by
      FROM pg_sequence ORDER BY 1`;
    expect(await project.sql(counting)).toEqual([
      { name: "item_id_seq", type: "bigint", by: 10 },
      { name: "thing_id_seq", type: "bigint", by: 7 },
    ]);
    expect((await project.check()).sql).toEqual([]);
    await project.down();
    expect(await project.dump()).toEqual(before);
  });
});

describe.each(targets.filter(({ name }) => name === "mariadb"))("sequences on $name", (target) => {
  const int = { type: "int" };

  test("one that a default names comes along, stays as somebody set it, and goes with its last user", async () => {
    const project = await openProject(target);
    const numbered = { ...int, default: () => "nextval(`Item No`)" };
    const other = { number: { type: "bigint", default: () => "(NEXT VALUE FOR counter)" } };
    const { result } = await tellChange(project, {
      before: [item(int)],
      setup: ofPlain,
      after: [item(numbered, other)],
    });
    expect(result.operations.filter(({ kind }) => kind === "createSequence")).toHaveLength(2);
    await project.sql("SELECT setval(`Item No`, 40)");
    await project.sql(
      "ALTER SEQUENCE counter START WITH 5 INCREMENT 10 MAXVALUE 900 RESTART 5 CACHE 3 CYCLE",
    );
    await project.sql("CREATE SEQUENCE loose");
    expect(await project.check()).toMatchObject({ inSync: true });
    await project.sql("INSERT INTO item (name) VALUES ('next')");
    expect(await project.sql("SELECT id FROM item WHERE name = 'next'")).toEqual([{ id: 41 }]);
    const before = await project.dump();
    const counting = "SELECT start_value, increment, maximum_value, cache_size, cycle_option FROM counter";
    const counts = await project.sql(counting);
    project.declare([item(numbered)]);
    const change = await project.write();
    expect(change.operations.map(({ kind }) => kind)).toEqual(["dropColumn", "dropSequence"]);
    await project.up();
    expect(await project.write()).toMatchObject({ revision: null });
    await project.down();
    expect([await project.dump(), await project.sql(counting)]).toEqual([before, counts]);
  });
});
