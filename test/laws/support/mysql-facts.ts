import type { Connection } from "@typeorm-autogen/dialect";

const names = `SELECT table_name AS name FROM information_schema.tables
  WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'`;

/**
 * MySQL's or MariaDB's own spelling of every table, a column or a key a line, sorted: the order of columns, counters and
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
  return lines.sort();
}

function factOf(line: string): string {
  return line
    .trim()
    .replace(/,$/, "")
    .replace(/ AUTO_INCREMENT=\d+/, "");
}
