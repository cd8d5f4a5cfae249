import {
  inDatabase,
  type ConnectionTarget,
  type ScratchPort,
  type ScratchServer,
} from "@typeorm-autogen/dialect";
import { identifierName } from "@typeorm-autogen/model";
import { describeTarget } from "./client-config.js";
import { connect } from "./connection.js";
import { mysqlFacts } from "./facts.js";
import { tokens } from "./lexicon.js";
import { sampleValue } from "./sample-value.js";
import { identifier, literal } from "./sql-text.js";

/** Databases for a while, on a server that somebody named. */
export const scratch: ScratchPort = {
  server: openServer,
  prepare: [],
  reachesBeyond,
  otherDatabases: async (query) => {
    const rows = await query(
      "SELECT SCHEMA_NAME AS name FROM information_schema.SCHEMATA WHERE SCHEMA_NAME NOT IN ('information_schema', DATABASE())",
    );
    return new Set(rows.map((row) => String(row["name"])));
  },
  unbound: { begin: "SET foreign_key_checks = 0", end: "SET foreign_key_checks = 1" },
  overriding: "",
  sampleValue,
  documentsAreNumbers: false,
};

async function openServer(target: ConnectionTarget): Promise<ScratchServer> {
  const connection = await connect({ ...target, readOnly: false });
  return {
    label: describeTarget(target),
    private: false,
    create: async (name, like) => {
      const collation = like ? ` COLLATE ${identifier(mysqlFacts(like).collation)}` : "";
      await connection.execute(`CREATE DATABASE ${identifier(name)}${collation}`);
      return inDatabase({ ...target, readOnly: false }, name);
    },
    drop: async (name) => {
      const sessions = await connection.query(
        `SELECT ID AS id FROM information_schema.PROCESSLIST WHERE DB = ${literal(name)}`,
      );
      for (const { id } of sessions) await connection.execute(`KILL ${Number(id)}`).catch(() => {});
      await connection.execute(`DROP DATABASE IF EXISTS ${identifier(name)}`);
    },
    idle: async (prefix) => {
      // Without the PROCESS privilege only sessions of the same user show, who alone may have made these.
      const rows = await connection.query(
        `SELECT s.SCHEMA_NAME AS name FROM information_schema.SCHEMATA s
          WHERE LEFT(s.SCHEMA_NAME, ${prefix.length}) = ${literal(prefix)}
            AND s.SCHEMA_NAME NOT IN (SELECT DB FROM information_schema.PROCESSLIST WHERE DB IS NOT NULL)`,
      );
      return rows.map((each) => String(each["name"]));
    },
    close: () => connection.close(),
  };
}

const serverWide: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:create|alter|drop|rename) (?:or replace )?(?:user|role)\b|^(?:grant|revoke)\b/i,
    "the server's users",
  ],
  [
    /^(?:create|alter|drop) (?:or replace )?(?:database|schema|tablespace|server)\b|^use\b/i,
    "the server's databases",
  ],
  [/^set (?:global|persist|persist_only)\b|^set @@(?:global|persist)/i, "the server's settings"],
  [/\binto (?:outfile|dumpfile)\b|^load data\b/i, "files"],
];

function reachesBeyond(sql: string, databases: ReadonlySet<string>): string | undefined {
  const list = tokens(sql);
  const text = list.map((token) => token.text).join(" ");
  const wide = text
    .split(" ; ")
    .flatMap((one) => serverWide.find(([pattern]) => pattern.test(one))?.[1] ?? []);
  if (wide[0] !== undefined) return wide[0];
  const named = list.find((token, i) => {
    const name = identifierName(token);
    return (
      name !== undefined && list[i + 1]?.text === "." && list[i - 1]?.text !== "." && databases.has(name)
    );
  });
  return named && `the database ${identifierName(named)}`;
}
