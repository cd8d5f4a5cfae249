import type { Connection } from "@typeorm-autogen/dialect";

const names = `SELECT table_name AS name FROM information_schema.tables
  WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'`;
const views = `SELECT table_name AS name, view_definition AS definition, check_option AS checks, security_type AS rights
  FROM information_schema.views WHERE table_schema = DATABASE()`;

/**
 * MySQL's or MariaDB's own spelling of every table, a column or a key a line, and every view, sorted: the order of columns, counters and
 * Autogen's own tables aside.
 */
export async function mysqlFacts(connection: Connection): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const { name } of await connection.query(names)) {
    if (/^autogen_(?:version|step)$/.test(String(name))) continue;
    const [row] = await connection.query(`SHOW CREATE TABLE \`${String(name)}\``);
    const [, ...rest] = String(row?.["Create Table"]).split("\n");
    lines.push(...rest.map((line) => `${String(name)} ${factOf(line)}`));
  }
  const read = await connection.query(views);
  return [...lines, ...read.map((row) => `view ${JSON.stringify(row)}`)].sort();
}

function factOf(line: string): string {
  return line
    .trim()
    .replace(/,$/, "")
    .replace(/ AUTO_INCREMENT=\d+/, "");
}
