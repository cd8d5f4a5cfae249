import {
  nameSql,
  quoteText,
  readServerLabel,
  splitStatements,
  terminateStatement,
  type ClientScript,
} from "@typeorm-autogen/dialect";
import { searchPath } from "./connection.js";
import { doBlock } from "./do-block.js";
import { lexicon } from "./lexicon.js";
import { spelling } from "./spelling.js";

/** SQL for psql. Without ON_ERROR_STOP it would go on with the next revision after one that failed. */
export const script: ClientScript = Object.freeze<ClientScript>({
  command: "psql --set ON_ERROR_STOP=1 --file FILE DATABASE",
  facts: (server, { options }) => {
    const found = readServerLabel(server);
    return {
      version: found?.name === "postgresql" ? found.version : "12.0",
      defaultSchema: String(options?.["schema"] ?? "public"),
      extensions: [],
    };
  },
  preamble: ({ defaultSchema }) => [
    "SET standard_conforming_strings = on",
    `SET search_path TO ${searchPath(defaultSchema ?? "public")}`,
  ],
  setting: ({ options }) => {
    const schema = options?.["schema"];
    if (typeof schema !== "string" || schema === "public") return undefined;
    return {
      reason: "TypeORM's connection does not look where the DataSource's schema says.",
      ask: "SELECT current_setting('search_path') AS before",
      set: `SET search_path TO ${searchPath(schema)}`,
      putBack: "SELECT set_config('search_path', $1, false)",
    };
  },
  whereTable: (table, list) => {
    const found = `pg_catalog.to_regclass(${quoteText(nameSql(spelling, table))}) IS NOT NULL`;
    return [doBlock(`\nBEGIN\n  IF ${found} THEN\n    ${list.join(";\n    ")};\n  END IF;\nEND\n`)];
  },
  begin: ["BEGIN"],
  commit: ["COMMIT"],
  boundary: (sql) => {
    if (/^SET (?:standard_conforming_strings = on$|search_path TO ")/.test(sql)) return "session";
    const words = sql.toLowerCase().split(/\s+/).join(" ");
    if (/^(?:begin|start transaction)\b/.test(words)) return "begin";
    return /^(?:commit|end)(?: work| transaction)?$/.test(words) ? "commit" : null;
  },
  terminate: (sql) => terminateStatement(sql, lexicon),
  split: (text) => splitStatements(text, lexicon, isInsideBody),
  rebuilds: false,
  now: `to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
});

// The body of a function that is written in SQL: BEGIN ATOMIC … END, with semicolons and CASE … END in it.
// https://www.postgresql.org/docs/current/sql-createfunction.html
function isInsideBody(words: readonly string[]): boolean {
  const begun = words.findIndex((word, i) => word === "begin" && words[i + 1] === "atomic");
  if (begun === -1 || words[0] !== "create") return false;
  const body = words.slice(begun + 1);
  const count = (name: string) => body.filter((word) => word === name).length;
  return count("end") <= count("case");
}
