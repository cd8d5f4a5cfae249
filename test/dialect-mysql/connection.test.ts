import {
  ConnectionFailedError,
  ConnectionLostError,
  LockTimeoutError,
  StatementError,
  type Connection,
  type ConnectionTarget,
} from "@typeorm-autogen/dialect";
import { mysql } from "@typeorm-autogen/dialect-mysql";
import { createConnection } from "mysql2/promise";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freshDatabase, type FreshDatabase } from "../live/fresh-database.js";
import { mysqlTargets } from "../live/targets.js";

const projectDir = import.meta.dirname;

type Where = Omit<ConnectionTarget, "projectDir" | "readOnly">;

const open = (where: Where, readOnly = false) => mysql.connect({ ...where, projectDir, readOnly });

async function databaseOf(where: Where): Promise<unknown> {
  const connection = await open(where);
  const [row] = await connection.query("SELECT DATABASE() AS name");
  await connection.close();
  return row?.["name"];
}

describe.each(mysqlTargets)("connecting to $name", (target) => {
  let fresh: FreshDatabase;
  let options: Record<string, unknown>;
  beforeAll(async () => {
    fresh = await freshDatabase(target);
    const { hostname, port, username, password, pathname } = new URL(fresh.url);
    const address = { host: hostname, port: Number(port), username, password };
    options = { type: "mysql", ...address, database: pathname.slice(1) };
  });
  afterAll(() => fresh.drop());

  test("takes every form in which TypeORM says where", async () => {
    const { password } = options;
    const forms: readonly Where[] = [
      { url: fresh.url },
      { url: fresh.url.replace("mysql:", "mariadb:") },
      { options },
      { options: { type: "mariadb", url: fresh.url } },
      { options: { type: "mysql", host: "nowhere.invalid", url: fresh.url } },
      { options: { ...options, password: async () => password } },
      { options: { ...options, database: "another" }, url: fresh.url },
      { options: { type: "mysql", replication: { master: options, slaves: [] } } },
      { options: { ...options, extra: { connectionLimit: 3, rowsAsArray: true } } },
      { options: { ...options, charset: "latin1", timezone: "+02:00", connectTimeout: 5000 } },
    ];
    for (const form of forms) expect(await databaseOf(form)).toBe(fresh.database);
  });

  test("a statement that is tried on a client of the caller's leaves it in order, whatever numbers it gives", async () => {
    const client = await createConnection(fresh.url);
    const connection = (await mysql.borrow?.(client, {
      url: fresh.url,
      projectDir,
      readOnly: false,
    })) as Connection & {
      tryOne(sql: string): Promise<void>;
    };
    // 2^53 + 250, whose first byte would be the length of a longer text than there is.
    await connection.tryOne("SELECT 9007199254741242 AS big, 'a' AS text");
    await expect(connection.tryOne("SELECT 1; SELECT 2")).rejects.toThrow(/syntax/);
    expect(await connection.query("SELECT 1 AS one")).toEqual([{ one: 1 }]);
    await connection.close();
    await client.end();
  });

  test("reads text, large numbers and times as they are, whatever the server's own mode is", async () => {
    const connection = await open({ url: fresh.url });
    const [row] = await connection.query(
      "SELECT 'zażółć 😀' AS text, 9007199254740993 AS big, 7 AS small, NOW(3) - NOW(3) AS none, TIMESTAMP'2020-01-02 03:04:05' AS at, @@sql_mode AS mode",
    );
    expect(row).toMatchObject({
      text: "zażółć 😀",
      big: "9007199254740993",
      small: 7,
      at: "2020-01-02 03:04:05",
    });
    expect(String(row?.["mode"]).split(",").toSorted()).toEqual([
      "ERROR_FOR_DIVISION_BY_ZERO",
      "NO_AUTO_VALUE_ON_ZERO",
      "NO_ENGINE_SUBSTITUTION",
      "STRICT_TRANS_TABLES",
    ]);
    await connection.close();
  });

  test("gives the rows of the last statement of several, and how many one touched", async () => {
    const connection = await open({ url: fresh.url });
    await connection.execute("CREATE TABLE counted (n int)");
    expect(await connection.execute("INSERT INTO counted VALUES (1), (2), (3)")).toBe(3);
    expect(await connection.execute("UPDATE counted SET n = 3 WHERE n > ?", [1])).toBe(2);
    expect(await connection.query("SELECT 1 AS a; SELECT n FROM counted WHERE n < 3")).toEqual([{ n: 1 }]);
    expect(await connection.query("SELECT n FROM counted WHERE n = 5")).toEqual([]);
    await connection.close();
  });

  test("for looking only can change nothing", async () => {
    const connection = await open({ url: fresh.url }, true);
    await expect(connection.execute("CREATE TABLE seen (n int)")).rejects.toThrow(StatementError);
    await connection.begin("read");
    await expect(connection.execute("CREATE TABLE seen (n int)")).rejects.toThrow(/READ ONLY/i);
    await connection.rollback();
    await connection.close();
  });

  test("says what is wrong and what to do, without a password", async () => {
    const wrong: readonly (readonly [object, RegExp])[] = [
      [{ password: "s3cret", username: "nobody" }, /user or password is wrong; correct user and password/],
      [{ database: "not_there" }, /database "not_there" .*: the database does not exist; create it/],
      [{ port: 1 }, /127\.0\.0\.1:1: nothing listens there; start the server/],
      [{ host: "nowhere.invalid" }, /nowhere\.invalid:\d+: the host/],
      [{ socketPath: "/nowhere/at/all.sock" }, /all\.sock: there is no such socket/],
    ];
    for (const [change, message] of wrong) {
      const failure = await open({ options: { ...options, ...change } }).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(ConnectionFailedError);
      expect((failure as Error).message).toMatch(message);
      expect((failure as Error).message).not.toContain("s3cret");
    }
    await expect(open({ options: { ...options, database: undefined } })).rejects.toThrow(/name a database/);
  });

  test("says what a statement lacked, and when the connection went away", async () => {
    const connection = await open({ url: fresh.url });
    await expect(connection.query("SELECT * FROM not_there")).rejects.toThrow(/not_there.*, in: SELECT/);
    const [row] = await connection.query("SELECT CONNECTION_ID() AS id");
    const other = await open({ url: fresh.url });
    await other.execute(`KILL ${String(row?.["id"])}`);
    await expect(connection.query("SELECT 1")).rejects.toThrow(ConnectionLostError);
    await other.close();
    await connection.close();
  });

  test("knows the server, whatever the options call it", async () => {
    const where = { options: { ...options, type: "mysql" }, projectDir, readOnly: true };
    const connection = await mysql.connect(where);
    const facts = await mysql.facts(connection, where);
    expect(facts).toMatchObject({ flavor: target.server, defaultSchema: fresh.database });
    const [row] = await connection.query("SELECT VERSION() AS version");
    expect(String(row?.["version"])).toContain(facts.version);
    const label = target.server === "mariadb" ? "MariaDB" : "MySQL";
    expect(mysql.serverLabel?.(facts)).toBe(`${label} ${/^\d+\.\d+/.exec(facts.version)?.[0]}`);
    expect(await mysql.hasTable(connection, { schema: null, name: "nothing" })).toBe(false);
    expect(await mysql.hasTable(connection, { schema: "information_schema", name: "TABLES" })).toBe(true);
    await connection.close();
  });

  test("keeps a second runner out of the same database, and only of that", async () => {
    const [first, second] = [await open({ url: fresh.url }), await open({ url: fresh.url })];
    const elsewhere = await freshDatabase(target);
    const third = await open({ url: elsewhere.url });
    const lock = await mysql.lock(first, "the lock", 1000);
    await expect(mysql.lock(second, "the lock", 300)).rejects.toThrow(LockTimeoutError);
    await expect(mysql.lock(second, "the lock", 0)).rejects.toThrow(/connection \d+, .*has held the lock/);
    await (await mysql.lock(third, "the lock", 0)).release();
    await lock.release();
    await (await mysql.lock(second, "the lock", 1000)).release();
    for (const connection of [first, second, third]) await connection.close();
    await elsewhere.drop();
  });
});

test("names a target without credentials", () => {
  const where = (rest: Where) => mysql.describeTarget({ ...rest, projectDir, readOnly: true });
  expect(where({ url: "mysql://me:s3cret@db.example:3307/sh%20op" })).toBe(
    'MySQL database "sh op" on db.example:3307',
  );
  expect(where({ options: { database: "shop", username: "me", password: "s3cret" } })).toBe(
    'MySQL database "shop" on localhost:3306',
  );
  expect(where({ url: "mysql://localhost/shop?socketPath=/run/mysqld.sock" })).toBe(
    'MySQL database "shop" on /run/mysqld.sock',
  );
});
