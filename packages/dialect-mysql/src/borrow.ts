import { ForeignClientError, UnsupportedError, type ConnectionTarget } from "@typeorm-autogen/dialect";
import type { SqlScalar } from "@typeorm-autogen/model";
import type { Connection as Client } from "mysql2/promise";
import { describeTarget, reading } from "./client-config.js";
import {
  desiredSettings,
  limitSettings,
  MysqlConnection,
  serverVersion,
  sessionSettings,
} from "./connection.js";
import { flavorOf } from "./flavor.js";
import { literal } from "./sql-text.js";

/** What SET NAMES sets. */
const characterSets = [
  "character_set_client",
  "character_set_results",
  "character_set_connection",
  "collation_connection",
];

/**
 * Works on an open client of `mysql2`, of either of its interfaces, in its transaction if one is open. Its settings are as
 * they were afterwards. Throws ForeignClientError, UnsupportedError.
 */
export async function borrow(given: unknown, target: ConnectionTarget): Promise<MysqlConnection> {
  const client = promising(given);
  const version = await serverVersion(client);
  const settings = [...sessionSettings, ...desiredSettings, ...limitSettings(target, version.flavor)];
  const named = settings.flatMap((setting) => /^SET SESSION (\w+)/.exec(setting)?.[1] ?? []);
  const before = await readSettings(client, [...characterSets, ...named]);
  const charset = String(before.get("character_set_client"));
  // The driver writes in the character set that it was opened with.
  if (!charset.startsWith("utf8"))
    throw new UnsupportedError(
      flavorOf(version).label,
      `a connection whose character set is ${charset}`,
      "open it with utf8mb4",
    );
  const nested = await new MysqlConnection(client, "", version).isInTransaction();
  for (const setting of settings)
    await client.query(setting).catch((error: unknown) => {
      if (!desiredSettings.includes(setting)) throw error;
    });
  const giveBack = async () => {
    for (const [name, value] of before)
      await client.query(`SET SESSION ${name} = ${literal(value)}`).catch(() => {});
  };
  return new MysqlConnection(client, describeTarget(target), version, { nested, giveBack });
}

function promising(given: unknown): Client {
  const { promise, query, execute, threadId } = given as Partial<Record<string, unknown>>;
  const isOpen = typeof query === "function" && typeof execute === "function" && typeof threadId === "number";
  if (!isOpen) throw new ForeignClientError("MySQL", ["mysql2"]);
  return typeof promise === "function" ? (promise as () => Client).call(given) : (given as Client);
}

async function readSettings(
  client: Client,
  names: readonly string[],
): Promise<ReadonlyMap<string, SqlScalar>> {
  const sql = `SELECT ${names.map((name) => `@@SESSION.${name}`).join(", ")}`;
  const [rows] = await client.query({ ...reading, sql, rowsAsArray: true });
  const [values = []] = rows as unknown as (readonly SqlScalar[])[];
  return new Map(names.map((name, i) => [name, values[i] ?? null]));
}
