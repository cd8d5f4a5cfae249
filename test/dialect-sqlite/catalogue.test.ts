import { afterEach, describe, expect, test } from "vitest";
import { sqlite } from "@typeorm-autogen/dialect-sqlite";
import type { Connection } from "@typeorm-autogen/dialect";
import { sqliteTargets } from "../live/targets.js";
import { readSchema, sandbox, type Sandbox } from "./sandbox.js";

const open: Sandbox[] = [];
afterEach(async () => {
  for (const box of open.splice(0)) await box.end();
});

// A connection that counts what is asked of it.
function counted(connection: Connection): { readonly connection: Connection; statements: string[] } {
  const statements: string[] = [];
  const query: Connection["query"] = (sql, parameters) => {
    statements.push(sql);
    return connection.query(sql, parameters);
  };
  return { connection: { ...connection, serverVersion: connection.serverVersion, query }, statements };
}

describe.each(sqliteTargets)("on $name", (target) => {
  const start = async (sql: string): Promise<Sandbox> => {
    const box = await sandbox(target, sql);
    open.push(box);
    return box;
  };

  test("the number of statements does not depend on the number of tables", async () => {
    const table = (n: number) => `
      CREATE TABLE t${n} (id integer PRIMARY KEY AUTOINCREMENT, name varchar(100) NOT NULL DEFAULT ('x'), up int,
        CONSTRAINT UQ_${n} UNIQUE (name), CONSTRAINT FK_${n} FOREIGN KEY (up) REFERENCES t${n} (id));
      CREATE INDEX i${n} ON t${n} (name, up) WHERE up > 1;
      CREATE TRIGGER tr${n} AFTER INSERT ON t${n} BEGIN SELECT 1; END;`;
    const counts: number[] = [];
    for (const size of [10, 500]) {
      const box = await start(
        `BEGIN; CREATE TABLE typeorm_metadata (type, database, schema, "table", name, value);
        ${Array.from({ length: size }, (_, n) => table(n)).join("")} COMMIT`,
      );
      const { connection, statements } = counted(box.connection);
      expect((await readSchema(connection)).tables).toHaveLength(size + 1);
      counts.push(statements.length);
    }
    expect(counts).toEqual([4, 4]);
  });

  test("virtual, shadow, temporary, attached and internal tables are not there", async () => {
    const box = await start(`
      CREATE TABLE mine (id integer PRIMARY KEY AUTOINCREMENT, text text);
      CREATE VIRTUAL TABLE words USING fts5 (text);
      CREATE VIRTUAL TABLE boxes USING rtree (id, a, b);
      CREATE TEMP TABLE passing (id integer);
      CREATE TEMP TRIGGER passing_too AFTER INSERT ON mine BEGIN SELECT 1; END;
      ATTACH ':memory:' AS other;
      CREATE TABLE other.elsewhere (id integer);
      INSERT INTO mine (text) VALUES ('x');
      ANALYZE;`);
    const schema = await box.read();
    expect(schema.tables.map(({ name }) => name)).toEqual(["mine"]);
    expect(schema.tables[0]?.triggers).toBeUndefined();
    expect(schema.tables[0]?.indexes).toEqual([]);
  });

  test("views come with their whole text, triggers with their table, names in the case of their definition", async () => {
    const box = await start(`
      CREATE TABLE Users (Id integer PRIMARY KEY, Name text);
      CREATE TABLE posts (author int REFERENCES USERS (ID), UNIQUE (AUTHOR));
      CREATE INDEX i ON posts (Author);
      CREATE VIEW [all of them] AS SELECT * FROM users -- all
      ;
      CREATE TRIGGER t AFTER DELETE ON USERS BEGIN DELETE FROM posts; END;`);
    const { tables, views } = await box.read();
    expect(views).toEqual([
      {
        schema: null,
        name: "all of them",
        definition: "SELECT * FROM users -- all",
      },
    ]);
    expect(tables[0]?.triggers).toEqual([
      { name: "t", sql: "CREATE TRIGGER t AFTER DELETE ON USERS BEGIN DELETE FROM posts; END" },
    ]);
    expect(tables[1]?.foreignKeys).toEqual([
      { columns: ["author"], references: { schema: null, name: "Users" }, referencedColumns: ["Id"] },
    ]);
    expect(tables[1]?.uniques).toEqual([{ columns: ["author"] }]);
    expect(tables[1]?.indexes).toEqual([{ name: "i", parts: [{ column: "author" }] }]);
  });

  test("tables that ALTER TABLE has changed read as what they are now", async () => {
    const box = await start(`
      CREATE TABLE a (x int CHECK (x > 0), y int, CONSTRAINT c CHECK (y > x), UNIQUE (y)); CREATE INDEX i ON a (x) WHERE x > y;
      ALTER TABLE a RENAME COLUMN x TO "the x"; ALTER TABLE a ADD COLUMN z text DEFAULT 'z' REFERENCES a (y);
      ALTER TABLE a ADD COLUMN w int; ALTER TABLE a DROP COLUMN w; ALTER TABLE a RENAME TO "the a";`);
    const { tables } = await box.read();
    expect(tables[0]).toMatchObject({
      name: "the a",
      columns: [{ name: "the x" }, { name: "y" }, { name: "z", default: "'z'" }],
      checks: [{ expression: '"the x" > 0' }, { name: "c", expression: 'y > "the x"' }],
      foreignKeys: [{ columns: ["z"], references: { name: "the a" }, referencedColumns: ["y"] }],
      indexes: [{ name: "i", parts: [{ column: "the x" }], where: '"the x" > y' }],
    });
  });
});

test("types are the text of the declaration, levelled", () => {
  const { parse, print } = sqlite.types;
  const same = [
    ["VARCHAR ( 255 )", "varchar(255)"],
    ["Unsigned   Big INT", "unsigned big int"],
    ["decimal( 10 , 2 )", "decimal(10,2)"],
    ["", ""],
    ["DOUBLE PRECISION", "double precision"],
    ["text[]", '"text[]"'],
    ["select", '"select"'],
    ['a"); DROP TABLE t; --', '"a""); drop table t; --"'],
  ] as const;
  for (const [text, printed] of same) {
    expect(print(parse(text))).toBe(printed);
    expect(parse(print(parse(text)))).toEqual(parse(text));
  }
  expect(parse("varchar(255)")).toEqual({ name: "varchar", arguments: [255] });
});

test("literals are SQLite's", () => {
  expect(["it's", null, true, false, 5, -1.5, 10n ** 12n, Infinity, "a\0b"].map(sqlite.literal)).toEqual([
    "'it''s'",
    "NULL",
    "1",
    "0",
    "5",
    "-1.5",
    "1000000000000",
    "9e999",
    "CAST(x'610062' AS TEXT)",
  ]);
});

test("only text and blobs are cast into each other", () => {
  const { conversion, typeAffinity, declarable, equivalentCollation } = sqlite.rules(sqlite.defaultFacts);
  const column = (type: string) => ({ name: "c", type: sqlite.types.parse(type), nullable: true });
  expect(conversion(column("text"), column("blob"))).toBe('CAST("c" AS BLOB)');
  expect(conversion(column("blob"), column("varchar(20)"))).toBe('CAST("c" AS TEXT)');
  for (const [from, to] of [
    ["text", "integer"],
    ["varchar", "datetime"],
    ["real", "int"],
    ["varchar(5)", "varchar(9)"],
  ] as const)
    expect(conversion(column(from), column(to))).toBeUndefined();
  const likeness = (a: string, b: string) => typeAffinity(sqlite.types.parse(a), sqlite.types.parse(b));
  expect(likeness("int", "int")).toBe(1);
  expect(likeness("varchar(5)", "varchar(9)")).toBeGreaterThan(likeness("varchar(5)", "text"));
  expect(likeness("text", "int")).toBe(0);
  expect(declarable({ name: "i", parts: [{ column: "a" }], where: "a > 0", unique: true })).toBe(true);
  expect(declarable({ name: "i", parts: [{ column: "a", descending: true }] })).toBe(false);
  const text = sqlite.types.parse("text");
  expect(equivalentCollation({ type: text, collation: "BINARY" }, { type: text })).toBe(true);
  expect(equivalentCollation({ type: text, collation: "NOCASE" }, { type: text, collation: "nocase" })).toBe(
    true,
  );
});
