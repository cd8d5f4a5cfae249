import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Launch, ServerRecipe, ServerSite } from "./server-recipe.js";
import { giveToServer, serverCanRun, spawnForServer } from "./server-user.js";

/** A server with its own data folder and port, for one test run. */
export class ThrowawayServer {
  readonly #name: string;
  readonly #folder: string;
  readonly #recipe: ServerRecipe;
  #process: ChildProcess | undefined;

  constructor(name: string, folder: string, recipe: ServerRecipe) {
    this.#name = name;
    this.#folder = folder;
    this.#recipe = recipe;
  }

  /** Creates the data folder, starts the server and returns a superuser's URL, once it accepts connections. */
  async start(): Promise<string> {
    const programs = this.#reachable(await this.#recipe.programs());
    const site: ServerSite = {
      programs,
      folder: this.#folder,
      password: randomBytes(12).toString("hex"),
      secret: (name, text) => this.#secret(name, text),
    };
    await this.#initialise(site);
    for (let attempt = 1; ; attempt++) {
      const port = await freePort();
      const url = this.#recipe.url(site, port);
      if (await this.#run(this.#recipe.run(site, port), url)) return url;
      if (attempt === 3) throw new Error(`the server ends at once:\n${this.#log("server")}`);
    }
  }

  /** Ends the server in order and waits until it is gone. */
  async stop(): Promise<void> {
    const server = this.#process;
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const gone = new Promise((resolve) => server.once("exit", resolve));
    server.kill(this.#recipe.signals.stop);
    await Promise.race([gone, sleep(10_000, undefined, { ref: false })]);
  }

  /** Ends the server now, without waiting: its files are thrown away. */
  kill(): void {
    this.#process?.kill(this.#recipe.signals.kill);
  }

  #reachable(programs: string): string {
    mkdirSync(this.#folder, { recursive: true });
    const { shunsRoot } = this.#recipe;
    if (shunsRoot === null) return programs;
    for (const folder of [dirname(this.#folder), this.#folder]) chmodSync(folder, 0o755);
    if (serverCanRun(join(programs, shunsRoot))) return programs;
    const copy = join(this.#folder, "programs");
    cpSync(dirname(programs), copy, { recursive: true, verbatimSymlinks: true });
    return join(copy, basename(programs));
  }

  #secret(name: string, text: string): string {
    const path = join(this.#folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    this.#hand(path);
    return path;
  }

  #hand(path: string): void {
    if (this.#recipe.shunsRoot !== null) giveToServer(path);
  }

  async #initialise(site: ServerSite): Promise<void> {
    for (const name of ["data", "sockets"]) {
      const path = join(this.#folder, name);
      mkdirSync(path, { mode: 0o700 });
      this.#hand(path);
    }
    const launch = this.#recipe.initialise(site);
    const child = this.#spawn(launch, "initialise");
    const status = await new Promise((resolve, reject) => child.once("exit", resolve).once("error", reject));
    if (status !== 0)
      throw new Error(`${basename(launch.program)} ends with ${String(status)}:\n${this.#log("initialise")}`);
  }

  async #run(launch: Launch, url: string): Promise<boolean> {
    const server = this.#spawn(launch, "server");
    this.#process = server;
    server.once("error", () => {});
    const deadline = Date.now() + 60_000;
    while (server.exitCode === null && server.pid !== undefined && Date.now() < deadline) {
      if (await this.#recipe.accepts(url)) return true;
      await sleep(30);
    }
    server.kill(this.#recipe.signals.kill);
    return false;
  }

  #spawn({ program, args }: Launch, log: string): ChildProcess {
    const output = openSync(join(this.#folder, `${log}.log`), "w");
    const env = { ...process.env, LC_ALL: "C", TZ: "UTC" };
    const { shunsRoot, signals } = this.#recipe;
    const child = spawnForServer(
      program,
      args,
      { cwd: this.#folder, env, stdio: ["ignore", output, output] },
      { shunsRoot: shunsRoot !== null, endsBy: signals.stop },
    );
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

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => probe.once("error", reject).listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === "string") throw new Error("the machine gives no free port");
  return address.port;
}
