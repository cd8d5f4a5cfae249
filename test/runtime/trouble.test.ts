import { randomBytes } from "node:crypto";
import { chownSync, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { DiskFullError, NotPermittedError } from "@typeorm-autogen/dialect";
import { describe, expect, test } from "vitest";
import { afterwards } from "../live/after-test.js";
import type { FreshDatabase } from "../live/fresh-database.js";
import { queryDatabase } from "../live/query-database.js";
import { mountSmallDisk } from "../live/small-disk.js";
import { mysqlTargets, postgresTargets, targets, withoutTmpfs, type Target } from "../live/targets.js";
import {
  failureOf,
  freshTarget,
  graphOf,
  openContext,
  tableNames,
  writeScripts,
  type Script,
} from "./project.js";

const first: Script = {
  id: "aaaa1",
  up: `op.createTable("notes", (t) => { t.column("id", "integer"); });
    op.execute("INSERT INTO notes VALUES (1)");`,
};

describe.each(targets.filter(({ dialect }) => dialect !== "sqlite"))("on $name", (target) => {
  /** A user of this database who may read it and no more. */
  const reader = async (fresh: FreshDatabase): Promise<string> => {
    const name = `autogen_reader_${randomBytes(4).toString("hex")}`;
    const ask = (...statements: string[]) => queryDatabase(fresh, statements.join(";\n"));
    if (target.dialect === "postgres") {
      await ask(
        `CREATE ROLE ${name} LOGIN PASSWORD 'r'`,
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        `GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${name}`,
      );
      afterwards(() => ask(`DROP OWNED BY ${name}`, `DROP ROLE ${name}`));
    } else {
      await ask(`CREATE USER ${name} IDENTIFIED BY 'r'`);
      await ask(`GRANT SELECT ON ${fresh.database}.* TO ${name}`);
      afterwards(() => ask(`DROP USER ${name}`));
    }
    return Object.assign(new URL(fresh.url), { username: name, password: "r" }).href;
  };

  test("a user who may only read can look; upgrade says that it may not, before and in the middle", async () => {
    const fresh = await freshTarget(target);
    const folder = writeScripts([first, { id: "bbbb2", after: "aaaa1", up: `op.dropTable("notes");` }]);
    const graph = graphOf(folder);
    const owner = await openContext(target, fresh, folder);
    const url = await reader(fresh);
    const context = await openContext(target, fresh, folder, {
      target: { url, projectDir: folder, readOnly: false },
    });
    expect(await context.currentHeads()).toEqual([]);
    const early = await failureOf(context.upgrade(graph, "head"));
    expect(early).toBeInstanceOf(NotPermittedError);
    expect(early.message).toMatch(/denied.*; run it as a user who may do this/);
    expect(await tableNames(target, owner.connection)).toEqual([]);

    await owner.upgrade(graph, "aaaa1");
    if (target.dialect === "postgres")
      await owner.connection.execute(
        `GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${new URL(url).username}`,
      );
    const late = await failureOf(context.upgrade(graph, "head"));
    expect(late).toMatchObject({ code: "not-permitted" });
    expect(await owner.connection.query("SELECT id FROM notes")).toEqual([{ id: 1 }]);
    expect((await owner.upgrade(graph, "head")).heads).toEqual(["bbbb2"]);
  });
});

describe.skipIf(withoutTmpfs)("a disk that fills up", () => {
  const disk = (megabytes: number): string => {
    const { folder, unmount } = mountSmallDisk(megabytes);
    afterwards(unmount);
    return folder;
  };

  const filling = (fill: string): readonly Script[] => [
    first,
    {
      id: "bbbb2",
      after: "aaaa1",
      up: `op.createTable("big", (t) => { t.column("body", "text"); });
        op.execute("UPDATE notes SET id = id + 1");
        op.execute(${JSON.stringify(fill)});`,
    },
  ];

  const expectFull = async (target: Target, fresh: FreshDatabase, fill: string) => {
    const folder = writeScripts(filling(fill));
    const graph = graphOf(folder);
    const context = await openContext(target, fresh, folder);
    await context.upgrade(graph, "aaaa1");
    const error = await failureOf(context.upgrade(graph, "head"));
    expect(error).toMatchObject({ code: "disk-full", cause: expect.any(DiskFullError) });
    expect(error.message).toMatch(
      /make room there and run the same command again.*The database stands at aaaa1/,
    );
    expect(await context.connection.query("SELECT id FROM notes")).toEqual([{ id: 1 }]);
    expect(await tableNames(target, context.connection)).toEqual([
      "autogen_step",
      "autogen_version",
      "notes",
    ]);
  };

  test.each(targets.filter(({ dialect }) => dialect === "sqlite"))("under $name", async (target) => {
    const database = join(disk(1), "test.db");
    const type = target.driver === "sqlite3" ? "sqlite" : "better-sqlite3";
    const fresh = {
      url: `sqlite:${database}`,
      database,
      options: { type, database },
      drop: async () => {},
    } as const;
    await expectFull(target, fresh, "INSERT INTO big VALUES (hex(zeroblob(1000000)))");
  });

  test.each(postgresTargets)("under a tablespace on $name", async (target) => {
    const fresh = await freshTarget(target);
    const name = `autogen_disk_${randomBytes(4).toString("hex")}`;
    const folder = join(disk(24), "space");
    mkdirSync(folder);
    // A tablespace has to be the server's own user's.
    const [row] = await queryDatabase(fresh, "SHOW data_directory");
    chownSync(folder, statSync(String(row?.["data_directory"])).uid, 0);
    await queryDatabase(fresh, `CREATE TABLESPACE ${name} LOCATION '${folder}'`);
    const url = new URL(fresh.url);
    url.pathname = `/${name}`;
    await queryDatabase(fresh, `CREATE DATABASE ${name} TABLESPACE ${name} TEMPLATE template0`);
    afterwards(async () => {
      await queryDatabase(fresh, `DROP DATABASE ${name} WITH (FORCE)`);
      await queryDatabase(fresh, `DROP TABLESPACE ${name}`);
    });
    const full: FreshDatabase = {
      ...fresh,
      url: url.href,
      database: name,
      options: { type: "postgres", url: url.href },
    };
    const fill =
      "INSERT INTO big SELECT string_agg(md5(i::text), '') FROM generate_series(1, 1000000) i GROUP BY i % 5000";
    await expectFull(target, full, fill);
  });
});

// InnoDB on a full tmpfs ends the server; a table in memory has the same word for its end (ER_RECORD_FILE_FULL).
describe.each(mysqlTargets)("on $name", (target) => {
  test("a table that is full is told as what it is, and the next run goes on", async () => {
    const fresh = await freshTarget(target);
    const chain = (rows: number) => [
      first,
      {
        id: "bbbb2",
        after: "aaaa1",
        up: `op.execute("SET SESSION max_heap_table_size = 16384"); op.createTable("more", (t) => { t.column("id", "integer"); });
          op.execute("CREATE TABLE big (body char(250)) ENGINE = MEMORY"); op.execute("UPDATE notes SET id = id + 1");
          op.execute("INSERT INTO big VALUES " + Array(${rows}).fill("('x')"));`,
      },
    ];
    const folder = writeScripts(chain(500));
    const context = await openContext(target, fresh, folder);
    const error = await failureOf(context.upgrade(graphOf(folder), "head"));
    expect(error).toMatchObject({ code: "disk-full", cause: expect.any(DiskFullError) });
    expect(error.message).toMatch(/make room there.*it goes on from there/);
    await context.connection.execute("DELETE FROM big");
    const smaller = writeScripts(chain(5));
    expect((await context.upgrade(graphOf(smaller), "head")).heads).toEqual(["bbbb2"]);
    expect(await context.connection.query("SELECT id FROM notes")).toEqual([{ id: 2 }]);
  });
});
