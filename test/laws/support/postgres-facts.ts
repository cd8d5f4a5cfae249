import type { Connection } from "@typeorm-autogen/dialect";
import { postgresCatalogueLines } from "../../live/postgres-catalogue-lines.js";

/** PostgreSQL's own spelling of everything in a database, sorted; Autogen's own tables aside. */
export async function postgresFacts(connection: Connection): Promise<readonly string[]> {
  const rows = await connection.query(postgresCatalogueLines);
  return rows
    .map(({ line }) => String(line))
    .filter((line) => !/\bautogen_(?:version|step)/.test(line) && !isRequiredColumn(line))
    .sort();
}

// From version 18 on, NOT NULL is a constraint with a name that follows nothing; the column's own line says it too.
function isRequiredColumn(line: string): boolean {
  return /^constraint \S+ on \S+ NOT NULL /.test(line);
}
