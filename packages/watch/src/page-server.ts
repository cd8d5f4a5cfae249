import { randomBytes, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ComparedTable } from "@typeorm-autogen/autogenerate";
import { AutogenError } from "@typeorm-autogen/errors";
import { PageDrawing } from "./draw-page.js";
import { pageDocument } from "./page-document.js";
import { firstSnapshot, type WatchSnapshot } from "./snapshot.js";

/** The page cannot be served where it was asked for. */
export class PageError extends AutogenError {
  constructor(port: number, cause: Error) {
    super(
      "page",
      `The page cannot be served on 127.0.0.1:${port}: ${cause.message}. Name another port with --ui PORT; --ui alone takes any that is free.`,
      { port },
      cause,
    );
  }
}

/** Where the page is served. */
export interface PageOptions {
  /** Port on 127.0.0.1; 0 takes any that is free. */
  readonly port: number;
  /** What a page may show of a text that comes from elsewhere. */
  readonly clean: (text: string) => string;
  /** What the address has to hold; without it, one that nobody can guess. */
  readonly token?: string;
}

/** Shows snapshots on a page in the browser, for this machine and for those who know the address alone. */
export class PageServer {
  readonly #server: Server;
  readonly #token: string;
  #port = 0;
  readonly #drawing: PageDrawing;
  readonly #listeners = new Set<ServerResponse>();
  #snapshot = firstSnapshot;
  #tables: readonly ComparedTable[] = [];
  #state: string | undefined;

  private constructor(token: string, clean: PageOptions["clean"]) {
    this.#token = token;
    this.#drawing = new PageDrawing(clean);
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  /** Starts serving. Throws PageError where the port is taken or not allowed. */
  static async open({
    port,
    clean,
    token = randomBytes(18).toString("base64url"),
  }: PageOptions): Promise<PageServer> {
    const page = new PageServer(token, clean);
    await new Promise<void>((resolve, reject) => {
      page.#server
        .once("error", (error) => reject(new PageError(port, error)))
        .listen(port, "127.0.0.1", resolve);
    });
    page.#port = (page.#server.address() as AddressInfo).port;
    page.#server.unref();
    return page;
  }

  /** The address of the page; whoever has it sees the page. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}/${this.#token}/`;
  }

  /** Shows a snapshot and all tables from now on. */
  show(snapshot: WatchSnapshot, tables: readonly ComparedTable[]): void {
    this.#snapshot = snapshot;
    this.#tables = tables;
    this.#state = undefined;
    for (const listener of this.#listeners) this.#send(listener);
  }

  /** Tells the pages that nothing more will come, and stops serving. */
  async close(): Promise<void> {
    for (const listener of this.#listeners) listener.end("event: end\ndata: \n\n");
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      setTimeout(() => this.#server.closeAllConnections(), 100).unref();
    });
  }

  // Another name for this machine in Host is how a foreign site reaches a local server: https://owasp.org/www-community/attacks/DNS_rebinding.
  #answer({ method, url = "", headers }: IncomingMessage, response: ServerResponse): void {
    const [, token = "", rest, ...more] = (url.split("?", 1)[0] ?? "").split("/");
    const isHere = ["127.0.0.1", "localhost"].some((name) => headers.host === `${name}:${this.#port}`);
    if (!isHere || !equalText(token, this.#token))
      return refuse(response, 403, "Open the address that autogen watch shows.");
    if (method !== "GET") return refuse(response, 405, "There is nothing to be done here but to look.");
    if (more.length > 0) return refuse(response, 404, "There is no such page.");
    if (rest === "") return this.#sendDocument(response);
    if (rest === "events") return this.#listen(response);
    refuse(response, 404, "There is no such page.");
  }

  #sendDocument(response: ServerResponse): void {
    const nonce = randomBytes(16).toString("base64");
    const policy = [
      "default-src 'none'",
      `script-src 'nonce-${nonce}'`,
      `style-src 'nonce-${nonce}'`,
      "connect-src 'self'",
      "img-src data:",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ].join("; ");
    response
      .writeHead(200, {
        ...headers,
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": policy,
      })
      .end(pageDocument(nonce));
  }

  // https://html.spec.whatwg.org/multipage/server-sent-events.html
  #listen(response: ServerResponse): void {
    response.writeHead(200, { ...headers, "Content-Type": "text/event-stream; charset=utf-8" });
    response.write("retry: 1000\n\n");
    response.on("close", () => this.#listeners.delete(response));
    this.#listeners.add(response);
    this.#send(response);
  }

  // Whoever is slow gets the newest once the last is through, and nothing in between.
  #send(listener: ServerResponse): void {
    if (listener.writableNeedDrain) {
      if (listener.listenerCount("drain") === 0) listener.once("drain", () => this.#send(listener));
      return;
    }
    this.#state ??= this.#drawing.draw(this.#snapshot, this.#tables);
    listener.write(`data: ${this.#state}\n\n`);
  }
}

const headers = {
  "Cache-Control": "no-store",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
} as const;

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { ...headers, "Content-Type": "text/plain; charset=utf-8" }).end(`${text}\n`);
}

function equalText(a: string, b: string): boolean {
  const [one, two] = [Buffer.from(a), Buffer.from(b)];
  return one.length === two.length && timingSafeEqual(one, two);
}
