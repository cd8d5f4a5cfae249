import type { ServerFacts } from "@typeorm-autogen/dialect";
import { flavorOf, type FlavorName } from "./flavor.js";
import type { MysqlConnection, RawRow } from "./connection.js";

/** What a server of this family says about itself beyond what every server does. */
export interface MysqlFacts extends ServerFacts {
  readonly flavor: FlavorName;
  /** The collation of the connection's database, which its new tables have. */
  readonly collation: string;
  /** The collation that each character set has where none is given. */
  readonly collations: Readonly<Record<string, string>>;
  /** The collations that there are; none where nobody asked. */
  readonly knownCollations: readonly string[];
  /** Full-text parsers that are installed. */
  readonly parsers: readonly string[];
  /** Names of tables and databases are kept, or at least compared, in lower case (lower_case_table_names). */
  readonly foldsTableNames: boolean;
  /** A required timestamp gets a default that nobody wrote (explicit_defaults_for_timestamp is off). */
  readonly impliesTimestamps: boolean;
}

/** Facts to assume where nothing is connected. */
export const defaultFacts: MysqlFacts = {
  version: "8.4.0",
  flavor: "mysql",
  defaultSchema: null,
  extensions: [],
  collation: "utf8mb4_0900_ai_ci",
  collations: { utf8mb4: "utf8mb4_0900_ai_ci", utf8mb3: "utf8mb3_general_ci", latin1: "latin1_swedish_ci" },
  knownCollations: [],
  parsers: ["ngram"],
  foldsTableNames: false,
  impliesTimestamps: false,
};

/** The facts of a server, or the ones to assume where they do not come from one. */
export function mysqlFacts(facts: ServerFacts): MysqlFacts {
  return { ...defaultFacts, ...facts, flavor: facts.flavor === "mariadb" ? "mariadb" : "mysql" };
}

/** Reads the facts in one round trip. */
export async function readFacts(connection: MysqlConnection): Promise<MysqlFacts> {
  const [server = [], charsets = [], settings = [], collations = [], parsers = []] =
    await connection.readBatch([
      "SELECT DATABASE(), @@collation_database, @@lower_case_table_names, @@explicit_defaults_for_timestamp",
      "SELECT CHARACTER_SET_NAME, DEFAULT_COLLATE_NAME FROM information_schema.CHARACTER_SETS",
      "SHOW VARIABLES LIKE 'character_set_collations'",
      "SHOW COLLATION",
      "SELECT PLUGIN_NAME FROM information_schema.PLUGINS WHERE PLUGIN_TYPE = 'FTPARSER' AND PLUGIN_STATUS = 'ACTIVE'",
    ]);
  const [database, collation, folding, explicit] = server[0] ?? [];
  return {
    version: connection.serverVersion,
    flavor: connection.flavor,
    defaultSchema: database === null ? null : String(database),
    extensions: [],
    collation: String(collation),
    collations: { ...Object.fromEntries(charsets), ...ownCollations(settings) },
    knownCollations: collations.map(([name]) => String(name)),
    parsers: parsers.map(([name]) => String(name)),
    foldsTableNames: Number(folding) !== 0,
    impliesTimestamps: Number(explicit) === 0,
  };
}

// MariaDB 11 keeps other defaults in a variable: `utf8mb3=utf8mb3_uca1400_ai_ci,utf8mb4=utf8mb4_uca1400_ai_ci`.
// https://mariadb.com/kb/en/server-system-variables/#character_set_collations
function ownCollations(settings: readonly RawRow[]): Readonly<Record<string, string>> {
  const pairs = String(settings[0]?.[1] ?? "").split(",");
  return Object.fromEntries(pairs.filter(Boolean).map((pair) => pair.trim().split("=")));
}

/** The name and version of a server as people say them: `MariaDB 10.11`, `MySQL 9.7`. */
export function serverLabel(facts: ServerFacts): string {
  return `${flavorOf(facts).label} ${facts.version.split(".").slice(0, 2).join(".")}`;
}
