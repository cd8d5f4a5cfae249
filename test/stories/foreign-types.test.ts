import { describe, expect, test } from "vitest";
import { postgresTargets } from "../live/targets.js";
import { openProject, type Entity } from "./told-project.js";

const byHand = `CREATE COLLATION ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
  CREATE DOMAIN email AS text DEFAULT 'a@b' CHECK (VALUE LIKE '%@%'); CREATE DOMAIN short AS varchar(20) NOT NULL;
  CREATE TYPE addr AS (street text, zip text); CREATE TYPE span AS RANGE (subtype = float8);
  CREATE TABLE t (id int CONSTRAINT "PK_t" PRIMARY KEY, a text COLLATE ci NOT NULL DEFAULT 'x', b text COLLATE "de-x-icu",
    c email DEFAULT 'x@y', d short, e email[], f addr, g span NOT NULL DEFAULT '[1,2)');
  CREATE INDEX "IDX_a" ON t (a);
  INSERT INTO t VALUES (1, 'a', 'b', 'm@n', 'short', '{p@q}', '(s,z)')`;

const rows = "SELECT id, a, b, c::text, d::text, e::text, f::text, g::text FROM t";
const types = `SELECT attname, format_type(atttypid, atttypmod), attcollation::regcollation::text, attnotnull, atthasdef
  FROM pg_attribute WHERE attrelid = 't'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`;

const columns: Entity["columns"] = {
  id: { type: "integer", primary: true, primaryKeyConstraintName: "PK_t" },
  a: { type: "text", collation: "ci", default: "x" },
  b: { type: "text", nullable: true, collation: "de-x-icu" },
  c: { type: "text", nullable: true, default: "x@y" },
  d: { type: "varchar", length: 20 },
  e: { type: "text", array: true, nullable: true },
  f: { type: "addr", nullable: true },
  g: { type: "span", default: "[1,2)" },
};

const entity = (more: Entity["columns"] = {}): Entity => ({
  name: "t",
  columns: { ...columns, ...more },
  indices: [{ name: "IDX_a", columns: ["a"] }],
});

const own = ["addr", "span"];

describe.each(postgresTargets)("types that nobody can declare on $name", (target) => {
  test("domain, composite, range and collation are what entities say of them, and stay through changes", async () => {
    const project = await openProject(target);
    await project.sql(byHand);
    project.declare([entity()], {}, own);
    expect((await project.check()).sql).toEqual([]);
    const before = [await project.sql(rows), await project.sql(types)];
    const wider = { c: { type: "varchar", length: 100, nullable: true, default: "x@y" } };
    project.declare([entity({ ...wider, h: { type: "addr", array: true, nullable: true } })], {}, own);
    const { operations } = await project.write();
    expect(operations.map(({ kind }) => kind)).toEqual(["addColumn", "alterColumn"]);
    await project.up();
    expect((await project.check()).sql).toEqual([]);
    expect(await project.sql(rows)).toEqual(before[0]);
    await project.down();
    expect([await project.sql(rows), await project.sql(types)]).toEqual(before);
  });

  test("over a domain that refuses NULL a column may say what it likes, until it has another type", async () => {
    const project = await openProject(target);
    await project.sql(`CREATE DOMAIN short AS varchar(20) NOT NULL;
      CREATE TABLE t (id int CONSTRAINT "PK_t" PRIMARY KEY, a short, b short, c short NOT NULL, d short NOT NULL);
      INSERT INTO t VALUES (1, 'a', 'b', 'c', 'd')`);
    const declare = (type: "varchar" | "text") => {
      const column = type === "varchar" ? ({ type, length: 20 } as const) : { type };
      const [a, b] = [{ ...column, nullable: true }, column];
      project.declare([{ name: "t", columns: { id: columns["id"] ?? {}, a, b, c: a, d: b } }]);
    };
    const required = () =>
      project.sql(
        "SELECT string_agg(attname, '' ORDER BY attnum) AS names FROM pg_attribute WHERE attrelid = 't'::regclass AND attnum > 0 AND attnotnull",
      );
    declare("varchar");
    expect((await project.check()).sql).toEqual([]);
    expect(await required()).toEqual([{ names: "idcd" }]);
    declare("text");
    await project.write();
    await project.up();
    expect((await project.check()).sql).toEqual([]);
    expect(await required()).toEqual([{ names: "idbd" }]);
    await project.down();
    expect(await required()).toEqual([{ names: "idcd" }]);
    await expect(project.sql("INSERT INTO t VALUES (2, NULL, 'b', 'c', 'd')")).rejects.toThrow(/domain/);
  });

  test("a type that nobody knows stops by name, before anything is written", async () => {
    const project = await openProject(target);
    const odd: Entity = { name: "u", columns: { id: columns["id"] ?? {}, odd: { type: "nosuch" } } };
    project.declare([odd]);
    await expect(project.write()).rejects.toMatchObject({
      code: "unsupported-column-type",
      message: expect.stringContaining("nosuch"),
    });
    project.declare([odd], {}, ["nosuch"]);
    await expect(project.write()).rejects.toMatchObject({
      code: "unknown-type",
      details: { column: "u.odd", type: "nosuch" },
    });
    expect((await project.sql("SELECT to_regclass('autogen_version') AS t"))[0]).toEqual({ t: null });
  });

  test("partitions and heirs that nobody declares stay, and an entity over a partition is refused by name", async () => {
    const project = await openProject(target);
    const log = { at: { type: "date", primary: true } } as const;
    const t: Entity = { name: "t", columns: { id: columns["id"] ?? {} } };
    project.declare([t]);
    await project.write();
    await project.up();
    await project.sql(`CREATE TABLE log (at date NOT NULL) PARTITION BY RANGE (at);
      CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM ('2024-01-01') TO ('2025-01-01') PARTITION BY RANGE (at);
      CREATE TABLE log_2 PARTITION OF log_1 DEFAULT; CREATE TABLE heir (extra integer) INHERITS (t)`);
    expect((await project.check()).sql).toEqual([]);
    project.declare([t, { name: "log_2", columns: log }]);
    await expect(project.write()).rejects.toMatchObject({
      code: "unsupported",
      details: { partition: "log_2", parent: "log_1" },
    });
  });

  test("a serial column may say its sequence as a default, and others may share it", async () => {
    const project = await openProject(target);
    await project.sql(
      `CREATE TABLE t (id serial CONSTRAINT "PK_t" PRIMARY KEY, n integer NOT NULL DEFAULT nextval('t_id_seq'))`,
    );
    const shared = { type: "integer", default: () => "nextval('public.t_id_seq'::regclass)" };
    for (const own of [{ default: () => "nextval('t_id_seq')" }, { generated: "increment" }]) {
      project.declare([{ name: "t", columns: { id: { ...columns["id"], ...own }, n: shared } }]);
      expect((await project.check()).sql).toEqual([]);
    }
  });
});
