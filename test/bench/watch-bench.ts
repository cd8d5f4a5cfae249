// `npm run bench:watch [-- SAVES]`: how long `autogen watch` takes from a save to the difference on the screen, on the
// example shop and on 500 entities, SQLite, and how its memory stands after SAVES saves (1,000). Files are really saved,
// and what the terminal is sent is really read. Leaves nothing behind.
import { spawn, type ChildProcess } from "node:child_process";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { newTestFolder } from "../live/test-folder.js";
import { autogenBin } from "./bench-project.js";
import { runOnce } from "./measure.js";
import { entityFiles } from "./entity-files.js";

const root = resolve(import.meta.dirname, "..", "..", "..", "..");
const { layShop } = (await import(pathToFileURL(join(root, "fixtures/projects/shop/lay-shop.js")).href)) as {
  readonly layShop: (dir: string, version: string) => void;
};
const saves = Number(process.argv[2] ?? 1000);

await bench("the shop", 31, (dir) => layShop(dir, "v1"), "src/entities/tag.ts");
await bench(
  "500 entities",
  15,
  (dir) => {
    layShop(dir, "v1");
    rmSync(join(dir, "src/entities"), { recursive: true });
    mkdirSync(join(dir, "src/entities"));
    for (const [name, text] of entityFiles(500)) writeFileSync(join(dir, name), text);
  },
  "src/entities/table0250.ts",
);
if (saves > 0) await benchMemory();

/** Saves a file so many times at a developer's pace, and prints how long it took until the screen said so. */
async function bench(title: string, rounds: number, lay: (dir: string) => void, file: string): Promise<void> {
  await onWatch(lay, async (dir, screen) => {
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      await setTimeout(2000);
      times.push(await saveAndSee(join(dir, file), `saved_${round}`, screen));
    }
    const sorted = times.slice(1).toSorted((a, b) => a - b);
    const at = (share: number) => sorted[Math.floor(sorted.length * share)]?.toFixed(0);
    print(
      `${title}: save to screen, median ${at(0.5)} ms, 90 % within ${at(0.9)} ms (${sorted.length} saves)`,
    );
  });
}

async function benchMemory(): Promise<void> {
  await onWatch(
    (dir) => layShop(dir, "v1"),
    async (dir, screen) => {
      const marks = new Set([1, Math.ceil(saves / 10), Math.ceil(saves / 2), saves]);
      for (let save = 1; save <= saves; save++) {
        await saveAndSee(join(dir, "src/entities/tag.ts"), `saved_${save}`, screen);
        if (!marks.has(save)) continue;
        await setTimeout(2000);
        print(`the shop, after ${save} saves: ${memoryIn(dir)}`);
      }
    },
  );
}

/** What a terminal was sent since it was last asked. */
interface Screen {
  waitFor(text: string): Promise<void>;
}

async function onWatch(
  lay: (dir: string) => void,
  work: (dir: string, screen: Screen) => Promise<void>,
): Promise<void> {
  const dir = realpathSync(newTestFolder());
  lay(dir);
  for (const words of [["revision", "-m", "bench", "--no-verify"], ["upgrade"]])
    await runOnce([autogenBin, ...words], dir);
  const command = `stty cols 80 rows 24; exec '${process.execPath}' '${autogenBin}' watch`;
  const child = spawn("script", ["-qec", command, "/dev/null"], {
    cwd: dir,
    env: { ...process.env, TERM: "xterm" },
  });
  try {
    const screen = screenOf(child);
    await screen.waitFor("in sync");
    await work(dir, screen);
    child.stdin?.write("q");
    await new Promise((left) => child.once("close", left));
  } finally {
    child.kill("SIGKILL");
    rmSync(dir, { recursive: true, force: true });
  }
}

function screenOf(child: ChildProcess): Screen {
  let sent = "";
  let look = (): void => {};
  child.stdout?.on("data", (chunk: Buffer) => {
    sent += chunk.toString();
    look();
  });
  return {
    waitFor: (text) =>
      new Promise((seen) => {
        look = () => {
          if (!sent.includes(text)) return;
          sent = "";
          seen();
        };
        look();
      }),
  };
}

async function saveAndSee(file: string, column: string, screen: Screen): Promise<number> {
  const text = readFileSync(file, "utf8").replace(/\n {2}@Column[^\n]*saved_\d+: string;\n/, "");
  const at = text.lastIndexOf("}");
  const added = `\n  @Column({ type: "varchar", nullable: true }) ${column}: string;\n`;
  const started = performance.now();
  writeFileSync(file, `${text.slice(0, at)}${added}${text.slice(at)}`);
  await screen.waitFor(`column ${column}`);
  return performance.now() - started;
}

/** The resident memory of the processes that work in a folder, by what they are. */
function memoryIn(dir: string): string {
  const found = readdirSync("/proc").flatMap((pid) => {
    try {
      if (!/^\d+$/.test(pid) || readlinkSync(`/proc/${pid}/cwd`) !== dir) return [];
      const [, kilobytes = "0"] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
      const words = readFileSync(`/proc/${pid}/cmdline`, "utf8");
      if (!words.includes("autogen") && !words.includes("watch")) return [];
      const name = words.includes("watch-worker") ? "child" : words.includes("bin.js") ? "watch" : "terminal";
      return [`${name} ${(Number(kilobytes) / 1024).toFixed(0)} MB`];
    } catch {
      return [];
    }
  });
  return found.join(", ");
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
