import type { CompareRules } from "@typeorm-autogen/compare";
import {
  UnsupportedError,
  type Connection,
  type Dialect,
  type ServerFacts,
  type Verdict,
} from "@typeorm-autogen/dialect";
import { equal, type QualifiedName } from "@typeorm-autogen/model";
import { catalogueReader } from "./catalogue.js";
import { describeTarget } from "./client-config.js";
import { connect, MysqlConnection } from "./connection.js";
import { entities } from "./entities.js";
import { equivalentCollation, equivalentOptions, equivalentType } from "./equivalence.js";
import { defaultFacts, mysqlFacts, readFacts, serverLabel } from "./facts.js";
import { lexicon } from "./lexicon.js";
import { lock } from "./lock.js";
import { normalise } from "./normalise.js";
import { identifier, literal } from "./sql-text.js";
import { types } from "./types.js";

const label = "MySQL";

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
  describeTarget,
  facts: (connection) => readFacts(own(connection)),
  defaultFacts,
  hasTable,
  reader: (connection, facts) => catalogueReader(own(connection), facts),
  normalise,
  rules,
  judge: async (_connection, questions) => questions.map(unjudged),
  compile: ({ kind }) => {
    throw new UnsupportedError(label, `the operation ${kind}`, "write it as op.execute in the script");
  },
  needsState: () => false,
  lock,
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

function unjudged(): Verdict {
  return { equivalent: false, unjudged: "only the spelling of expressions was compared" };
}

function rules(facts: ServerFacts): CompareRules {
  const { collation } = mysqlFacts(facts);
  return {
    capabilities: {
      renamesConstraints: false,
      renamesIndexes: true,
      namesPrimaryKeys: false,
      comments: true,
      addsConstraints: true,
      forwardReferences: false,
    },
    equivalentType,
    equivalentExpression: ({ live, declared }) => live === declared,
    equivalentCollation: (live, declared, table) => equivalentCollation(live, declared, collation, table),
    equivalentOptions,
    declarable: ({ parts, options }) =>
      options?.["invisible"] === undefined && parts.every((part) => equal(Object.keys(part), ["column"])),
    conversion: () => undefined,
    typeAffinity: (a, b) => (a.name === b.name ? 1 : 0),
  };
}
