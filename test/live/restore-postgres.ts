import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { Client } from "pg";
import { pgDumpProgram } from "./postgres-programs.js";

/** Restores into an empty database what `pg_dump` says of another, rows included, as if both had the same name. */
export async function restorePostgres(from: string, to: string): Promise<void> {
  const program = pgDumpProgram();
  if (!program) throw new Error("No pg_dump is installed, so nothing can be restored from a dump.");
  const { stdout } = await promisify(execFile)(program.path, ["--inserts", "--no-owner", "--dbname", from]);
  const client = new Client({ connectionString: to });
  await client.connect();
  try {
    // psql's own commands aside; names are qualified, so the emptied search_path ends with this session.
    await client.query(stdout.replaceAll(/^\\.*$/gm, "").replaceAll(nameOf(from), nameOf(to)));
  } finally {
    await client.end();
  }
}

function nameOf(url: string): string {
  return new URL(url).pathname.slice(1);
}
