import {
  readServerLabel,
  splitStatements,
  terminateStatement,
  type ClientScript,
} from "@typeorm-autogen/dialect";
import { lexicon } from "./lexicon.js";

const before = "temp.autogen_violations_before";
const after = "temp.autogen_violations_after";

/**
 * SQL for the sqlite3 program. Foreign keys are off while tables are rebuilt, as on a connection of Autogen's own; before
 * the end, a row that violates one and did not before rolls everything back (https://sqlite.org/lang_conflict.html).
 */
export const script: ClientScript = Object.freeze<ClientScript>({
  command: "sqlite3 -bail DATABASE < FILE",
  facts: (server) => {
    const found = readServerLabel(server);
    const version = found?.name === "sqlite" ? found.version : "3.37.0";
    return { version, defaultSchema: null, extensions: [] };
  },
  preamble: () => [],
  begin: [
    "PRAGMA foreign_keys = OFF",
    "BEGIN IMMEDIATE",
    `CREATE TABLE ${before} AS SELECT count(*) AS violations FROM pragma_foreign_key_check`,
  ],
  commit: [
    `CREATE TABLE ${after} (violations CONSTRAINT "rows violate foreign keys" CHECK (violations <= 0))`,
    `INSERT OR ROLLBACK INTO ${after} SELECT count(*) - (SELECT violations FROM ${before}) FROM pragma_foreign_key_check`,
    `DROP TABLE ${after}`,
    `DROP TABLE ${before}`,
    "COMMIT",
  ],
  boundary: (sql) => {
    if (/^begin\b/i.test(sql)) return "begin";
    if (/^(?:commit|end)\b/i.test(sql)) return "commit";
    const own = [before, after].some((name) => sql.includes(name));
    return own || /^pragma\s+foreign_keys\s*=/i.test(sql) ? "around" : null;
  },
  terminate: (sql) => terminateStatement(sql, lexicon),
  split: (text) => splitStatements(text, lexicon, isInsideTrigger),
  rebuilds: true,
  now: "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')",
});

// https://sqlite.org/lang_createtrigger.html: its body ends with END after a semicolon.
function isInsideTrigger(words: readonly string[]): boolean {
  const isTrigger = words[0] === "create" && words.slice(1, 3).includes("trigger");
  return isTrigger && !(words.at(-1) === "end" && words.at(-2) === ";");
}
