import type { Connection } from "@typeorm-autogen/dialect";

/**
 * What SQLite itself says about each table, its keys and indexes, one fact a line, sorted; Autogen's own tables aside.
 * Checks and generated columns stand only in the text of a CREATE statement, cut here at its outer commas.
 */
export async function sqliteFacts(connection: Connection): Promise<readonly string[]> {
  const rows = await connection.query(
    `SELECT type, name, tbl_name, sql FROM sqlite_schema
     WHERE tbl_name NOT LIKE 'autogen\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`,
  );
  const lines: string[] = [];
  for (const { type, name, sql } of rows) {
    if (type === "table") lines.push(...(await tableFacts(connection, String(name), String(sql))));
    else lines.push(`${type} ${level(String(sql))}`);
  }
  return lines.sort();
}

async function tableFacts(connection: Connection, table: string, sql: string): Promise<readonly string[]> {
  const ask = async (pragma: string, columns: string) => {
    const rows = await connection.query(`SELECT ${columns} FROM ${pragma}(?)`, [table]);
    return rows.map((row) => `${table} ${pragma} ${JSON.stringify(row)}`);
  };
  const [, body = "", after = ""] = /^[^(]*\((.*)\)([^)]*)$/s.exec(sql) ?? [];
  return [
    ...(await ask("pragma_table_xinfo", `name, type, "notnull", dflt_value, pk, hidden`)),
    ...(await ask("pragma_foreign_key_list", `seq, "table", "from", "to", on_update, on_delete`)),
    ...(await ask("pragma_index_list", `"unique", origin, partial`)),
    `${table} options ${level(after)}`,
    ...cut(body).map((part) => `${table} has ${level(part)}`),
  ];
}

function cut(body: string): readonly string[] {
  const parts = [""];
  let depth = 0;
  for (const [token] of body.matchAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|[^'"]/gs)) {
    if (token === "(") depth += 1;
    if (token === ")") depth -= 1;
    if (token === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += token;
  }
  return parts;
}

// Quotes around plain names and the amount of white space say nothing.
function level(text: string): string {
  return text
    .replaceAll(/"([a-z_]\w*)"/gi, "$1")
    .replaceAll(/\s+/g, " ")
    .trim();
}
