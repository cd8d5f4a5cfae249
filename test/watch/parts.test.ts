import { openSync } from "node:fs";
import { join, resolve } from "node:path";
import { PassThrough } from "node:stream";
import { setTimeout } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { beforeAll, expect, test, vi } from "vitest";
import { sqlite } from "@typeorm-autogen/dialect-sqlite";
import { entityFolders, type DataSourceLike } from "@typeorm-autogen/load";
import { emptySchema, qualify } from "@typeorm-autogen/model";
import {
  firstSnapshot,
  JobError,
  pendingTables,
  Screen,
  snapshotLine,
  Watcher,
  Worker,
  type WatchSnapshot,
} from "@typeorm-autogen/watch";
import { afterwards, bin, buildCommandLine } from "../cli/project.js";
import { entityProject } from "./project.js";
import { until } from "./pseudo-terminal.js";

beforeAll(buildCommandLine);
vi.setConfig({ testTimeout: 600_000 });
// The children run what was built, without the options under which the sources are tested.
process.execArgv = [];

const worker = (dir: string) => ({
  entry: pathToFileURL(join(bin, "../watch-worker.js")),
  argument: { cwd: dir },
});

test("a worker that was stopped does no job, and says so", async () => {
  const stopped = new Worker(worker(entityProject()));
  await stopped.ready;
  stopped.stop();
  await expect(stopped.run("open")).rejects.toThrow(JobError);
});

test("checking again in the middle of a check is no problem", async () => {
  const shown: WatchSnapshot[] = [];
  const watcher = new Watcher({
    ...worker(entityProject()),
    onSnapshot: (snapshot) => shown.push(snapshot),
  });
  afterwards(() => watcher.close());
  watcher.start();
  for (let again = 0; again < 20; again++) {
    await setTimeout(100);
    watcher.checkAgain();
  }
  await until(
    async () => shown,
    (all) => all.length > 0,
  );
  expect(shown.flatMap(({ problems }) => problems)).toEqual([]);
});

test("taking and giving back the terminal leaves nothing behind", () => {
  const stdin = Object.assign(new PassThrough(), { setRawMode: () => stdin }) as unknown as NodeJS.ReadStream;
  const stdout = Object.assign(new PassThrough(), { fd: openSync("/dev/null", "w") });
  const screen = new Screen({
    watcher: new Watcher({ ...worker("."), onSnapshot: () => {} }),
    actions: [],
    clean: (text) => text,
    paint: (_look, text) => text,
    stdin,
    stdout: stdout as unknown as NodeJS.WriteStream & { readonly fd: number },
    onQuit: () => {},
  });
  const before = process.listenerCount("SIGCONT");
  for (let i = 0; i < 3; i++) {
    screen.open();
    screen.close();
  }
  expect(process.listenerCount("SIGCONT")).toBe(before);
});

test("the hour is the one here", () => {
  vi.stubEnv("TZ", "Asia/Tokyo");
  const line = snapshotLine({ ...firstSnapshot, at: "2026-01-01T20:30:00.000Z", state: "in-sync" });
  vi.unstubAllEnvs();
  expect(line).toBe("05:30:00 in sync");
});

test("what cannot be written as SQL stays a comment, whatever it is called", () => {
  const facts = sqlite.defaultFacts;
  const { sql } = pendingTables(
    [{ kind: "setTableComment", table: qualify("a\nDROP TABLE b"), to: "x", was: null }],
    { dialect: sqlite, facts, policy: {}, state: emptySchema, metadataTable: qualify("typeorm_metadata") },
  );
  const lines = sql.join("\n").split("\n");
  expect(lines.length).toBeGreaterThan(1);
  expect(lines.filter((line) => !line.startsWith("-- "))).toEqual([]);
});

test("the folders that globs look in: never all of the disk", () => {
  const dataSource = {
    options: {
      type: "sqlite",
      entities: ["**/*.entity.ts", "src/+mail/@shared/*.ts", "/srv/app/{a,b}/*.ts", "lib/user.ts", "/*.ts"],
    },
  } as unknown as DataSourceLike;
  const folders = [".", "src/+mail/@shared", "/srv/app", "lib", "/"];
  expect(entityFolders(dataSource)).toEqual(folders.map((folder) => resolve(folder)));
});
