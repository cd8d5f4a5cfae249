import { compare, defaultCompareOptions } from "@typeorm-autogen/compare";
import { mysql } from "@typeorm-autogen/dialect-mysql";
import { emptySchema, qualify, table, type Column, type Schema } from "@typeorm-autogen/model";
import { scriptLanguage } from "@typeorm-autogen/dialect";
import { record, reverse, type ScriptFunction } from "@typeorm-autogen/ops";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mysqlTargets } from "../live/targets.js";
import { openDatabase, type OpenDatabase } from "./database.js";

const column = (name: string, type: string, more: Partial<Column> = {}): Column => ({
  name,
  type: mysql.types.parse(type),
  nullable: false,
  ...more,
});

/** Users of countries: the key of one and what refers to it in the other. */
const countries = (type: string, more: Partial<Column> = {}): Schema => ({
  ...emptySchema,
  tables: [
    table(qualify("countries"), { columns: [column("code", type, more)], primaryKey: { columns: ["code"] } }),
    table(qualify("users"), {
      columns: [column("id", "int"), column("country", type, { nullable: true, ...more })],
      primaryKey: { columns: ["id"] },
      foreignKeys: [
        {
          name: "FK_country",
          columns: ["country"],
          references: qualify("countries"),
          referencedColumns: ["code"],
          onDelete: "set null",
        },
      ],
    }),
  ],
});

const changes: readonly (readonly [title: string, from: Schema, to: Schema])[] = [
  ["longer text", countries("varchar(20)"), countries("varchar(40)")],
  ["a bigger number", countries("int"), countries("bigint")],
  ["a number without a sign", countries("int"), countries("int unsigned")],
  ["another collation", countries("varchar(20)"), countries("varchar(20)", { collation: "utf8mb4_bin" })],
];

/** Places in places, and visits: what refers to a key from its own table and from another, and a key that serves one. */
const places: Schema = {
  ...emptySchema,
  tables: [
    table(qualify("place"), {
      columns: [
        column("id", "int", { autoincrement: true }),
        column("region", "int"),
        column("parent", "int", { nullable: true }),
      ],
      primaryKey: { columns: ["id"] },
      foreignKeys: [
        { name: "FK_parent", columns: ["parent"], references: qualify("place"), referencedColumns: ["id"] },
      ],
    }),
    table(qualify("visit"), {
      columns: [column("place", "int"), column("day", "int")],
      primaryKey: { columns: ["place", "day"] },
      foreignKeys: [
        { name: "FK_place", columns: ["place"], references: qualify("place"), referencedColumns: ["id"] },
      ],
    }),
  ],
};

const tied: Schema = {
  ...emptySchema,
  tables: [
    table(qualify("pair"), {
      columns: [column("x", "int"), column("y", "int")],
      primaryKey: { columns: ["x"] },
      indexes: [{ name: "UQ_xy", parts: [{ column: "x" }, { column: "y" }], unique: true }],
    }),
    table(qualify("tie"), {
      columns: [column("id", "int"), column("a", "int"), column("b", "int")],
      primaryKey: { columns: ["id"] },
      foreignKeys: [
        { columns: ["a"], references: qualify("pair"), referencedColumns: ["x"] },
        { columns: ["a", "b"], references: qualify("pair"), referencedColumns: ["x", "y"] },
      ],
    }),
  ],
};

/** Words with marks, both of which are searched: what refers to an optional key, and that key. */
const marks = (nullable: boolean): Schema => {
  const text = { name: "text", type: mysql.types.parse("varchar(80)"), nullable: true };
  const searched = (name: string) => ({
    name,
    parts: [{ column: "text" }],
    method: "fulltext",
  });
  return {
    ...emptySchema,
    tables: [
      table(qualify("word"), {
        columns: [column("id", "int"), column("code", "int", { nullable }), text],
        primaryKey: { columns: ["id"] },
        indexes: [{ name: "UQ_code", parts: [{ column: "code" }], unique: true }, searched("FT_word")],
      }),
      table(qualify("mark"), {
        columns: [column("id", "int"), column("word", "int", { nullable }), text],
        primaryKey: { columns: ["id"] },
        foreignKeys: [
          { name: "FK_word", columns: ["word"], references: qualify("word"), referencedColumns: ["code"] },
        ],
        indexes: [searched("FT_mark")],
      }),
    ],
  };
};

const keyChanges: readonly (readonly [title: string, change: ScriptFunction])[] = [
  [
    "a key gets a second column, filled in",
    (op) =>
      op.alterTable("place", (t) => {
        t.dropPrimaryKey(null, ["id"]);
        t.addColumn("zone", "bigint", { backfill: "region + 1" });
        t.alterColumn("region", { type: "bigint" }, { was: { type: "int" } });
        t.createPrimaryKey(null, ["id", "zone"]);
        t.createIndex("UQ_id", ["id"], { unique: true });
      }),
  ],
  [
    "another column becomes the key",
    (op) =>
      op.alterTable("place", (t) => {
        t.dropPrimaryKey(null, ["id"]);
        t.addColumn("code", "char(36)", { backfill: "concat('p', id)" });
        t.createPrimaryKey(null, ["code"]);
        t.createIndex("UQ_id", ["id"], { unique: true });
      }),
  ],
  [
    "a key that serves its own foreign key loses that column",
    (op) =>
      op.alterTable("visit", (t) => {
        t.dropPrimaryKey(null, ["place", "day"]);
        t.addColumn("id", "int", { backfill: "place * 100 + day" });
        t.alterColumn("day", { type: "bigint" }, { was: { type: "int" } });
        t.createPrimaryKey(null, ["id", "day"]);
      }),
  ],
];

describe.each(mysqlTargets)("columns that a foreign key links, on $name,", (target) => {
  let database: OpenDatabase;
  beforeAll(async () => {
    database = await openDatabase(target);
  });
  afterAll(() => database.drop());

  const find = async (declared: Schema) => {
    const options = {
      ...defaultCompareOptions,
      answers: { ...defaultCompareOptions.answers, acceptDataLoss: true },
    };
    return compare(
      await database.read(),
      mysql.normalise(declared, database.facts),
      mysql.rules(database.facts),
      options,
    ).operations;
  };

  test.each(changes)("become %s with their rows, and go back", async (_, from, to) => {
    await database.build(from);
    const before = await database.dump();
    await database.connection.execute("INSERT INTO countries VALUES ('1'), ('2')");
    await database.connection.execute("INSERT INTO users VALUES (1, '2'), (2, NULL)");
    const operations = await find(to);
    await database.apply(operations);
    expect(await find(to)).toEqual([]);
    const [row] = await database.connection.query("SELECT country + 0 AS country FROM users WHERE id = 1");
    expect(Number(row?.["country"])).toBe(2);
    await database.apply(reverse(operations));
    expect(await database.dump()).toBe(before);
  });

  test.each([true, false])(
    "in tables that are searched, from optional %s, they go there and back",
    async (optional) => {
      await database.build(marks(optional));
      const before = await database.dump();
      await database.connection.execute("INSERT INTO word VALUES (1, 7, 'a')");
      await database.connection.execute("INSERT INTO mark VALUES (1, 7, 'b')");
      const operations = await find(marks(!optional));
      await database.apply(operations);
      expect(await find(marks(!optional))).toEqual([]);
      await database.apply(reverse(operations));
      expect(await database.dump()).toBe(before);
    },
  );

  test("two nameless foreign keys from the same column, both of whose keys go for a while", async () => {
    await database.build(tied);
    const before = await database.dump();
    const operations = await record(
      (op) =>
        op.alterTable("pair", (t) => {
          t.dropPrimaryKey(null, ["x"]);
          t.dropIndex("UQ_xy", ["x", "y"], { unique: true });
          t.addColumn("z", "int", { backfill: "x + y" });
          t.renameColumn("y", "v");
          t.createPrimaryKey(null, ["x", "z"]);
          t.createIndex("UQ_x", ["x"], { unique: true });
          t.createIndex("UQ_xv", ["x", "v"], { unique: true });
        }),
      scriptLanguage(mysql, database.facts),
    );
    await database.apply(operations);
    const pair = (await database.read()).tables.find(({ name }) => name === "pair");
    expect(pair?.indexes.map(({ name }) => name).toSorted()).toEqual(["UQ_x", "UQ_xv"]);
    await database.apply(reverse(operations));
    expect(await database.dump()).toBe(before);
  });

  test.each(keyChanges)(
    "%s, though foreign keys need an index there; the way back restores it",
    async (_, change) => {
      await database.build(places);
      const before = await database.dump();
      await database.connection.execute("INSERT INTO place VALUES (1, 1, NULL), (2, 1, 1)");
      await database.connection.execute("INSERT INTO visit VALUES (1, 1), (2, 1), (2, 2)");
      const operations = await record(change, scriptLanguage(mysql, database.facts));
      await database.apply(operations);
      await database.apply(reverse(operations));
      expect(await database.dump()).toBe(before);
      expect(await database.connection.query("SELECT parent FROM place ORDER BY id")).toEqual([
        { parent: null },
        { parent: 1 },
      ]);
    },
  );
});
