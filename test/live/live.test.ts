import { Client } from "pg";
import { createConnection } from "mysql2/promise";
import { describe, expect, test } from "vitest";
import { dumpMysql } from "./dump-mysql.js";
import { dumpPostgres } from "./dump-postgres.js";
import { dumpSqlite } from "./dump-sqlite.js";
import { freshDatabase } from "./fresh-database.js";
import { mysqlTargets, postgresTargets, sqliteTargets, targets } from "./targets.js";

describe.each(targets)("the target $name", (target) => {
  test("gives each caller an empty database and takes it back", async () => {
    const first = await freshDatabase(target);
    const second = await freshDatabase(target);
    expect(first.database).not.toBe(second.database);
    await first.drop();
    await second.drop();
  });
});

describe.each(postgresTargets)("PostgreSQL as $name", (target) => {
  test("is at least version 15, refuses a wrong password, and drops a database that is in use", async () => {
    const fresh = await freshDatabase(target);
    const client = new Client({ connectionString: fresh.url });
    client.on("error", () => {});
    await client.connect();
    const { rows } = await client.query<{ server_version_num: string }>("SHOW server_version_num");
    expect(Number(rows[0]?.server_version_num)).toBeGreaterThanOrEqual(150000);
    const wrong = new URL(fresh.url);
    wrong.password = "wrong";
    await expect(new Client({ connectionString: wrong.href }).connect()).rejects.toMatchObject({
      code: "28P01",
    });
    await fresh.drop();
    await client.end();
  });

  test("dumps what stands in the schema and nothing else", async () => {
    const fresh = await freshDatabase(target);
    expect(await dumpPostgres(fresh.url)).toBe("");
    const client = new Client({ connectionString: fresh.url });
    await client.connect();
    await client.query(`
      CREATE TYPE mood AS ENUM ('sad', 'it''s');
      CREATE TABLE a (id integer GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_a PRIMARY KEY, mood mood DEFAULT 'sad');
      CREATE VIEW v AS SELECT id FROM a;
      CREATE INDEX i ON a (id) WHERE mood = 'sad';
      CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
      CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION f();
      ALTER TABLE a ENABLE ROW LEVEL SECURITY;
      CREATE POLICY p ON a USING (id > 0);
      COMMENT ON COLUMN a.id IS 'the key'`);
    await client.end();
    const dump = await dumpPostgres(fresh.url);
    expect(dump).toContain("public.a");
    expect(dump).toMatch(/pk_a .*PRIMARY KEY \(id\)/);
    await fresh.drop();
  });
});

describe.each(mysqlTargets)("MySQL as $name", (target) => {
  test("is the server that it is called, refuses a wrong password, and drops a database that is in use", async () => {
    const fresh = await freshDatabase(target);
    const client = await createConnection(fresh.url);
    client.on("error", () => {});
    const [rows] = await client.query("SELECT VERSION() LIKE '%MariaDB%' AS mariadb, @@time_zone AS zone");
    expect(rows).toEqual([{ mariadb: target.name === "mariadb" ? 1 : 0, zone: "+00:00" }]);
    const wrong = new URL(fresh.url);
    wrong.password = "wrong";
    await expect(createConnection(wrong.href)).rejects.toMatchObject({ code: "ER_ACCESS_DENIED_ERROR" });
    await client.query("CREATE TABLE a (id int)");
    await client.query("BEGIN");
    await client.query("SELECT * FROM a");
    await fresh.drop();
    await expect(client.query("SELECT 1")).rejects.toMatchObject({ fatal: true });
  });

  test("dumps what stands in the schema and nothing else", async () => {
    const fresh = await freshDatabase(target);
    const empty = await dumpMysql(fresh.url);
    expect(empty).toMatch(/^-- character set utf8mb4 collation utf8mb4_\w+$/);
    const client = await createConnection({ uri: fresh.url, multipleStatements: true });
    await client.query(`
      CREATE TABLE a (id int AUTO_INCREMENT PRIMARY KEY, mood enum('sad', 'it''s') DEFAULT 'sad', KEY z (mood));
      ALTER TABLE a ADD KEY b (mood, id);
      INSERT INTO a (mood) VALUES ('sad'), ('sad');
      CREATE VIEW v AS SELECT id FROM a;
      CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET NEW.mood = 'sad';
      CREATE PROCEDURE p() SELECT 1`);
    await client.end();
    const lines = (await dumpMysql(fresh.url)).split("\n");
    expect(lines.slice(0, 2)).toEqual([empty, "CREATE TABLE `a` ("]);
    expect(lines.slice(4, 7)).toEqual([
      "  KEY `b` (`mood`,`id`)",
      "  KEY `z` (`mood`)",
      "  PRIMARY KEY (`id`)",
    ]);
    expect(lines.join(" ")).not.toContain("AUTO_INCREMENT=");
    expect(
      lines.filter((line) => /^CREATE .* VIEW `v`|TRIGGER `?t`? BEFORE|PROCEDURE `p`/.test(line)),
    ).toHaveLength(3);
    await fresh.drop();
  });
});

describe.each(sqliteTargets)("SQLite as $name", (target) => {
  test("dumps what stands in the schema", async () => {
    const fresh = await freshDatabase(target);
    const { default: Database } = await import("better-sqlite3");
    const database = new Database(fresh.database);
    database.exec("CREATE TABLE a (id integer PRIMARY KEY, name text UNIQUE)");
    database.close();
    expect(dumpSqlite(fresh.database)).toBe(
      "-- index sqlite_autoindex_a_1 on a\n(automatic)\n-- table a on a\nCREATE TABLE a (id integer PRIMARY KEY, name text UNIQUE)",
    );
    await fresh.drop();
  });
});
