import { randomBytes } from "node:crypto";
import {
  UnsupportedError,
  type Connection,
  type ConnectionTarget,
  type Dialect,
  type ScratchServer,
  type ServerFacts,
} from "@typeorm-autogen/dialect";

/** An empty database for a while, with the one connection to it. */
export interface Scratch {
  readonly connection: Connection;
  readonly target: ConnectionTarget;
  readonly facts: ServerFacts;
  /** Where it is, for people. */
  readonly label: string;
  /** Closes the connection and throws the database away. */
  close(): Promise<void>;
}

const prefix = "autogen_scratch_";
const ownName = /^autogen_scratch_([0-9a-z]+)_[0-9a-f]{8}$/;
const minute = 60_000;

/**
 * Makes a database on a server, after removing those that runs which were killed left there: their names begin like ours,
 * they are older than a minute, and nobody is in them. `like` is a database whose settings it shall have.
 */
export async function openScratch(
  dialect: Dialect,
  server: ScratchServer,
  like?: ServerFacts,
): Promise<Scratch> {
  await removeLeftovers(server);
  const name = `${prefix}${Date.now().toString(36)}_${randomBytes(4).toString("hex")}`;
  const drop = atInterruption(() => server.drop(name));
  let connection: Connection | undefined;
  try {
    const target = await server.create(name, like);
    connection = await dialect.connect(target);
    for (const sql of dialect.scratch.prepare) await connection.execute(sql);
    const guarded = server.private ? connection : await guard(connection, dialect);
    const opened = connection;
    const close = async () => {
      await opened.close();
      await drop();
    };
    return {
      connection: guarded,
      target,
      facts: await dialect.facts(connection, target),
      label: server.label,
      close,
    };
  } catch (error) {
    await connection?.close();
    await drop();
    throw error;
  }
}

async function removeLeftovers(server: ScratchServer): Promise<void> {
  for (const name of await server.idle(prefix)) {
    const [, made] = ownName.exec(name) ?? [];
    if (made === undefined || Date.now() - parseInt(made, 36) < minute) continue;
    // Another run may be at it as well.
    await server.drop(name).catch(() => {});
  }
}

// A script may run anything. On a server that others use, what reaches beyond the scratch database is refused by name.
async function guard(connection: Connection, dialect: Dialect): Promise<Connection> {
  const { reachesBeyond, otherDatabases } = dialect.scratch;
  const databases = (await otherDatabases?.((sql) => connection.query(sql))) ?? new Set<string>();
  const check = (sql: string) => {
    const what = reachesBeyond(sql, databases);
    if (what === undefined) return;
    throw new UnsupportedError(
      dialect.label,
      `a statement that reaches ${what}, in a scratch database`,
      "prove such a revision by hand",
    );
  };
  const { query, execute } = connection;
  connection.query = (sql, parameters) => {
    check(sql);
    return query.call(connection, sql, parameters);
  };
  connection.execute = (sql, parameters) => {
    check(sql);
    return execute.call(connection, sql, parameters);
  };
  return connection;
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Work that is done once: when it is asked for, or before the process ends by a signal. */
function atInterruption(work: () => Promise<void>): () => Promise<void> {
  const handlers = signals.map((signal) => {
    const handle = () => {
      void finish()
        .catch(() => {})
        .then(() => process.kill(process.pid, signal));
    };
    process.once(signal, handle);
    return () => process.removeListener(signal, handle);
  });
  let done: Promise<void> | undefined;
  const finish = () =>
    (done ??= work().finally(() => {
      for (const remove of handlers) remove();
    }));
  return finish;
}
