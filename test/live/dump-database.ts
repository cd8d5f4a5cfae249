import { existsSync } from "node:fs";
import { dumpMysql } from "./dump-mysql.js";
import { dumpPostgres } from "./dump-postgres.js";
import { dumpSqlite } from "./dump-sqlite.js";
import type { FreshDatabase } from "./fresh-database.js";

/** The schema of a database as its server, or SQLite's own catalogue, spells it: one text, for comparison with another. */
export async function dumpDatabase({ url, database, options }: FreshDatabase): Promise<string> {
  switch (options.type) {
    case "postgres":
      return dumpPostgres(url);
    case "mysql":
    case "mariadb":
      return dumpMysql(url);
    default:
      return existsSync(database) ? dumpSqlite(database) : "";
  }
}
