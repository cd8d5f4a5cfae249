import {
  readServerLabel,
  terminateStatement,
  type ClientScript,
  type ConnectionTarget,
} from "@typeorm-autogen/dialect";
import { tokenizeSql, type Column } from "@typeorm-autogen/model";
import { modeSetting, sessionSettings } from "./connection.js";
import { defaultFacts, type MysqlFacts } from "./facts.js";
import { isPlainComment, lexicon } from "./lexicon.js";
import { quoteText } from "./sql-text.js";

/** SQL for the programs mysql and mariadb, which leave comments out unless told. */
export const script: ClientScript = Object.freeze<ClientScript>({
  command: "mysql --comments DATABASE < FILE",
  facts,
  preamble: () => sessionSettings,
  setting: (_, { tables }) => {
    if (!tables.some(({ columns }) => columns.some(isZeroDate))) return undefined;
    return {
      reason: "Tables with zero dates cannot be altered otherwise.",
      ask: "SELECT @@SESSION.sql_mode AS `before`",
      set: modeSetting,
      putBack: "SET SESSION sql_mode = ?",
    };
  },
  whereTable: ({ schema, name }, list) => {
    const place = schema === null ? "DATABASE()" : quoteText(schema);
    const count = `SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = ${place} AND TABLE_NAME = ${quoteText(name)}`;
    return list.flatMap((sql) => [
      `SET @autogen_sql = IF((${count}) = 0, 'DO 0', ${quoteText(sql)})`,
      "PREPARE autogen_statement FROM @autogen_sql",
      "EXECUTE autogen_statement",
      "DEALLOCATE PREPARE autogen_statement",
    ]);
  },
  begin: [],
  commit: [],
  boundary,
  terminate,
  split,
  rebuilds: false,
  now: "DATE_FORMAT(UTC_TIMESTAMP(3), '%Y-%m-%dT%H:%i:%s.%fZ')",
});

function isZeroDate({ default: text }: Column): boolean {
  return text !== undefined && /^'\d{4}-(?:00|\d\d-00)/.test(text);
}

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

function boundary(sql: string): ReturnType<ClientScript["boundary"]> {
  if (sessionSettings.includes(sql)) return "around";
  const words = sql.toLowerCase().split(/\s+/).join(" ");
  if (/^(?:begin(?: work)?$|start transaction\b)/.test(words)) return "begin";
  return /^commit(?: work)?$/.test(words) ? "commit" : null;
}

// A body with semicolons is kept together by another delimiter, which is the client's word and no statement.
function terminate(sql: string): string {
  const text = sql.trim();
  const tokens = tokenizeSql(text, lexicon);
  const inner = tokens.slice(0, -1).some((token) => token.text === ";");
  if (!inner || !/^create\b/i.test(text)) return terminateStatement(text, lexicon);
  const body = tokens.at(-1)?.text === ";" ? text.slice(0, -1) : text;
  let delimiter = "$$";
  while (body.includes(delimiter)) delimiter += "$";
  return `DELIMITER ${delimiter}\n${body}\n${delimiter}\nDELIMITER ;`;
}

// As the client does it: a delimiter counts wherever no text, name or comment is, and its line only between statements.
function split(text: string): readonly string[] {
  const bare = withoutTexts(text);
  const statements: string[] = [];
  let delimiter = ";";
  for (let at = 0; at < text.length;) {
    const [line = "", word] = /^\s*delimiter[ \t]+(\S+)[^\n]*/i.exec(bare.slice(at)) ?? [];
    if (word !== undefined) {
      delimiter = word;
      at += line.length;
      continue;
    }
    const found = bare.indexOf(delimiter, at);
    const end = found === -1 ? text.length : found;
    const statement = withoutLeadingComments(text.slice(at, end));
    if (statement !== "") statements.push(statement);
    at = end + delimiter.length;
  }
  return statements;
}

// The same length, with blanks where texts, quoted names and comments stand.
function withoutTexts(text: string): string {
  const hidden = tokenizeSql(text, lexicon).filter(({ kind }) =>
    ["string", "quoted", "comment"].includes(kind),
  );
  let bare = "";
  for (const { start, end } of hidden) bare += text.slice(bare.length, start) + " ".repeat(end - start);
  return bare + text.slice(bare.length);
}

function withoutLeadingComments(text: string): string {
  const first = tokenizeSql(text, lexicon).find((token) => !isPlainComment(token));
  return first ? text.slice(first.start).trim() : "";
}
