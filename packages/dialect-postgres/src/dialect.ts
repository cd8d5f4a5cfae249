import {
  inDatabase,
  nameSql,
  type Connection,
  type ConnectionTarget,
  type Dialect,
  type ServerFacts,
} from "@typeorm-autogen/dialect";
import type { QualifiedName } from "@typeorm-autogen/model";
import { borrow } from "./borrow.js";
import { catalogueMark } from "./catalogue-mark.js";
import { catalogueReader } from "./catalogue.js";
import { describeTarget } from "./client-config.js";
import { script } from "./client-script.js";
import { connect, PostgresConnection } from "./connection.js";
import { compile, needsState } from "./ddl.js";
import { defaultFacts } from "./default-facts.js";
import { findDependents } from "./dependents.js";
import { entities } from "./entities.js";
import { impact } from "./impact.js";
import { judge } from "./judge.js";
import { judgeViews } from "./judge-views.js";
import { lexicon } from "./lexicon.js";
import { lock, lockHolders } from "./lock.js";
import { identifier, nameBytes } from "./names.js";
import { namedSequences } from "./named-sequences.js";
import { normalise } from "./normalise.js";
import { preflight } from "./preflight.js";
import { rules } from "./rules.js";
import { label, literal } from "./spelling.js";
import { scratch } from "./scratch.js";
import { types } from "./types.js";

/** PostgreSQL 12 and later. */
export const postgres: Dialect = Object.freeze<Dialect>({
  name: "postgres",
  label,
  drivers: ["postgres"],
  urlSchemes: ["postgres", "postgresql"],
  capabilities: {
    transactionalDdl: true,
    schemas: true,
    enumTypes: true,
    sequences: true,
    comments: true,
    nameBytes,
  },
  types,
  lexicon,
  entities,
  literal,
  identifier,
  connect,
  borrow,
  describeTarget,
  inDatabase,
  facts: serverFacts,
  defaultFacts,
  hasTable,
  reader: (connection, facts) => catalogueReader(own(connection), facts),
  catalogueMark,
  normalise,
  rules: ({ defaultSchema }) => ({ ...rules, namedSequences: (text) => inModel(text, defaultSchema) }),
  judge: (connection, questions) => judge(own(connection), questions),
  judgeViews: (connection, questions) => judgeViews(own(connection), questions),
  compile,
  impact,
  findDependents,
  preflight,
  keyLiteral: (column) => `pg_catalog.quote_literal(${column}::text)`,
  needsState,
  script,
  lock,
  lockHolders,
  scratch,
});

// The default schema is null on both sides of a comparison.
function inModel(text: string, defaultSchema: string | null): readonly QualifiedName[] {
  return namedSequences(text).map(({ schema, name }) => ({
    schema: schema === defaultSchema ? null : schema,
    name,
  }));
}

function own(connection: Connection): PostgresConnection {
  if (connection instanceof PostgresConnection) return connection;
  throw new TypeError("PostgreSQL's dialect reads only through a connection that it opened itself.");
}

async function serverFacts(connection: Connection, target: ConnectionTarget): Promise<ServerFacts> {
  const rows = await connection.query(
    `SELECT pg_catalog.current_schema()::text AS schema, ARRAY(
       SELECT extname::text FROM pg_catalog.pg_extension WHERE extname <> 'plpgsql' ORDER BY 1) AS extensions`,
  );
  const schema = target.options?.["schema"] ?? rows[0]?.["schema"] ?? "public";
  return {
    version: connection.serverVersion,
    defaultSchema: String(schema),
    extensions: rows[0]?.["extensions"] as readonly string[],
  };
}

async function hasTable(connection: Connection, table: QualifiedName): Promise<boolean> {
  const name = nameSql({ identifier }, table);
  const rows = await connection.query("SELECT pg_catalog.to_regclass($1) IS NOT NULL AS found", [name]);
  return rows[0]?.["found"] === true;
}
