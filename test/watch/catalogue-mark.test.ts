import { copyFileSync, renameSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Connection, ConnectionTarget } from "@typeorm-autogen/dialect";
import { afterwards, freshTarget } from "../live/after-test.js";
import type { FreshDatabase } from "../live/fresh-database.js";
import { queryDatabase } from "../live/query-database.js";
import { dialectOf } from "../live/target-dialect.js";
import { sqliteTargets, targets, type Target } from "../live/targets.js";

const tables = `CREATE TABLE users (id integer PRIMARY KEY, name varchar(80) NOT NULL, age integer);
  CREATE TABLE posts (id integer PRIMARY KEY, author_id integer)`;

/** What changes a catalogue, one after the other. */
const changes: Readonly<Record<Target["dialect"], readonly string[]>> = {
  sqlite: [
    "ALTER TABLE users ADD COLUMN phone varchar(20)",
    "ALTER TABLE users RENAME COLUMN phone TO mobile",
    "CREATE INDEX IX_name ON users (name)",
    "CREATE VIEW named AS SELECT name FROM users",
    "DROP VIEW named",
    "DROP INDEX IX_name",
    "DROP TABLE posts",
  ],
  postgres: [
    "ALTER TABLE users ADD COLUMN phone varchar(20)",
    "ALTER TABLE users ALTER COLUMN phone TYPE varchar(40)",
    "ALTER TABLE users ALTER COLUMN name DROP NOT NULL",
    "ALTER TABLE users ALTER COLUMN age SET DEFAULT 7",
    "ALTER TABLE users ALTER COLUMN age SET DEFAULT 8",
    "COMMENT ON COLUMN users.age IS 'in years'",
    "CREATE TYPE mood AS ENUM ('sad')",
    "ALTER TYPE mood ADD VALUE 'glad'",
    "ALTER TYPE mood RENAME VALUE 'glad' TO 'happy'",
    "CREATE SEQUENCE numbers",
    "ALTER SEQUENCE numbers INCREMENT BY 5",
    "ALTER TABLE posts ADD CONSTRAINT fk FOREIGN KEY (author_id) REFERENCES users",
    "ALTER TABLE posts RENAME CONSTRAINT fk TO fk_author",
    "ALTER TABLE users ADD CHECK (age > 0)",
    "CREATE VIEW named AS SELECT name FROM users",
    "CREATE OR REPLACE VIEW named AS SELECT name FROM users WHERE id > 1",
    "CREATE STATISTICS together ON age, name FROM users",
    "ALTER STATISTICS together RENAME TO apart",
    "CREATE SCHEMA other",
    "DROP VIEW named",
    "DROP TABLE posts",
  ],
  mysql: [
    "ALTER TABLE users ADD COLUMN phone varchar(20)",
    "ALTER TABLE users MODIFY phone varchar(40) COMMENT 'with prefix'",
    "ALTER TABLE users ALTER COLUMN age SET DEFAULT 7",
    "ALTER TABLE users COMMENT 'people'",
    "CREATE INDEX IX_name ON users (name)",
    "ALTER TABLE users RENAME INDEX IX_name TO IX_named",
    "ALTER TABLE posts ADD CONSTRAINT fk FOREIGN KEY (author_id) REFERENCES users (id)",
    "ALTER TABLE users ADD CONSTRAINT old_enough CHECK (age > 0)",
    "CREATE VIEW named AS SELECT name FROM users",
    "CREATE OR REPLACE VIEW named AS SELECT name FROM users WHERE id > 1",
    "CREATE OR REPLACE ALGORITHM=MERGE VIEW named AS SELECT name FROM users WHERE id > 1",
    "DROP VIEW named",
    "DROP TABLE posts",
    "CREATE TABLE parted (id integer PRIMARY KEY) PARTITION BY HASH (id) PARTITIONS 2",
    "ALTER TABLE parted ADD PARTITION PARTITIONS 1",
  ],
};

/** What does not change a catalogue, though much is written. */
const noChanges: Readonly<Record<Target["dialect"], readonly string[]>> = {
  sqlite: ["INSERT INTO users VALUES (1, 'a', 2)", "DELETE FROM users"],
  postgres: [
    "INSERT INTO users SELECT n, 'a', n FROM generate_series(1, 1000) n",
    "VACUUM ANALYZE users",
    "DELETE FROM users",
    "VACUUM users",
  ],
  mysql: ["INSERT INTO users VALUES (1, 'a', 2)", "ANALYZE TABLE users", "DELETE FROM users"],
};

/** An open connection for looking, and what its mark says now. */
async function markOf(
  target: Target,
  fresh: FreshDatabase,
  prepare: (connection: Connection) => void = () => {},
) {
  const dialect = dialectOf(target);
  const place: ConnectionTarget = { options: fresh.options, projectDir: import.meta.dirname, readOnly: true };
  const connection: Connection = await dialect.connect(place);
  afterwards(() => connection.close());
  const facts = await dialect.facts(connection, place);
  prepare(connection);
  return () => dialect.catalogueMark(connection, facts, { schemas: [] }, place);
}

async function databaseOf(target: Target): Promise<FreshDatabase> {
  const fresh = await freshTarget(target);
  await queryDatabase(fresh, tables);
  return fresh;
}

describe.each(targets)("$name", (target) => {
  test("the mark is another one after each change of the catalogue, and after nothing else", async () => {
    const fresh = await databaseOf(target);
    const mark = await markOf(target, fresh);
    let before = await mark();
    for (const sql of noChanges[target.dialect]) {
      await queryDatabase(fresh, sql);
      expect(await mark(), sql).toBe(before);
    }
    for (const sql of changes[target.dialect]) {
      await queryDatabase(fresh, sql);
      const now = await mark();
      expect([null, before], sql).not.toContain(now);
      before = now;
    }
  });
});

test.each(sqliteTargets)(
  "$name: a file that was replaced, and one that came to be, ask for another connection",
  async (target) => {
    const fresh = await databaseOf(target);
    const mark = await markOf(target, fresh);
    expect(await mark()).not.toBeNull();
    copyFileSync(fresh.database, `${fresh.database}.copy`);
    renameSync(`${fresh.database}.copy`, fresh.database);
    expect(await mark()).toBeNull();

    const absent = {
      ...fresh,
      options: { ...fresh.options, database: `${fresh.database}.new` },
    } as FreshDatabase;
    const later = await markOf(target, absent);
    expect(await later()).not.toBeNull();
    copyFileSync(fresh.database, `${fresh.database}.new`);
    expect(await later()).toBeNull();
  },
);

test.each(targets.filter(({ dialect }) => dialect === "mysql"))(
  "$name: in which order the server answers is no change",
  async (target) => {
    const fresh = await databaseOf(target);
    let isReversed = false;
    const mark = await markOf(target, fresh, (connection) => {
      const own = connection as Connection & { readBatch(list: readonly string[]): Promise<unknown[][]> };
      const readBatch = own.readBatch.bind(own);
      own.readBatch = async (list) => {
        const answers = await readBatch(list);
        return isReversed ? answers.map((rows) => rows.toReversed()) : answers;
      };
    });
    const before = await mark();
    isReversed = true;
    expect(await mark()).toBe(before);
  },
);
