import { inDatabase, type Connection, type Dialect } from "@typeorm-autogen/dialect";
import type { QualifiedName } from "@typeorm-autogen/model";
import { borrow } from "./borrow.js";
import { catalogueMark } from "./catalogue-mark.js";
import { catalogueReader } from "./catalogue.js";
import { describeTarget } from "./client-config.js";
import { script } from "./client-script.js";
import { connect, MysqlConnection } from "./connection.js";
import { compile, needsState } from "./ddl.js";
import { entities } from "./entities.js";
import { defaultFacts, mysqlFacts, readFacts, serverLabel } from "./facts.js";
import { findFaults } from "./faults/find-faults.js";
import { fingerprint } from "./fingerprint.js";
import { impact } from "./impact.js";
import { judge } from "./judge.js";
import { judgeViews } from "./judge-views.js";
import { keyLiteral } from "./key-literal.js";
import { lexicon } from "./lexicon.js";
import { lock } from "./lock.js";
import { lockHolders } from "./lock-holders.js";
import { normalise } from "./normalise.js";
import { preflight } from "./preflight.js";
import { rules } from "./rules.js";
import { scratch } from "./scratch.js";
import { label } from "./spelling.js";
import { identifier, literal } from "./sql-text.js";
import { types } from "./types.js";

/** MySQL 8.0.16 and later, MariaDB 10.6 and later. What the server is, its facts say, whatever the DataSource calls it. */
export const mysql: Dialect = Object.freeze<Dialect>({
  name: "mysql",
  label,
  serverLabel,
  drivers: ["mysql", "mariadb"],
  urlSchemes: ["mysql", "mariadb"],
  capabilities: {
    transactionalDdl: false,
    schemas: true,
    enumTypes: false,
    sequences: false,
    comments: true,
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
  inDatabase,
  facts: (connection) => readFacts(own(connection)),
  defaultFacts,
  hasTable,
  reader: (connection, facts) => catalogueReader(own(connection), facts),
  catalogueMark: (connection, facts, scope) => catalogueMark(own(connection), mysqlFacts(facts), scope),
  normalise,
  rules,
  judge: (connection, questions, facts) => judge(own(connection), questions, mysqlFacts(facts)),
  judgeViews: (connection, questions, facts) => judgeViews(own(connection), questions, mysqlFacts(facts)),
  compile,
  impact,
  faults: findFaults,
  preflight,
  keyLiteral,
  needsState,
  script,
  fingerprint,
  lock,
  lockHolders: (connection, session) => lockHolders(connection, own(connection).flavor, session),
  scratch,
});

function own(connection: Connection): MysqlConnection {
  if (connection instanceof MysqlConnection) return connection;
  throw new TypeError("MySQL's dialect reads only through a connection that it opened itself.");
}

async function hasTable(connection: Connection, { schema, name }: QualifiedName): Promise<boolean> {
  const rows = await connection.query(
    `SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = COALESCE(?, DATABASE()) AND TABLE_NAME = ?`,
    [schema, name],
  );
  return rows.length > 0;
}
