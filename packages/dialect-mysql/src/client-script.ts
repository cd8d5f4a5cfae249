import {
  readServerLabel,
  splitStatements,
  terminateStatement,
  type ClientScript,
  type ConnectionTarget,
} from "@typeorm-autogen/dialect";
import { tokenizeSql } from "@typeorm-autogen/model";
import { sessionSettings } from "./connection.js";
import { defaultFacts, type MysqlFacts } from "./facts.js";
import { lexicon } from "./lexicon.js";

const delimiter = "$$";

/** SQL for the programs mysql and mariadb, which leave comments out unless told. */
export const script: ClientScript = Object.freeze<ClientScript>({
  command: "mysql --comments DATABASE < FILE",
  facts,
  preamble: () => sessionSettings,
  begin: [],
  commit: [],
  boundary: () => null,
  terminate,
  split,
  rebuilds: false,
  now: "DATE_FORMAT(UTC_TIMESTAMP(3), '%Y-%m-%dT%H:%i:%s.%fZ')",
});

// What the server's database is called, nobody asks: names without one mean the client's.
function facts(server: string | null, { url, options }: ConnectionTarget): MysqlFacts {
  const found = readServerLabel(server);
  const named = url === undefined ? options?.["type"] : url.slice(0, url.indexOf(":"));
  if (found?.name === "mysql") return { ...defaultFacts, version: found.version };
  if (found?.name !== "mariadb" && named !== "mariadb") return defaultFacts;
  return {
    ...defaultFacts,
    flavor: "mariadb",
    version: found?.version ?? "10.6",
    collation: "utf8mb4_general_ci",
    collations: { ...defaultFacts.collations, utf8mb4: "utf8mb4_general_ci" },
  };
}

// A body with semicolons is kept together by another delimiter, which is the client's word and no statement.
function terminate(sql: string): string {
  const text = sql.trim();
  const tokens = tokenizeSql(text, lexicon);
  const inner = tokens.slice(0, -1).some((token) => token.text === ";");
  if (!inner || !/^create\b/i.test(text)) return terminateStatement(text, lexicon);
  const body = tokens.at(-1)?.text === ";" ? text.slice(0, -1) : text;
  return `DELIMITER ${delimiter}\n${body}\n${delimiter}\nDELIMITER ;`;
}

function split(text: string): readonly string[] {
  const statements: string[] = [];
  let end = ";";
  for (const part of text.split(/^(?=delimiter[ \t])/im)) {
    const [, word, rest = part] = /^delimiter[ \t]+(\S+)[^\n]*(?:\n([^]*))?$/i.exec(part) ?? [];
    if (word !== undefined) end = word;
    const found = end === ";" ? splitStatements(rest, lexicon) : rest.split(end);
    statements.push(...found.map((statement) => statement.trim()).filter((statement) => statement !== ""));
  }
  return statements;
}
