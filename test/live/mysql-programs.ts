import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";

/** The folder above `sbin/mysqld`: the machine's own MySQL, else the one that `test/fetch-mysql.sh` unpacked. */
export async function mysqlPrograms(): Promise<string> {
  const own = machineFolders().find((folder) => isServer(folder, "mysqld", /^(?!.*MariaDB).*\bVer\b/));
  const found = own ?? [unpackedMysql()].find((folder) => existsSync(join(folder, "sbin", "mysqld")));
  if (found) return found;
  throw new Error("No MySQL server is installed; on Debian: bash test/fetch-mysql.sh.");
}

/** The folder above `sbin/mariadbd`. */
export async function mariadbPrograms(): Promise<string> {
  const found = machineFolders().find((folder) => isServer(folder, "mariadbd", /MariaDB/));
  if (found) return found;
  throw new Error(
    "No MariaDB server is installed; on Debian: apt-get install mariadb-server-core mariadb-client-core.",
  );
}

/** A program below a folder of programs, wherever there its packager puts it. */
export function programIn(folder: string, name: string): string {
  const places = ["sbin", "bin", "libexec"].map((place) => join(folder, place, name));
  return places.find((path) => existsSync(path)) ?? join(folder, "sbin", name);
}

/** Kept between runs: unpacked it is a third of a gigabyte. */
function unpackedMysql(): string {
  const caches = process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  return join(caches, "typeorm-autogen", "mysql", "usr");
}

/** Debian keeps servers out of a plain user's PATH. */
function machineFolders(): readonly string[] {
  const path = (process.env["PATH"] ?? "").split(delimiter).filter(Boolean);
  return [...new Set([...path, "/usr/sbin", "/usr/local/sbin"].map((folder) => dirname(resolve(folder))))];
}

// MariaDB, too, brings a program called mysqld.
function isServer(folder: string, name: string, version: RegExp): boolean {
  const program = programIn(folder, name);
  if (!existsSync(program)) return false;
  const { stdout } = spawnSync(program, ["--no-defaults", "--version"], { encoding: "utf8" });
  return version.test(stdout);
}
