import { join } from "node:path";
import { createConnection } from "mysql2/promise";
import { mariadbPrograms, mysqlPrograms, programIn } from "./mysql-programs.js";
import type { Launch, ServerRecipe, ServerSite } from "./server-recipe.js";

/**
 * What a throwaway server gives up for speed: nothing survives a crash of the machine, and nothing has to.
 * https://dev.mysql.com/doc/refman/9.7/en/innodb-parameters.html
 */
const settings: readonly string[] = [
  "--skip-log-bin",
  "--innodb-flush-log-at-trx-commit=0",
  "--innodb-flush-method=nosync",
  "--innodb-doublewrite=OFF",
  "--innodb-buffer-pool-size=64M",
  "--innodb-stats-persistent=OFF",
  "--performance-schema=OFF",
  "--bind-address=127.0.0.1",
  "--skip-name-resolve",
  "--default-time-zone=+00:00",
];

const shared = {
  shunsRoot: null,
  signals: { stop: "SIGTERM", kill: "SIGKILL" },
  url: ({ password }, port) => `mysql://root:${password}@127.0.0.1:${port}/mysql`,
  accepts,
} satisfies Partial<ServerRecipe>;

/** MySQL: the server that the machine has, or the one that `test/fetch-mysql.sh` unpacked. */
export const mysqlRecipe: ServerRecipe = {
  ...shared,
  programs: mysqlPrograms,
  initialise: (site) =>
    mysqld(site, ["--initialize-insecure", "--innodb-redo-log-capacity=8M", "--user=root"]),
  run: (site, port) =>
    mysqld(site, [...settings, ...ownSettings(site, port), "--mysqlx=OFF", "--secure-file-priv=NULL"]),
};

/** MariaDB, with the character set that Debian gives it: its own default is latin1. */
export const mariadbRecipe: ServerRecipe = {
  ...shared,
  programs: mariadbPrograms,
  initialise: ({ programs, folder }) => ({
    program: programIn(programs, "mariadb-install-db"),
    args: [
      "--no-defaults",
      "--user=root",
      "--auth-root-authentication-method=normal",
      "--skip-test-db",
      `--datadir=${join(folder, "data")}`,
    ],
  }),
  run: (site, port) => ({
    program: programIn(site.programs, "mariadbd"),
    args: [
      "--no-defaults",
      ...settings,
      ...ownSettings(site, port),
      "--character-set-server=utf8mb4",
      "--collation-server=utf8mb4_general_ci",
    ],
  }),
};

function ownSettings({ folder, password, secret }: ServerSite, port: number): readonly string[] {
  const account = `CREATE USER IF NOT EXISTS 'root'@'%' IDENTIFIED BY '${password}';
GRANT ALL PRIVILEGES ON *.* TO 'root'@'%' WITH GRANT OPTION;
DROP USER IF EXISTS 'root'@'localhost', 'root'@'127.0.0.1', 'root'@'::1';
`;
  return [
    "--user=root",
    `--port=${port}`,
    `--datadir=${join(folder, "data")}`,
    // A server that starts removes whatever tables it finds in the folder for temporary ones, another server's too.
    `--tmpdir=${join(folder, "sockets")}`,
    `--socket=${join(folder, "sockets", "server.sock")}`,
    `--pid-file=${join(folder, "server.pid")}`,
    `--init-file=${secret("accounts.sql", account)}`,
  ];
}

function mysqld({ programs, folder }: ServerSite, args: readonly string[]): Launch {
  const share = join(programs, "share", "mysql");
  const places = [
    `--basedir=${programs}`,
    `--lc-messages-dir=${share}`,
    `--character-sets-dir=${join(share, "charsets")}`,
    `--plugin-dir=${join(programs, "lib", "mysql", "plugin")}`,
    `--datadir=${join(folder, "data")}`,
  ];
  return { program: programIn(programs, "mysqld"), args: ["--no-defaults", ...places, ...args] };
}

async function accepts(url: string): Promise<boolean> {
  try {
    const connection = await createConnection({ uri: url, connectTimeout: 5000 });
    await connection.end();
    return true;
  } catch {
    return false;
  }
}
