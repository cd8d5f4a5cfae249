import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { Client } from "pg";
import { pgDumpProgram } from "./postgres-programs.js";
import { postgresCatalogueLines } from "./postgres-catalogue-lines.js";

/**
 * A PostgreSQL database's schema as text that knows nothing of Autogen, to be compared with another such text of the
 * same server: `pg_dump --schema-only` without comments, settings and blank lines. A pg_dump refuses a server newer
 * than itself; there the server's own `pg_get_…def` functions speak instead. Owners are left out, grants are not.
 */
export async function dumpPostgres(url: string): Promise<string> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const program = pgDumpProgram();
    const { rows } = await client.query<{ server_version_num: string }>("SHOW server_version_num");
    const major = Math.floor(Number(rows[0]?.server_version_num) / 10_000);
    if (program && program.major >= major) return await pgDump(program.path, url);
    const lines = await client.query<{ line: string }>(postgresCatalogueLines);
    return lines.rows.map((row) => row.line).join("\n");
  } finally {
    await client.end();
  }
}

async function pgDump(program: string, url: string): Promise<string> {
  const args = ["--schema-only", "--no-owner", "--dbname", url];
  const { stdout } = await promisify(execFile)(program, args, { maxBuffer: 256 * 1024 * 1024 });
  const noise = /^(--|SET |SELECT pg_catalog\.set_config|\\restrict|\\unrestrict|\s*$)/;
  return stdout
    .split("\n")
    .filter((line) => !noise.test(line))
    .join("\n");
}
