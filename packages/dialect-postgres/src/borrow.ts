import {
  CallersTransactionError,
  ForeignClientError,
  UnsupportedError,
  type ConnectionTarget,
} from "@typeorm-autogen/dialect";
import type { Client } from "pg";
import { describeTarget } from "./client-config.js";
import {
  localSettings,
  onStatus,
  PostgresConnection,
  sessionFacts,
  sessionSettings,
  settingsFor,
} from "./connection.js";
import { label, literal } from "./spelling.js";

/**
 * Works on an open client of `pg`, in its transaction if one is open. Its settings are as they were afterwards. Throws
 * ForeignClientError, CallersTransactionError where a statement of that transaction failed, UnsupportedError.
 */
export async function borrow(client: unknown, target: ConnectionTarget): Promise<PostgresConnection> {
  if (!isClient(client)) throw new ForeignClientError(label, ["pg"]);
  const status = await transactionStatus(client);
  if (status === "E")
    throw new CallersTransactionError("this", "a statement in it failed", "roll it back first");
  const nested = status === "T";
  const { session, local } = settingsFor(target);
  const set = nested ? [...session, ...local] : session;
  const ask = set.map(([setting]) => `current_setting('${setting}')`).join(", ");
  const { rows } = await client.query<string[]>({ text: `SELECT ${ask}`, rowMode: "array" });
  const scope = nested ? localSettings : sessionSettings;
  const before = set.map(([setting], i) => [setting, literal(rows[0]?.[i] ?? "")] as const);
  const facts = await sessionFacts(client);
  if (facts.pooled)
    throw new UnsupportedError(
      label,
      "a connection through a pooler",
      "hand over one to the server itself, or leave it out",
    );
  await client.query(scope(set).join(";\n"));
  const giveBack = async () => {
    const back = before.map(
      ([setting, value]) => `SELECT pg_catalog.set_config('${setting}', ${value}, ${nested})`,
    );
    await client.query(back.join(";\n"));
  };
  const known = { ...facts, local: nested ? [] : localSettings(local) };
  return new PostgresConnection(client, describeTarget(target), known, target, { nested, giveBack });
}

function isClient(value: unknown): value is Client {
  const { query, connection, processID } = value as Partial<Record<string, unknown>>;
  return typeof query === "function" && typeof connection === "object" && typeof processID === "number";
}

async function transactionStatus(client: Client): Promise<string | undefined> {
  let status: string | undefined;
  const stop = onStatus(client, (found) => (status = found));
  // The status that follows an error comes after that error is told, but before the next answer.
  await client.query("SELECT 1").catch(() => client.query("SELECT 1").catch(() => {}));
  stop();
  return status;
}
