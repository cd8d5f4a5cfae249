import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import Database from "better-sqlite3";
import { afterEach, describe, expect, test } from "vitest";
import { sqlite } from "@typeorm-autogen/dialect-sqlite";
import { freshDatabase, type FreshDatabase } from "../live/fresh-database.js";
import { sqliteTargets } from "../live/targets.js";
import { connectTo, readSchema, sandbox, type Sandbox } from "./sandbox.js";

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const projectDir = import.meta.dirname;

function traces(file: string): unknown {
  const folder = dirname(file);
  return [
    readdirSync(folder),
    createHash("sha256").update(readFileSync(file)).digest("hex"),
    statSync(file).mtimeMs,
  ];
}

describe.each(sqliteTargets)("on $name", (target) => {
  const start = async (sql = ""): Promise<Sandbox> => {
    const box = await sandbox(target, sql);
    cleanups.push(box.end);
    return box;
  };
  const fresh = async (): Promise<FreshDatabase> => {
    const database = await freshDatabase(target);
    cleanups.push(database.drop);
    return database;
  };

  test("looking at an absent file reads an empty database and creates nothing", async () => {
    const database = await fresh();
    const connection = await connectTo(database, true);
    expect((await readSchema(connection)).tables).toEqual([]);
    await connection.close();
    expect(readdirSync(dirname(database.database))).toEqual([]);
  });

  test.each(["DELETE", "WAL"])(
    "looking at a file in %s mode leaves no trace, and cannot write",
    async (mode) => {
      const database = await fresh();
      const maker = new Database(database.database);
      maker.exec(`PRAGMA journal_mode = ${mode}; CREATE TABLE a (id integer PRIMARY KEY)`);
      maker.close();
      const before = traces(database.database);
      const connection = await connectTo(database, true);
      await connection.begin("read");
      expect((await readSchema(connection)).tables).toHaveLength(1);
      await connection.commit();
      await expect(connection.execute("CREATE TABLE b (id)")).rejects.toMatchObject({
        code: "not-permitted",
      });
      await connection.close();
      expect(traces(database.database)).toEqual(before);
    },
  );

  test("a WAL database that somebody is writing to is read as of the last commit", async () => {
    const database = await fresh();
    const writer = new Database(database.database);
    writer.exec("PRAGMA journal_mode = WAL; CREATE TABLE a (id integer PRIMARY KEY)");
    writer.exec("BEGIN IMMEDIATE; CREATE TABLE b (id integer PRIMARY KEY)");
    const connection = await connectTo(database, true);
    expect((await readSchema(connection)).tables.map(({ name }) => name)).toEqual(["a"]);
    await connection.close();
    writer.exec("COMMIT");
    expect(existsSync(`${database.database}-wal`)).toBe(true);
    writer.close();
  });

  test("a text of several statements runs as a whole, triggers included", async () => {
    const box = await start();
    await box.exec(`CREATE TABLE a (id integer PRIMARY KEY, n int); -- one; two
      CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE a SET n = 1; UPDATE a SET n = n + 1; END;
      INSERT INTO a (id) VALUES (1)`);
    expect(await box.rows("SELECT * FROM a")).toEqual([{ id: 1, n: 2 }]);
    expect(await box.connection.execute("UPDATE a SET n = ?", [5])).toBe(1);
    expect(await box.connection.execute("UPDATE a SET n = 6;")).toBe(1);
  });

  test("rows that a revision leaves without their parent stop it, and are named", async () => {
    const box =
      await start(`CREATE TABLE p (id integer PRIMARY KEY); CREATE TABLE c (p int REFERENCES p (id));
      INSERT INTO p VALUES (1), (2); INSERT INTO c VALUES (1)`);
    await box.connection.begin("migrate");
    await box.exec("DELETE FROM p WHERE id = 1");
    await expect(box.connection.commit()).rejects.toMatchObject({
      code: "foreign-key-violation",
      message: expect.stringContaining("the row with rowid 1 of c refers to no row of p"),
    });
    expect(await box.rows("SELECT * FROM p")).toHaveLength(2);
  });

  test("violations that were there before do not stop it, new ones do", async () => {
    const box =
      await start(`CREATE TABLE p (id integer PRIMARY KEY); CREATE TABLE c (p int REFERENCES p (id));
      CREATE TABLE mismatched (p int REFERENCES p (absent));
      INSERT INTO p VALUES (1); PRAGMA foreign_keys = OFF; INSERT INTO c VALUES (1), (7)`);
    for (const sql of ["CREATE TABLE x (id)", "CREATE TABLE y (id)"]) {
      await box.connection.begin("migrate");
      await box.exec(sql);
      await box.connection.commit();
    }
    await box.connection.begin("migrate");
    await box.exec("INSERT INTO c VALUES (8)");
    await expect(box.connection.commit()).rejects.toMatchObject({ code: "foreign-key-violation" });
    expect(await box.rows("SELECT p FROM c")).toEqual([{ p: 1 }, { p: 7 }]);
  });

  test("foreign keys are off while migrating and afterwards as they were, also after a failure", async () => {
    const box = await start("PRAGMA foreign_keys = ON");
    const setting = async () => (await box.rows("PRAGMA foreign_keys"))[0]?.["foreign_keys"];
    await box.connection.begin("migrate");
    expect(await setting()).toBe(0);
    await box.connection.commit();
    expect(await setting()).toBe(1);
    await box.connection.begin("migrate");
    await box.exec("PRAGMA legacy_alter_table = ON");
    await box.connection.rollback();
    expect(await setting()).toBe(1);
    expect(await box.rows("PRAGMA legacy_alter_table")).toEqual([{ legacy_alter_table: 0 }]);
    await box.connection.begin("read");
    expect(await setting()).toBe(1);
    await box.connection.rollback();
  });

  test("a writer that holds the file is reported as one", async () => {
    const database = await fresh();
    // Through the same library: locks of two copies of SQLite in one process do not see each other.
    const writer = await connectTo(database);
    await writer.execute("CREATE TABLE a (id); BEGIN IMMEDIATE");
    const connection = await sqlite.connect({
      options: { ...database.options, timeout: 50, busyTimeout: 50 },
      projectDir,
      readOnly: false,
    });
    const message = expect.stringContaining(database.database);
    await expect(connection.begin("migrate")).rejects.toMatchObject({ code: "lock-wait", message });
    await expect(sqlite.lock(connection, "autogen", 150)).rejects.toMatchObject({
      code: "lock-timeout",
      message,
    });
    await writer.execute("COMMIT");
    await (await sqlite.lock(connection, "autogen", 150)).release();
    await connection.begin("migrate");
    await connection.commit();
    await connection.close();
    await writer.close();
  });

  test("a file that is no database, and one that cannot be opened, are named", async () => {
    const database = await fresh();
    writeFileSync(
      database.database,
      "this is no SQLite database, but it is longer than a header is. ".repeat(5),
    );
    await expect(connectTo(database)).rejects.toMatchObject({
      code: "connection-failed",
      message: expect.stringContaining(database.database),
    });
    const missing = { ...database.options, database: join(dirname(database.database), "no", "such.db") };
    await expect(sqlite.connect({ options: missing, projectDir, readOnly: false })).rejects.toMatchObject({
      code: "connection-failed",
    });
  });

  test("a failing statement says what failed", async () => {
    const box = await start();
    await expect(box.rows("SELECT some FROM nowhere")).rejects.toMatchObject({
      code: "statement-failed",
      message: expect.stringMatching(/^no such table: nowhere, in: SELECT some/),
    });
  });
});

test("an open database needs no package, keeps its settings, and refuses the limit that there is not", async () => {
  const client = new Database(":memory:");
  client.pragma("legacy_alter_table = ON");
  const options = {
    get driver(): never {
      throw new Error("nothing is to be opened");
    },
  };
  const lend = (statement: number) =>
    sqlite.borrow?.(client, { options, projectDir, readOnly: false, limits: { lock: 0, statement } });
  await expect(lend(5)).rejects.toThrow(/unsupported: statementTimeout/);
  const connection = await lend(0);
  await connection?.begin("migrate");
  expect(client.pragma("legacy_alter_table", { simple: true })).toBe(0);
  await connection?.commit();
  await connection?.close();
  expect(client.pragma("legacy_alter_table", { simple: true })).toBe(1);
  client.close();
});

test("a URL names the file in each of its forms", () => {
  const path = (url: string) => sqlite.describeTarget({ url, projectDir, readOnly: true });
  expect(path("sqlite:/data/app.db")).toBe("/data/app.db");
  expect(path("sqlite:///data/my%20app.db")).toBe("/data/my app.db");
  expect(path("sqlite://data/app.db")).toBe(join(process.cwd(), "data/app.db"));
  expect(path("sqlite:app.db")).toBe(join(process.cwd(), "app.db"));
  expect(path("sqlite::memory:")).toBe(":memory:");
  expect(path("file:app.db?mode=ro")).toBe("file:app.db?mode=ro");
});

test("a bare URL is opened with an installed package", async () => {
  const folder = mkdtempSync(join(tmpdir(), "autogen-test-"));
  const url = `sqlite:${relative(process.cwd(), join(folder, "a.db"))}`;
  const connection = await sqlite.connect({ url, projectDir: folder, readOnly: false });
  expect(connection.serverVersion).toMatch(/^3\.\d+\.\d+$/);
  expect(await sqlite.hasTable(connection, { schema: null, name: "a" })).toBe(false);
  await connection.execute("CREATE TABLE A (id)");
  expect(await sqlite.hasTable(connection, { schema: null, name: "a" })).toBe(true);
  await connection.close();
  rmSync(folder, { recursive: true });
});

test("a DataSource without a file is refused", async () => {
  const target = { options: { type: "better-sqlite3" }, projectDir, readOnly: true };
  await expect(sqlite.connect(target)).rejects.toMatchObject({ code: "connection-failed" });
  expect(sqlite.describeTarget(target)).toBe("a SQLite database without a file name");
});
