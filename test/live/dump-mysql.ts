import { createConnection, type Connection, type RowDataPacket } from "mysql2/promise";

/**
 * The schema of a MySQL or MariaDB database as its server spells it, `SHOW CREATE` for each object, to be compared with
 * another such text of the same server. Counters of AUTO_INCREMENT are left out, since rows move them; the order of
 * keys and constraints within a table, which says nothing, is the alphabet's. Columns keep their order.
 */
export async function dumpMysql(url: string): Promise<string> {
  const connection = await createConnection({ uri: url, dateStrings: true });
  try {
    const lines: string[] = [await databaseLine(connection)];
    for (const { kind, names } of objects) {
      const [rows] = await connection.query<RowDataPacket[]>(names);
      const sorted = rows.map(({ name }) => String(name)).sort();
      for (const name of sorted) lines.push(await createText(connection, kind, name));
    }
    return lines.join("\n");
  } finally {
    await connection.end();
  }
}

const objects: readonly { readonly kind: string; readonly names: string }[] = [
  {
    kind: "TABLE",
    names: `SELECT table_name AS name FROM information_schema.tables
      WHERE table_schema = DATABASE() AND table_type <> 'VIEW'`,
  },
  {
    kind: "VIEW",
    names: "SELECT table_name AS name FROM information_schema.views WHERE table_schema = DATABASE()",
  },
  {
    kind: "TRIGGER",
    names: "SELECT trigger_name AS name FROM information_schema.triggers WHERE trigger_schema = DATABASE()",
  },
  ...["PROCEDURE", "FUNCTION"].map((kind) => ({
    kind,
    names: `SELECT routine_name AS name FROM information_schema.routines
      WHERE routine_schema = DATABASE() AND routine_type = '${kind}'`,
  })),
  {
    kind: "EVENT",
    names: "SELECT event_name AS name FROM information_schema.events WHERE event_schema = DATABASE()",
  },
];

async function databaseLine(connection: Connection): Promise<string> {
  const [rows] = await connection.query<RowDataPacket[]>(
    `SELECT default_character_set_name AS charset, default_collation_name AS collation
     FROM information_schema.schemata WHERE schema_name = DATABASE()`,
  );
  return `-- character set ${String(rows[0]?.["charset"])} collation ${String(rows[0]?.["collation"])}`;
}

async function createText(connection: Connection, kind: string, name: string): Promise<string> {
  const [rows] = await connection.query<RowDataPacket[]>(`SHOW CREATE ${kind} ??`, [name]);
  const column = Object.keys(rows[0] ?? {}).find((key) => /^(?:Create |SQL Original)/.test(key)) ?? "";
  const text = String(rows[0]?.[column]);
  return kind === "TABLE" ? sortKeys(text.replace(/ AUTO_INCREMENT=\d+/, "")) : text;
}

// Columns stand first in the body, one a line, each beginning with a backtick.
function sortKeys(text: string): string {
  const lines = text.split("\n").map((line) => line.replace(/,$/, ""));
  const first = lines.findIndex((line, i) => i > 0 && !line.startsWith("  `"));
  const end = lines.findLastIndex((line) => line.startsWith(")"));
  return [...lines.slice(0, first), ...lines.slice(first, end).sort(), ...lines.slice(end)].join("\n");
}
