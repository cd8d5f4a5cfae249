import {
  inDatabase,
  standardLiteral,
  StatementError,
  type ConnectionTarget,
  type ScratchServer,
} from "@typeorm-autogen/dialect";
import { describeTarget } from "./client-config.js";
import { connect } from "./connection.js";
import { identifier } from "./names.js";

/** The server of a target: databases are made and dropped through a connection to the database that the target names. */
export async function openServer(target: ConnectionTarget): Promise<ScratchServer> {
  const connection = await connect({ ...target, readOnly: false });
  return {
    label: describeTarget(target),
    private: false,
    create: async (name) => {
      await connection.execute(`CREATE DATABASE ${identifier(name)} TEMPLATE template0`);
      return inDatabase({ ...target, readOnly: false }, name);
    },
    drop: async (name) => {
      await connection.query(
        "SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity WHERE datname = $1",
        [name],
      );
      await dropPatiently((sql) => connection.execute(sql), `DROP DATABASE IF EXISTS ${identifier(name)}`);
    },
    idle: async (prefix) => {
      const rows = await connection.query(
        `SELECT d.datname AS name FROM pg_catalog.pg_database d
          WHERE pg_catalog.starts_with(d.datname, ${standardLiteral(prefix)})
            AND pg_catalog.pg_get_userbyid(d.datdba) = current_user
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.datid = d.oid)`,
      );
      return rows.map((row) => String(row["name"]));
    },
    close: () => connection.close(),
  };
}

// A session that was told to end may take a moment.
async function dropPatiently(execute: (sql: string) => Promise<unknown>, sql: string): Promise<void> {
  for (let left = 20; ; left--) {
    try {
      await execute(sql);
      return;
    } catch (error) {
      if (left === 0 || !(error instanceof StatementError) || error.details["sqlState"] !== "55006")
        throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
