import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  closeSync,
  cpSync,
  chmodSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { postgresPrograms } from "./postgres-programs.js";
import { giveToServer, serverCanRun, spawnForServer } from "./server-user.js";

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

/** A PostgreSQL server with its own data folder and port, for one test run. */
export class PostgresServer {
  readonly #name: string;
  readonly #folder: string;
  readonly #which: "installed" | "embedded";
  readonly #password: string = randomBytes(12).toString("hex");
  #process: ChildProcess | undefined;

  constructor(name: string, folder: string, which: "installed" | "embedded") {
    this.#name = name;
    this.#folder = folder;
    this.#which = which;
  }

  /** Creates the data folder, starts the server and returns a superuser's URL, once it accepts connections. */
  async start(): Promise<string> {
    const programs = this.#reachable(await postgresPrograms(this.#which));
    await this.#initialise(programs);
    for (let attempt = 1; ; attempt++) {
      const port = await freePort();
      const url = `postgres://postgres:${this.#password}@127.0.0.1:${port}/postgres`;
      if (await this.#run(programs, port, url)) return url;
      if (attempt === 3) throw new Error(`the server ends at once:\n${this.#log("postgres")}`);
    }
  }

  /** Ends the server ("fast shutdown") and waits until it is gone. */
  async stop(): Promise<void> {
    const server = this.#process;
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const gone = new Promise((resolve) => server.once("exit", resolve));
    server.kill("SIGINT");
    await Promise.race([gone, sleep(10_000, undefined, { ref: false })]);
  }

  /** Ends the server now, without waiting: its files are thrown away ("immediate shutdown"). */
  kill(): void {
    this.#process?.kill("SIGQUIT");
  }

  #reachable(programs: string): string {
    mkdirSync(this.#folder, { recursive: true });
    for (const folder of [dirname(this.#folder), this.#folder]) chmodSync(folder, 0o755);
    if (serverCanRun(join(programs, "initdb"))) return programs;
    const copy = join(this.#folder, "programs");
    cpSync(dirname(programs), copy, { recursive: true, verbatimSymlinks: true });
    return join(copy, basename(programs));
  }

  async #initialise(programs: string): Promise<void> {
    const data = join(this.#folder, "data");
    const sockets = join(this.#folder, "sockets");
    const passwordFile = join(this.#folder, "password");
    for (const folder of [data, sockets]) mkdirSync(folder, { mode: 0o700 });
    writeFileSync(passwordFile, this.#password, { mode: 0o600 });
    for (const path of [data, sockets, passwordFile]) giveToServer(path);
    const auth = [
      "--auth-host=password",
      "--auth-local=trust",
      "--username=postgres",
      `--pwfile=${passwordFile}`,
    ];
    const shape = ["--encoding=UTF8", "--locale=C", "--no-sync", `--pgdata=${data}`];
    const initdb = this.#spawn(join(programs, "initdb"), [...auth, ...shape], "initdb");
    const status = await new Promise((resolve, reject) => initdb.once("exit", resolve).once("error", reject));
    if (status !== 0) throw new Error(`initdb ends with ${String(status)}:\n${this.#log("initdb")}`);
  }

  async #run(programs: string, port: number, url: string): Promise<boolean> {
    const own = [`port=${port}`, `unix_socket_directories=${join(this.#folder, "sockets")}`];
    const flags = [...settings, ...own].flatMap((setting) => ["-c", setting]);
    const server = this.#spawn(
      join(programs, "postgres"),
      ["-D", join(this.#folder, "data"), ...flags],
      "postgres",
    );
    this.#process = server;
    server.once("error", () => {});
    const deadline = Date.now() + 60_000;
    while (server.exitCode === null && server.pid !== undefined && Date.now() < deadline) {
      if (await accepts(url)) return true;
      await sleep(30);
    }
    server.kill("SIGQUIT");
    return false;
  }

  #spawn(program: string, args: readonly string[], log: string): ChildProcess {
    const output = openSync(join(this.#folder, `${log}.log`), "w");
    const env = { ...process.env, LC_ALL: "C", TZ: "UTC" };
    const child = spawnForServer(program, args, {
      cwd: this.#folder,
      env,
      stdio: ["ignore", output, output],
    });
    closeSync(output);
    child.unref();
    return child;
  }

  #log(log: string): string {
    const path = join(this.#folder, `${log}.log`);
    const text = existsSync(path) ? readFileSync(path, "utf8").trim().split("\n").slice(-15).join("\n") : "";
    return text || `${this.#name} wrote no log`;
  }
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

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => probe.once("error", reject).listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === "string") throw new Error("the machine gives no free port");
  return address.port;
}
