import { resolve } from "node:path";
import type { Connection, ConnectionTarget, Dialect } from "@typeorm-autogen/dialect";
import type { QualifiedName } from "@typeorm-autogen/model";
import { catalogueMark } from "./catalogue-mark.js";
import { catalogueReader } from "./catalogue.js";
import { script } from "./client-script.js";
import { borrow, connect, SqliteConnection } from "./connection.js";
import { compile, needsState } from "./ddl.js";
import { entities } from "./entities.js";
import { findDependents } from "./find-dependents.js";
import { impact } from "./impact.js";
import { judge } from "./judge.js";
import { lexicon } from "./lexicon.js";
import { waitForWriters } from "./lock.js";
import { normalise } from "./normalise.js";
import { preflight } from "./preflight.js";
import { rules } from "./rules.js";
import { defaultFacts, factsOf } from "./facts.js";
import { scratch } from "./scratch.js";
import { identifier, literal } from "./sql-text.js";
import { databasePath } from "./target.js";
import { types } from "./types.js";

/** Everything that Autogen knows about SQLite. */
export const sqlite: Dialect = Object.freeze<Dialect>({
  name: "sqlite",
  label: "SQLite",
  drivers: ["sqlite", "better-sqlite3"],
  urlSchemes: ["sqlite", "sqlite3", "better-sqlite3", "file"],
  capabilities: {
    transactionalDdl: true,
    schemas: false,
    enumTypes: false,
    sequences: false,
    comments: false,
    rebuildsTables: true,
    nameBytes: null,
  },
  types,
  lexicon,
  entities,
  literal,
  identifier,
  connect,
  borrow,
  describeTarget,
  inDatabase: ({ url: _, options, ...place }, file) => {
    const database = /^(?::memory:$|file:)/.test(file) ? file : resolve(place.projectDir, file);
    return { ...place, options: { ...options, database } };
  },
  facts: async (connection) => factsOf(connection.serverVersion),
  defaultFacts,
  hasTable,
  reader: catalogueReader,
  catalogueMark: (connection, _facts, _scope, target) => catalogueMark(connection, target),
  normalise,
  rules: () => rules,
  judge,
  compile,
  impact,
  findDependents,
  preflight: () => preflight,
  keyLiteral: (column) => `quote(${column})`,
  needsState,
  scratch,
  script,
  lock: (connection, _name, timeout) =>
    waitForWriters(
      connection,
      connection instanceof SqliteConnection ? connection.path : "the database",
      timeout,
    ),
});

async function hasTable(connection: Connection, { name }: QualifiedName): Promise<boolean> {
  const rows = await connection.query(
    "SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND name = ? COLLATE NOCASE",
    [name],
  );
  return rows.length > 0;
}

function describeTarget(target: ConnectionTarget): string {
  try {
    return databasePath(target);
  } catch {
    return "a SQLite database without a file name";
  }
}
