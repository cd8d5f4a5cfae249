import { spawn } from "node:child_process";
import type { FreshDatabase } from "./fresh-database.js";

/** A client that did not like what it was given. */
class ClientError extends Error {}

/** Runs a file of SQL as a person would, by the program that comes with the database. Throws ClientError. */
export async function runClient(fresh: FreshDatabase, sql: string): Promise<string> {
  const { command, env = {} } = clientOf(fresh);
  const [program = "", ...words] = command;
  const child = spawn(program, words, { env: { ...process.env, ...env }, stdio: "pipe" });
  const output: Record<"stdout" | "stderr", string> = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].on("data", (chunk: Buffer) => {
      output[name] += chunk.toString();
    });
  child.stdin.on("error", () => {});
  child.stdin.end(sql);
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject).on("close", resolve);
  });
  if (status !== 0) throw new ClientError(`${program} ended with ${status}: ${output.stderr}`);
  return output.stdout;
}

interface Client {
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

function clientOf({ url, database, options }: FreshDatabase): Client {
  if (options.type === "postgres")
    return { command: ["psql", "--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1", url] };
  if (options.type !== "mysql" && options.type !== "mariadb")
    return { command: ["sqlite3", "-bail", database] };
  const { hostname, port, username, password } = new URL(url);
  const address = [`--host=${hostname}`, `--port=${port}`, `--user=${username}`];
  return {
    command: ["mariadb", "--comments", ...address, database],
    env: { MYSQL_PWD: decodeURIComponent(password) },
  };
}
