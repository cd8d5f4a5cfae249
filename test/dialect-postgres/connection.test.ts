import { once, type EventEmitter } from "node:events";
import { Socket } from "node:net";
import {
  CallersTransactionError,
  ConnectionFailedError,
  ConnectionLostError,
  LockTimeoutError,
  StatementError,
  type ConnectionTarget,
} from "@typeorm-autogen/dialect";
import { postgres } from "@typeorm-autogen/dialect-postgres";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freshDatabase, type FreshDatabase } from "../live/fresh-database.js";
import { postgresTargets } from "../live/targets.js";

const projectDir = import.meta.dirname;

function parts(url: string): Record<string, string | number> {
  const { hostname, port, username, password, pathname } = new URL(url);
  return { host: hostname, port: Number(port), username, password, database: pathname.slice(1) };
}

/** Hands out what the server sends in two parts, so that the last message, ReadyForQuery, comes by itself. */
class LateStatus extends Socket {
  override emit(event: string, ...args: unknown[]): boolean {
    const [data] = args;
    if (event !== "data" || !(data instanceof Buffer) || data.at(-6) !== 0x5a)
      return super.emit(event, ...args);
    setTimeout(() => super.emit("data", data.subarray(-6)), 20);
    return super.emit("data", data.subarray(0, -6));
  }
}

describe.each(postgresTargets)("connecting to $name", (target) => {
  let fresh: FreshDatabase;
  beforeAll(async () => {
    fresh = await freshDatabase(target);
  });
  afterAll(() => fresh.drop());

  const open = (where: Omit<ConnectionTarget, "projectDir" | "readOnly">) =>
    postgres.connect({ ...where, projectDir, readOnly: false });
  const database = async (where: Omit<ConnectionTarget, "projectDir" | "readOnly">) => {
    const connection = await open(where);
    const [row] = await connection.query(
      "SELECT current_database()::text AS d, current_setting('application_name') AS a",
    );
    await connection.close();
    return row;
  };

  test("takes every form in which TypeORM says where", async () => {
    const own = { d: fresh.database, a: "autogen" };
    const options: Record<string, unknown> = { type: "postgres", ...parts(fresh.url) };
    expect(await database({ url: fresh.url })).toEqual(own);
    expect(await database({ options: { type: "postgres", url: fresh.url } })).toEqual(own);
    expect(await database({ options })).toEqual(own);
    expect(await database({ options: { ...options, password: () => options["password"] } })).toEqual(own);
    expect(await database({ options: { ...options, password: async () => options["password"] } })).toEqual(
      own,
    );
    expect(await database({ options: { ...options, password: "wrong" }, url: fresh.url })).toEqual(own);
    expect(
      await database({
        options: { type: "postgres", replication: { master: parts(fresh.url), slaves: [] } },
      }),
    ).toEqual(own);
    expect(await database({ options: { ...options, applicationName: "mine" } })).toEqual({
      ...own,
      a: "mine",
    });
    expect(await database({ options: { ...options, extra: { application_name: "extra" } } })).toEqual({
      ...own,
      a: "extra",
    });
  });

  test("tells the server's version in numbers", async () => {
    const connection = await open({ url: fresh.url });
    expect(connection.serverVersion).toMatch(/^\d+\.\d+$/);
    await connection.close();
  });

  test.each([
    ["a wrong password", { password: "not-the-one" }, /password is wrong; correct/],
    [
      "an unknown database",
      { database: "no_such_database" },
      /"no_such_database".*does not exist; create it/,
    ],
    ["a closed port", { port: 1 }, /nothing listens there; start the server/],
    ["an unknown host", { host: "no-such-host.invalid" }, /host/],
    ["no password", { password: undefined }, /password/],
    ["SSL that the server does not speak", { ssl: true }, /SSL/],
  ])("explains %s, without the password", async (_, change, message) => {
    const options: Record<string, unknown> = { type: "postgres", ...parts(fresh.url), ...change };
    const error = await open({ options }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ConnectionFailedError);
    expect((error as Error).message).toMatch(message);
    expect(
      JSON.stringify([(error as Error).message, (error as ConnectionFailedError).details]),
    ).not.toContain(String(options["password"] ?? "not-the-one"));
  });

  test("describes a target without its credentials", () => {
    const describeUrl = (url: string) => postgres.describeTarget({ url, projectDir, readOnly: true });
    expect(describeUrl("postgres://me:secret@db.example:6543/shop?sslmode=require")).toBe(
      'PostgreSQL database "shop" on db.example:6543',
    );
    expect(describeUrl("postgresql:///shop?host=/run/postgresql")).toBe(
      'PostgreSQL database "shop" on /run/postgresql',
    );
    expect(describeUrl("not a url with secret")).not.toContain("secret");
  });

  test("gives what the server says about a failed statement", async () => {
    const connection = await open({ url: fresh.url });
    await connection.execute("CREATE TABLE one (id integer PRIMARY KEY)");
    await connection.execute("INSERT INTO one VALUES (1)");
    const failure = (sql: string) =>
      connection.execute(sql).catch((error: unknown) => error as StatementError);
    const duplicate = (await failure("INSERT INTO one VALUES (1)")) as StatementError;
    expect(duplicate).toBeInstanceOf(StatementError);
    expect(duplicate.message).toContain("Key (id)=(1) already exists.");
    expect(duplicate.details).toMatchObject({ sqlState: "23505", constraint: "one_pkey", table: "one" });
    const typo = (await failure("SELECT ide FROM one")) as StatementError;
    expect(typo.details).toMatchObject({ position: "8", sqlState: "42703" });
    expect(typo.message).toContain("Hint:");
    await connection.close();
  });

  test("does not take the end of a failed transaction for a commit", async () => {
    const connection = await open({ url: fresh.url });
    await connection.begin("migrate");
    await expect(connection.execute("SELECT no_such")).rejects.toThrow();
    await expect(connection.commit()).rejects.toThrow(/rolled back/);
    await connection.close();
  });

  test("knows that a lent transaction failed, whenever the status after the error arrives", async () => {
    const client = new Client({ connectionString: fresh.url, stream: () => new LateStatus() });
    await client.connect();
    await client.query("BEGIN");
    const { connection } = client as unknown as { readonly connection: EventEmitter };
    await expect(client.query("SELECT no_such")).rejects.toThrow(/no_such/);
    await once(connection, "readyForQuery");
    await expect(
      postgres.borrow?.(client, { url: fresh.url, projectDir, readOnly: false }),
    ).rejects.toBeInstanceOf(CallersTransactionError);
    await client.end();
  });

  test("tells a connection that was lost in the middle", async () => {
    const connection = await open({ url: fresh.url });
    const [row] = await connection.query("SELECT pg_backend_pid() AS pid");
    const other = new Client({ connectionString: fresh.url });
    await other.connect();
    const sleeping = connection.execute("SELECT pg_sleep(30)").catch((error: unknown) => error);
    await other.query("SELECT pg_terminate_backend($1)", [row?.["pid"]]);
    expect(await sleeping).toBeInstanceOf(ConnectionLostError);
    await expect(connection.execute("SELECT 1")).rejects.toBeInstanceOf(ConnectionLostError);
    await connection.close();
    await other.end();
  });

  test("runs several statements of one text, as scripts may write them", async () => {
    const connection = await open({ url: fresh.url });
    await connection.execute("CREATE TABLE two (id integer); INSERT INTO two VALUES (1), (2)");
    expect(await connection.query("SELECT id FROM two ORDER BY id")).toEqual([{ id: 1 }, { id: 2 }]);
    expect(await connection.execute("UPDATE two SET id = id + $1", [5])).toBe(2);
    await connection.close();
  });

  test("a read transaction sees one snapshot and cannot write", async () => {
    const connection = await open({ url: fresh.url });
    await connection.begin("read");
    await expect(connection.execute("CREATE TABLE three (id integer)")).rejects.toThrow(
      /read-only transaction/,
    );
    await connection.rollback();
    await connection.close();
  });

  test("locks one runner out until the other lets go, and names the holder", async () => {
    const first = await open({ url: fresh.url });
    const second = await open({ options: { type: "postgres", url: fresh.url, applicationName: "second" } });
    const lock = await postgres.lock(first, "autogen", 1000);
    const error = await postgres
      .lock(second, "autogen", 50)
      .catch((caught: unknown) => caught as LockTimeoutError);
    expect(error).toBeInstanceOf(LockTimeoutError);
    expect((error as LockTimeoutError).details["holder"]).toMatch(/^pid \d+, autogen, postgres/);
    const elsewhere = await postgres.lock(second, "another name", 50);
    await elsewhere.release();
    const waiting = postgres.lock(second, "autogen", 10_000);
    await lock.release();
    await (await waiting).release();
    await (await postgres.lock(first, "autogen", 50)).release();
    await first.close();
    await second.close();
  });

  test("a table is told by its name, schema and all", async () => {
    const connection = await open({ url: fresh.url });
    await connection.execute('CREATE TABLE "Odd one" (id integer)');
    expect(await postgres.hasTable(connection, { schema: null, name: "Odd one" })).toBe(true);
    expect(await postgres.hasTable(connection, { schema: "public", name: "Odd one" })).toBe(true);
    expect(await postgres.hasTable(connection, { schema: "nowhere", name: "Odd one" })).toBe(false);
    await connection.close();
  });
});
