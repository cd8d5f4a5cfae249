import { afterEach, describe, expect, test } from "vitest";
import { sqlite } from "@typeorm-autogen/dialect-sqlite";
import { qualify } from "@typeorm-autogen/model";
import type { Operation, TableChange } from "@typeorm-autogen/ops";
import { reverse } from "@typeorm-autogen/ops";
import { sqliteTargets } from "../live/targets.js";
import { applyAndCompare, comparable, sandbox, type Sandbox } from "./sandbox.js";

const open: Sandbox[] = [];
afterEach(async () => {
  for (const box of open.splice(0)) await box.end();
});

const alter = (name: string, ...changes: Record<string, unknown>[]): Operation => ({
  kind: "alterTable",
  table: qualify(name),
  changes: changes.map((change) => ({ table: qualify(name), ...change })) as unknown as TableChange[],
});

const toVarchar50 = (column: string) => ({
  kind: "alterColumn",
  column,
  to: { type: { name: "varchar", arguments: [50] } },
});

describe.each(sqliteTargets)("on $name", (target) => {
  const start = async (sql: string): Promise<Sandbox> => {
    const box = await sandbox(target, sql);
    open.push(box);
    return box;
  };
  const sqlOf = async (box: Sandbox, name: string): Promise<unknown> =>
    (await box.rows(`SELECT sql FROM sqlite_schema WHERE name = '${name}'`))[0]?.["sql"];

  test("a rebuild keeps rows, the counter, child rows, triggers, views and indexes", async () => {
    const box = await start(`
      CREATE TABLE parent (id INTEGER PRIMARY KEY AUTOINCREMENT, name varchar(20) NOT NULL COLLATE NOCASE, n int DEFAULT 5 CHECK (n > 0));
      CREATE TABLE child (id integer primary key, p int REFERENCES parent(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED);
      CREATE TABLE log (what text);
      CREATE UNIQUE INDEX part ON parent (lower(name) COLLATE nocase DESC, n) WHERE n > 1;
      CREATE TRIGGER parent_ai AFTER INSERT ON parent BEGIN INSERT INTO log VALUES (NEW.name); END;
      CREATE VIEW shown AS SELECT id, name FROM parent WHERE n > 1;
      CREATE TRIGGER shown_ii INSTEAD OF INSERT ON shown BEGIN INSERT INTO parent (name) VALUES (NEW.name); END;
      INSERT INTO parent (name, n) VALUES ('a', 1), ('b', 2), ('c', 3);
      INSERT INTO child (p) VALUES (1), (2);
      DELETE FROM parent WHERE id = 3;
      DELETE FROM log;
      PRAGMA foreign_keys = ON;`);
    await applyAndCompare(box, [alter("parent", toVarchar50("name"))]);
    expect(await box.rows("SELECT * FROM parent")).toEqual([
      { id: 1, name: "a", n: 1 },
      { id: 2, name: "b", n: 2 },
    ]);
    expect(await box.rows("SELECT p FROM child")).toEqual([{ p: 1 }, { p: 2 }]);
    expect(await box.rows("SELECT * FROM log")).toEqual([]);
    await box.exec("INSERT INTO shown (name) VALUES ('d')");
    expect(await box.rows("SELECT id FROM parent WHERE name = 'D'")).toEqual([{ id: 4 }]);
    expect(await box.rows("SELECT * FROM log")).toEqual([{ what: "d" }]);
    await box.exec("DELETE FROM parent WHERE id = 1");
    expect(await box.rows("SELECT p FROM child")).toEqual([{ p: 2 }]);
  });

  test("a counter that never counted, and one whose rows are all gone, are kept", async () => {
    const box = await start(`
      CREATE TABLE fresh (id INTEGER PRIMARY KEY AUTOINCREMENT, a text);
      CREATE TABLE spent (id INTEGER PRIMARY KEY AUTOINCREMENT, a text);
      INSERT INTO spent (a) VALUES ('x'), ('y'); DELETE FROM spent;`);
    await applyAndCompare(box, [alter("fresh", toVarchar50("a")), alter("spent", toVarchar50("a"))]);
    expect(await box.rows("SELECT * FROM sqlite_sequence WHERE name <> 'fresh'")).toEqual([
      { name: "spent", seq: 2 },
    ]);
    await box.exec("INSERT INTO fresh (a) VALUES ('x'); INSERT INTO spent (a) VALUES ('z')");
    expect(await box.rows("SELECT id FROM fresh UNION ALL SELECT id FROM spent")).toEqual([
      { id: 1 },
      { id: 3 },
    ]);
  });

  test("rowids live on where no column is one, also under a column called rowid", async () => {
    const box = await start(`
      CREATE TABLE a (n text); INSERT INTO a (rowid, n) VALUES (7, 'x'), (9, 'y');
      CREATE TABLE b (rowid text, n text); INSERT INTO b (oid, rowid) VALUES (5, 'r');`);
    await applyAndCompare(box, [alter("a", toVarchar50("n")), alter("b", toVarchar50("n"))]);
    expect(await box.rows("SELECT rowid AS r, n FROM a")).toEqual([
      { r: 7, n: "x" },
      { r: 9, n: "y" },
    ]);
    expect(await box.rows("SELECT oid AS r, rowid AS n FROM b")).toEqual([{ r: 5, n: "r" }]);
  });

  test("STRICT, WITHOUT ROWID, collations, deferrability and unnamed constraints are kept", async () => {
    const box = await start(`
      CREATE TABLE p (id integer PRIMARY KEY);
      CREATE TABLE s (code text COLLATE rtrim PRIMARY KEY NOT NULL, n integer CHECK (n > 0) UNIQUE, p integer
        REFERENCES p DEFERRABLE INITIALLY DEFERRED, twice int GENERATED ALWAYS AS (n * 2) STORED) STRICT, WITHOUT ROWID;
      INSERT INTO s (code, n) VALUES ('a', 1);`);
    const before = await box.read();
    await applyAndCompare(box, [alter("s", { kind: "alterColumn", column: "n", to: { default: "4" } })]);
    const [, table] = (await box.read()).tables;
    expect(table?.options).toEqual({ strict: true, withoutRowid: true });
    expect(table?.foreignKeys).toEqual(before.tables[1]?.foreignKeys);
    await box.exec("INSERT INTO s (code) VALUES ('b')");
    expect(await box.rows("SELECT code, n, twice FROM s")).toEqual([
      { code: "a", n: 1, twice: 2 },
      { code: "b", n: 4, twice: 8 },
    ]);
    await expect(box.exec("INSERT INTO s (code, n) VALUES ('c', 'text')")).rejects.toThrow(
      /cannot store TEXT/,
    );
  });

  test("views, triggers and foreign keys elsewhere follow a column that is renamed during a rebuild", async () => {
    const box = await start(`
      CREATE TABLE p (id integer PRIMARY KEY, a text, other text, UNIQUE (a));
      CREATE TABLE q (a text REFERENCES p (a));
      CREATE VIEW v AS SELECT p.a AS pa, q.a AS qa FROM p JOIN q ON p.a = q.a;
      CREATE TRIGGER t AFTER UPDATE OF a ON p WHEN NEW.a <> 'skip' BEGIN UPDATE q SET a = NEW.a WHERE a = OLD.a; END;
      INSERT INTO p (a) VALUES ('x'); INSERT INTO q VALUES ('x');`);
    await applyAndCompare(box, [
      alter("p", toVarchar50("other"), { kind: "renameColumn", from: "a", to: "b" }, toVarchar50("b"), {
        kind: "createCheck",
        check: { name: "CHK_b", expression: "b <> 'no'" },
      }),
    ]);
    expect(await box.rows("SELECT * FROM v")).toEqual([{ pa: "x", qa: "x" }]);
    await box.exec("UPDATE p SET b = 'y'");
    expect(await box.rows("SELECT a FROM q")).toEqual([{ a: "y" }]);
    expect(
      (await box.read()).tables.find(({ name }) => name === "q")?.foreignKeys[0]?.referencedColumns,
    ).toEqual(["b"]);
    await expect(box.exec("UPDATE p SET b = 'no'")).rejects.toThrow(/CHECK constraint failed: CHK_b/);
  });

  test("columns may change places, and a new column may take an old one's name", async () => {
    const box = await start("CREATE TABLE t (a text, b text, c text); INSERT INTO t VALUES ('a', 'b', 'c')");
    const rename = (from: string, to: string) => ({ kind: "renameColumn", from, to });
    await applyAndCompare(box, [
      alter("t", toVarchar50("c"), rename("a", "x"), rename("b", "a"), rename("x", "b"), {
        kind: "createUnique",
        unique: { name: "UQ", columns: ["a", "b"] },
      }),
    ]);
    expect(await box.rows("SELECT * FROM t")).toEqual([{ b: "a", a: "b", c: "c" }]);
    await applyAndCompare(box, [
      alter(
        "t",
        rename("c", "d"),
        {
          kind: "addColumn",
          column: { name: "c", type: { name: "text" }, nullable: false },
          backfill: "d || a",
        },
        { kind: "dropUnique", unique: { name: "UQ", columns: ["a", "b"] } },
        { kind: "dropColumn", column: { name: "a", type: { name: "text" }, nullable: true } },
        rename("b", "a"),
      ),
    ]);
    expect(await box.rows("SELECT a, c, d FROM t")).toEqual([{ a: "a", c: "cb", d: "c" }]);
  });

  test("using, backfill and the value of a column that was just added see each other as they are by then", async () => {
    const box = await start(
      "CREATE TABLE t (id integer PRIMARY KEY, n text, m int); INSERT INTO t VALUES (1, ' 7 ', NULL), (2, '8', 3)",
    );
    await applyAndCompare(box, [
      alter(
        "t",
        { kind: "alterColumn", column: "n", to: { type: { name: "integer" } }, using: "trim(n)" },
        { kind: "alterColumn", column: "m", to: { nullable: false }, backfill: "n * 10" },
        { kind: "renameColumn", from: "m", to: "k" },
        {
          kind: "addColumn",
          column: { name: "sum", type: { name: "int" }, nullable: false },
          backfill: "n + k",
        },
      ),
    ]);
    expect(await box.rows("SELECT n, k, sum, typeof(n) AS t FROM t")).toEqual([
      { n: 7, k: 70, sum: 77, t: "integer" },
      { n: 8, k: 3, sum: 11, t: "integer" },
    ]);
  });

  test("changing a type loses no value that the new type cannot hold", async () => {
    const box = await start(`CREATE TABLE t (a text, b text, c text, d blob, e varchar);
      INSERT INTO t VALUES ('12', 'abc', '2020-01-31', x'6162', '1.5')`);
    const to = (column: string, name: string) => ({ kind: "alterColumn", column, to: { type: { name } } });
    await applyAndCompare(box, [
      alter(
        "t",
        to("a", "integer"),
        to("b", "integer"),
        to("c", "datetime"),
        to("d", "text"),
        to("e", "blob"),
      ),
    ]);
    expect(await box.rows("SELECT a, b, c, d, hex(e) AS e, typeof(e) AS t FROM t")).toEqual([
      { a: 12, b: "abc", c: "2020-01-31", d: "ab", e: "312E35", t: "blob" },
    ]);
  });

  test("a required column without a value for the rows fails and changes nothing", async () => {
    const box = await start("CREATE TABLE t (a text); INSERT INTO t VALUES ('x')");
    const before = await box.read();
    const add = { kind: "addColumn", column: { name: "b", type: { name: "text" }, nullable: false } };
    await expect(box.apply([alter("t", add)])).rejects.toThrow(/NOT NULL constraint failed/);
    expect(await box.read()).toEqual(before);
  });

  test("a view or trigger that still reads a dropped column stops the rebuild", async () => {
    const drop = { kind: "dropColumn", column: { name: "b", type: { name: "text" }, nullable: true } };
    const tables = "CREATE TABLE t (a text, b text, UNIQUE (a)); CREATE TABLE u (a text);";
    const view = await start(`${tables} CREATE VIEW v AS SELECT b FROM t`);
    await expect(view.apply([alter("t", drop, toVarchar50("a"))])).rejects.toThrow(/no such column: b/);
    await expect(view.apply([alter("t", drop)])).rejects.toThrow(/no such column: b/);
    const own = await start(`${tables} CREATE TRIGGER x AFTER UPDATE ON t BEGIN SELECT NEW.b; END`);
    await expect(own.apply([alter("t", drop, toVarchar50("a"))])).rejects.toThrow(/no such column: NEW.b/);
    const other = await start(`${tables} CREATE TRIGGER x AFTER DELETE ON u BEGIN UPDATE t SET b = 1; END`);
    await expect(other.apply([alter("t", drop, toVarchar50("a"))])).rejects.toThrow(/no such column: b/);
    const unrelated = await start(`${tables} CREATE VIEW v AS SELECT a AS b FROM u`);
    await applyAndCompare(unrelated, [alter("t", drop, toVarchar50("a"))]);
  });

  test("a self-reference and references from elsewhere mean the new table", async () => {
    const box =
      await start(`CREATE TABLE node (id integer PRIMARY KEY, up int REFERENCES node (id) ON DELETE CASCADE, n text);
      CREATE TABLE leaf (node int REFERENCES "NODE"); INSERT INTO node VALUES (1, NULL, 'a'), (2, 1, 'b'); INSERT INTO leaf VALUES (2)`);
    await applyAndCompare(box, [alter("node", toVarchar50("n"))]);
    expect(await sqlOf(box, "leaf")).toContain('REFERENCES "NODE"');
    expect(await sqlOf(box, "node")).toContain('REFERENCES "node"');
    await box.exec("PRAGMA foreign_keys = ON");
    await box.exec("DELETE FROM leaf; DELETE FROM node WHERE id = 1");
    expect(await box.rows("SELECT * FROM node")).toEqual([]);
  });

  test("what ALTER TABLE can do is done in place, and several changes make one copy at most", async () => {
    const box = await start(
      "CREATE TABLE t (id integer PRIMARY KEY, a text, b text); CREATE INDEX i ON t (a)",
    );
    const compile = async (...changes: Record<string, unknown>[]) =>
      sqlite
        .compile(alter("t", ...changes), {
          facts: sqlite.defaultFacts,
          state: await box.read(),
          metadataTable: qualify("typeorm_metadata"),
        })
        .map(({ sql }) => sql);
    const text = (name: string, rest = {}) => ({ name, type: { name: "text" }, nullable: true, ...rest });
    expect(
      await compile(
        { kind: "addColumn", column: text("c", { default: "'x'", nullable: false, collation: "NOCASE" }) },
        { kind: "addColumn", column: text("d", { generated: { expression: "a || b", stored: false } }) },
        { kind: "renameColumn", from: "b", to: "e" },
        { kind: "dropIndex", index: { name: "i", parts: [{ column: "a" }] } },
        {
          kind: "createIndex",
          index: { name: "j", parts: [{ column: "e", descending: true }], unique: true, where: "e > ''" },
        },
      ),
    ).toEqual([
      `ALTER TABLE "t" ADD COLUMN "c" text COLLATE NOCASE NOT NULL DEFAULT ('x')`,
      `ALTER TABLE "t" ADD COLUMN "d" text AS (a || b) VIRTUAL`,
      `ALTER TABLE "t" RENAME COLUMN "b" TO "e"`,
      `DROP INDEX "i"`,
      `CREATE UNIQUE INDEX "j" ON "t" ("e" DESC) WHERE e > ''`,
    ]);
    expect(await compile({ kind: "dropColumn", column: text("b") })).toEqual([
      `ALTER TABLE "t" DROP COLUMN "b"`,
    ]);
    expect(await compile({ kind: "renameIndex", from: "i", to: "k" })).toEqual([
      `DROP INDEX "i"`,
      `CREATE INDEX "k" ON "t" ("a")`,
    ]);
    const rebuilt = await compile(toVarchar50("a"), toVarchar50("b"), {
      kind: "addColumn",
      column: text("c"),
    });
    expect(rebuilt).toEqual([
      "PRAGMA legacy_alter_table = ON",
      `CREATE TABLE "autogen_new_t" ("id" integer PRIMARY KEY NOT NULL, "a" varchar(50), "b" varchar(50), "c" text)`,
      `INSERT INTO "autogen_new_t" ("id", "a", "b", "c") SELECT "id", "a", "b", NULL FROM "t"`,
      `DROP TABLE "t"`,
      `ALTER TABLE "autogen_new_t" RENAME TO "t"`,
      "PRAGMA legacy_alter_table = OFF",
      `CREATE INDEX "i" ON "t" ("a")`,
    ]);
    for (const standing of ["CURRENT_TIMESTAMP", "1 + 1", "datetime('now')"])
      expect(await compile({ kind: "addColumn", column: text("c", { default: standing }) })).toHaveLength(7);
  });

  test("every operation goes there and back", async () => {
    const box = await start(`CREATE TABLE p (id integer PRIMARY KEY, a int, b text UNIQUE);
      INSERT INTO p VALUES (1, 2, 'x')`);
    const text = (name: string) => ({ name, type: { name: "text" }, nullable: true });
    const changes: readonly Record<string, unknown>[] = [
      { kind: "addColumn", column: { ...text("c"), generated: { expression: "a + 1", stored: true } } },
      {
        kind: "alterColumn",
        column: "a",
        to: { nullable: false, default: "5" },
        was: { nullable: true, type: { name: "int" } },
      },
      {
        kind: "alterColumn",
        column: "b",
        to: { collation: "NOCASE" },
        was: { nullable: true, type: { name: "text" } },
      },
      { kind: "renameColumn", from: "a", to: "z" },
      { kind: "createUnique", unique: { name: "UQ_ab", columns: ["a", "b"] } },
      { kind: "createUnique", unique: { columns: ["a"] } },
      { kind: "dropUnique", unique: { columns: ["b"] } },
      { kind: "createCheck", check: { name: "CHK_a", expression: "a > 0" } },
      { kind: "createCheck", check: { expression: `"b" IN ('x','y')` } },
      {
        kind: "createForeignKey",
        foreignKey: {
          name: "FK_id",
          columns: ["id"],
          references: qualify("p"),
          referencedColumns: ["id"],
          onDelete: "set null",
          onUpdate: "cascade",
          deferrable: "immediate",
        },
      },
      {
        kind: "createIndex",
        index: { name: "IDX", parts: [{ expression: "a + 1" }, { column: "b", collation: "RTRIM" }] },
      },
      { kind: "dropPrimaryKey", primaryKey: { columns: ["id"] } },
      { kind: "addColumn", column: { ...text("d"), default: "CURRENT_TIMESTAMP" } },
      { kind: "setTableOptions", to: { strict: true }, was: { strict: null } },
      { kind: "setTableOptions", to: { withoutRowid: true }, was: { withoutRowid: null } },
    ];
    for (const change of changes) {
      const before = await box.read();
      const operations = [alter("p", change)];
      await applyAndCompare(box, operations);
      expect((await box.rows("SELECT id, b FROM p"))[0]).toEqual({ id: 1, b: "x" });
      await applyAndCompare(box, reverse(operations));
      expect(comparable(await box.read())).toEqual(comparable(before));
    }
    const table = (await box.read()).tables[0]!;
    const rename: Operation = { kind: "renameTable", from: qualify("p"), to: qualify("P") };
    await applyAndCompare(box, [rename]);
    await applyAndCompare(box, reverse([rename]));
    await box.exec("CREATE TRIGGER t AFTER INSERT ON p BEGIN SELECT 1; END");
    const withTrigger = (await box.read()).tables[0]!;
    const drop: Operation = { kind: "dropTable", table: qualify("p"), was: withTrigger };
    await applyAndCompare(box, [drop]);
    await applyAndCompare(box, reverse([drop]));
    expect((await box.read()).tables).toEqual([withTrigger]);
    expect(withTrigger).toEqual({ ...table, triggers: withTrigger.triggers });
  });

  test("metadata rows are kept as TypeORM keeps them, and its table is made when it is missing", async () => {
    const box = await start("CREATE TABLE a (id integer PRIMARY KEY)");
    const row = { table: "a", schema: null, type: "GENERATED_COLUMN", name: "it's" };
    const set: Operation = { kind: "setTypeormMetadata", row, to: "x || 'y'", was: null };
    await box.apply([set]);
    expect(await box.rows("SELECT * FROM typeorm_metadata")).toEqual([
      { type: "GENERATED_COLUMN", database: null, schema: null, table: "a", name: "it's", value: "x || 'y'" },
    ]);
    expect((await box.read()).typeormMetadata).toEqual([{ ...row, value: "x || 'y'" }]);
    await box.apply([set, { ...set, to: "other", was: "x || 'y'" }]);
    expect((await box.read()).typeormMetadata).toEqual([{ ...row, value: "other" }]);
    await box.apply(reverse([set]));
    expect((await box.read()).typeormMetadata).toEqual([]);
  });

  test("names that look like SQL go through unharmed", async () => {
    const names = [
      `x"); DROP TABLE t; --`,
      "a'b",
      "tab\tline\nend",
      "[b]`c`",
      "SELECT",
      "ünï 日本",
      "%s ${1}",
    ];
    const box = await start("CREATE TABLE t (id integer PRIMARY KEY)");
    for (const name of names) {
      const columns = names.map((column) => ({ name: column, type: { name: "text" }, nullable: true }));
      await applyAndCompare(box, [
        {
          kind: "createTable",
          table: {
            ...qualify(name),
            columns,
            uniques: [{ name: `UQ ${name}`, columns: [name] }],
            checks: [
              { name: `CHK ${name}`, expression: `${sqlite.identifier(name)} <> ${sqlite.literal(name)}` },
            ],
            foreignKeys: [],
            indexes: [{ name: `IDX ${name}`, parts: [{ column: name }] }],
          },
        },
      ]);
      await applyAndCompare(box, [
        alter(name, toVarchar50(name), { kind: "renameColumn", from: name, to: `${name}2` }),
      ]);
    }
    expect((await box.read()).tables).toHaveLength(names.length + 1);
  });

  test("what constraints do with rows that violate them is kept, and no such row is lost by a rebuild", async () => {
    const box = await start(`
      CREATE TABLE t (id INTEGER PRIMARY KEY ON CONFLICT REPLACE AUTOINCREMENT, a text NOT NULL ON CONFLICT IGNORE DEFAULT 'x',
        b text UNIQUE ON CONFLICT REPLACE, c text, CONSTRAINT u UNIQUE (a, c) ON CONFLICT FAIL);
      CREATE TABLE k (a int, b int, c text, PRIMARY KEY (a, b) ON CONFLICT IGNORE) WITHOUT ROWID;
      INSERT INTO t (a, b, c) VALUES ('a', 'b', 'same'), ('a2', 'b2', 'same'); INSERT INTO k VALUES (1, 1, 'first')`);
    const before = await box.read();
    await applyAndCompare(box, [alter("t", toVarchar50("c")), alter("k", toVarchar50("c"))]);
    const t = (await box.read()).tables.find(({ name }) => name === "t");
    expect(t?.uniques).toEqual(before.tables.find(({ name }) => name === "t")?.uniques);
    await box.rows("INSERT INTO t (a, b, c) VALUES (NULL, 'b3', 'x')");
    await box.rows("INSERT INTO t (id, a, b, c) VALUES (7, 'a3', 'b', 'z')");
    await box.rows("INSERT INTO k VALUES (1, 1, 'second')");
    expect(await box.rows("SELECT id, a FROM t ORDER BY id")).toEqual([
      { id: 2, a: "a2" },
      { id: 7, a: "a3" },
    ]);
    expect(await box.rows("SELECT c FROM k")).toEqual([{ c: "first" }]);
    await box.rows("UPDATE t SET c = 'same'");
    const unique = { name: "u2", columns: ["c"], options: { onConflict: "ignore" } };
    await expect(box.apply([alter("t", { kind: "createUnique", unique })])).rejects.toThrow(/UNIQUE/);
    expect(await box.rows("SELECT id FROM t ORDER BY id")).toHaveLength(2);
    const hostile = { name: "u3", columns: ["b"], options: { onConflict: "ignore); DROP TABLE k" } };
    await expect(box.apply([alter("t", { kind: "createUnique", unique: hostile })])).rejects.toThrow(
      "unsupported: ON CONFLICT ignore); DROP TABLE k of a key of table t on SQLite",
    );
  });

  test("the order and collation of keys outlive a rebuild, and decide what is the same as before", async () => {
    const box = await start(`
      CREATE TABLE t (id int NOT NULL, a text, b text, note text, CONSTRAINT p PRIMARY KEY (a COLLATE nocase DESC, id),
        CONSTRAINT u UNIQUE (b COLLATE rtrim, id DESC), UNIQUE (note DESC) ON CONFLICT IGNORE);
      CREATE TABLE one (a text, note text, PRIMARY KEY (a COLLATE nocase)) WITHOUT ROWID;
      CREATE TABLE odd (id INTEGER PRIMARY KEY DESC, note text);
      CREATE TABLE alias (id INTEGER, note text, PRIMARY KEY (id DESC));
      INSERT INTO t VALUES (1, 'x', 'y', 'n'); INSERT INTO one VALUES ('x', 'n');
      INSERT INTO odd (note) VALUES ('n'); INSERT INTO alias (note) VALUES ('n')`);
    const keys = () =>
      box.rows(`SELECT m.name AS "table", x.seqno, x.name, x.desc, x.coll
        FROM sqlite_schema m, pragma_index_list(m.name) l, pragma_index_xinfo(l.name) x
        WHERE m.type = 'table' ORDER BY m.name, l.origin, x.seqno, x.name`);
    const before = await keys();
    expect(before).toContainEqual({ table: "t", seqno: 0, name: "a", desc: 1, coll: "nocase" });
    const names = ["t", "one", "odd", "alias"];
    await applyAndCompare(
      box,
      names.map((name) => alter(name, toVarchar50("note"))),
    );
    expect(await keys()).toEqual(before);
    await expect(box.exec("INSERT INTO t VALUES (1, 'X', 'z', 'o')")).rejects.toThrow(/UNIQUE/);
    await expect(box.exec("INSERT INTO t VALUES (1, 'z', 'y  ', 'o')")).rejects.toThrow(/UNIQUE/);
    await expect(box.exec("INSERT INTO one VALUES ('X', 'o')")).rejects.toThrow(/UNIQUE/);
    expect(await box.rows("SELECT odd.id AS odd, alias.id AS alias FROM odd, alias")).toEqual([
      { odd: null, alias: 1 },
    ]);
  });

  test("virtual tables, what keeps their content, and triggers that feed them outlive a rebuild", async () => {
    const box = await start(`
      CREATE TABLE doc (id integer PRIMARY KEY, body text, size int);
      CREATE VIRTUAL TABLE words USING fts5 (body, content = 'doc', content_rowid = 'id');
      CREATE VIRTUAL TABLE boxes USING rtree (id, a, b);
      CREATE TRIGGER feed AFTER INSERT ON doc BEGIN INSERT INTO words (rowid, body) VALUES (new.id, new.body); END;
      CREATE VIEW hits AS SELECT d.id FROM words w JOIN doc d ON d.id = w.rowid WHERE words MATCH 'fox';
      INSERT INTO doc VALUES (5, 'a fox', 1); INSERT INTO boxes VALUES (1, 0, 2)`);
    const kept = () =>
      box.rows(
        "SELECT name, type FROM pragma_table_list WHERE schema = 'main' AND name <> 'doc' ORDER BY name",
      );
    const before = await kept();
    expect((await box.read()).tables.map(({ name }) => name)).toEqual(["doc"]);
    await applyAndCompare(box, [alter("doc", toVarchar50("size"))]);
    await box.rows("INSERT INTO doc VALUES (9, 'the fox', 2)");
    expect(await box.rows("SELECT id FROM hits ORDER BY id")).toEqual([{ id: 5 }, { id: 9 }]);
    expect(await box.rows("SELECT id FROM boxes WHERE a < 1")).toEqual([{ id: 1 }]);
    expect(await kept()).toEqual(before);
  });

  test("what SQLite has not is refused by name", async () => {
    const box = await start("CREATE TABLE t (id integer PRIMARY KEY, a text)");
    const comment = alter("t", { kind: "setTableComment", to: "x", was: null });
    const refused: readonly (readonly [Operation, RegExp])[] = [
      [{ kind: "createSchema", name: "app" }, /^unsupported: schema app on SQLite/],
      [
        { kind: "createEnum", enum: { ...qualify("mood"), values: [] } },
        /^unsupported: enum type mood on SQLite/,
      ],
      [{ kind: "createSequence", sequence: qualify("s") }, /^unsupported: sequence s on SQLite/],
      [{ kind: "createExtension", name: "citext" }, /^unsupported: extension citext on SQLite/],
      [comment, /^unsupported: the comment of table t on SQLite/],
      [{ kind: "dropTable", table: qualify("t", "app") }, /^unsupported: schema app of table t on SQLite/],
      [
        alter("t", { kind: "createIndex", index: { name: "i", parts: [{ column: "a" }], method: "gin" } }),
        /^unsupported: method gin of index i/,
      ],
    ];
    for (const [operation, message] of refused)
      await expect(box.apply([operation])).rejects.toMatchObject({
        code: "unsupported",
        message: expect.stringMatching(message),
      });
  });
});

test("without the state of a table only what any table can take is compiled", () => {
  const context = { facts: sqlite.defaultFacts, state: null, metadataTable: qualify("typeorm_metadata") };
  const index = alter("t", { kind: "createIndex", index: { name: "i", parts: [{ column: "a" }] } });
  expect(sqlite.needsState(index)).toBe(false);
  expect(sqlite.compile(index, context)).toHaveLength(1);
  const change = alter("t", toVarchar50("a"));
  expect(sqlite.needsState(change)).toBe(true);
  expect(() => sqlite.compile(change, context)).toThrow(
    /^unsupported: changing table t without knowing how it stands/,
  );
});
