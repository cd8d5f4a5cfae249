import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/**
 * What a transaction pooler does between a client and PostgreSQL: each transaction goes to another session of the server,
 * and a client's process number is none of the server's. Each login adds the session that it makes to the pool, where it
 * stays. https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
export class TransactionPooler {
  readonly #upstream: URL;
  readonly #server: Server;
  readonly #idle: Socket[] = [];
  readonly #waiting: ((session: Socket) => void)[] = [];
  readonly #sockets = new Set<Socket>();

  private constructor(upstream: URL) {
    this.#upstream = upstream;
    this.#server = createServer((client) => this.#serve(this.#keep(client)));
  }

  static async open(url: string): Promise<TransactionPooler> {
    const pooler = new TransactionPooler(new URL(url));
    await new Promise<void>((resolve) => pooler.#server.listen(0, "127.0.0.1", resolve));
    return pooler;
  }

  /** The same database through the pooler. */
  get url(): string {
    const url = new URL(this.#upstream);
    url.host = `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return url.href;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #keep(socket: Socket): Socket {
    this.#sockets.add(socket);
    return socket.on("error", () => {}).on("close", () => this.#sockets.delete(socket));
  }

  // The startup packet has no letter; everything after it is a letter and a length.
  #serve(client: Socket): void {
    client.once("data", (startup) => {
      if (startup.readInt32BE(4) === 80_877_103) {
        client.write("N");
        return this.#serve(client);
      }
      const login = this.#keep(connect(Number(this.#upstream.port), this.#upstream.hostname));
      login.write(startup);
      this.#relay(client, login);
    });
  }

  #relay(client: Socket, login: Socket): void {
    let session: Socket | undefined = login;
    let queue = Promise.resolve();
    const fromServer = messages((letter, message) => {
      if (letter === "K") message.writeInt32BE(1_000_000_000, 5);
      client.write(message);
      if (letter !== "Z" || message.toString("latin1", 5) !== "I" || !session) return;
      session.off("data", fromServer);
      this.#release(session);
      session = undefined;
    });
    login.on("data", fromServer);
    const toServer = async (letter: string, message: Buffer) => {
      if (letter === "X") return;
      if (!session) session = (await this.#take()).on("data", fromServer);
      session.write(message);
    };
    client.on(
      "data",
      messages((letter, message) => (queue = queue.then(() => toServer(letter, message)))),
    );
    // A session that is left in the middle of a transaction is worth nothing.
    client.on("close", () => session?.destroy());
  }

  #take(): Promise<Socket> {
    const session = this.#idle.shift();
    return session ? Promise.resolve(session) : new Promise((resolve) => this.#waiting.push(resolve));
  }

  #release(session: Socket): void {
    const next = this.#waiting.shift();
    if (next) next(session);
    else this.#idle.push(session);
  }
}

function messages(each: (letter: string, message: Buffer) => unknown): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 5 && rest.length > rest.readInt32BE(1)) {
      const end = 1 + rest.readInt32BE(1);
      const message = Buffer.from(rest.subarray(0, end));
      rest = rest.subarray(end);
      each(message.toString("latin1", 0, 1), message);
    }
  };
}
