import Database from "better-sqlite3";

/** A SQLite database's schema as its own catalogue keeps it: the text of each object, sorted by kind and name. */
export function dumpSqlite(file: string): string {
  const database = new Database(file, { readonly: true });
  try {
    const rows = database
      .prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name, tbl_name")
      .all() as readonly { type: string; name: string; tbl_name: string; sql: string | null }[];
    return rows
      .map((row) => `-- ${row.type} ${row.name} on ${row.tbl_name}\n${row.sql ?? "(automatic)"}`)
      .join("\n");
  } finally {
    database.close();
  }
}
