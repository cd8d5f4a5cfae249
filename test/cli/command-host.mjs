// Runs command lines one after the other in one process, so that what they all load is loaded once. argv: the module that
// runs one. Each message is a line and the folder to run it in; the answer is what the line did, or that this process cannot
// run it any more: of an ES module, of TypeScript and of what says how they are compiled, a process keeps what it read first.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const { main } = await import(process.argv[2]);
const { cache } = createRequire(import.meta.url);
const root = join(resolve(import.meta.dirname, "../.."), "/");
const isInstalled = (file) => file.startsWith(root) || file.includes("/node_modules/");
const isKept = /\.[cm]?[jt]sx?$|(?:^|\/)(?:package|tsconfig[^/]*)\.json$/;
const read = new Map();

/** Notes what stands in a project; whether anything is not as it was that this process may still hold. */
function isStale(dir) {
  let stale = false;
  for (const entry of readdirSync(dir, { withFileTypes: true, recursive: true })) {
    const file = join(entry.parentPath, entry.name);
    if (!entry.isFile() || !isKept.test(file) || isInstalled(file)) continue;
    const text = readFileSync(file, "latin1");
    const before = read.get(file);
    const isReadAgain = /\.c?js$/.test(file) && cache[file] !== undefined;
    stale ||=
      before === undefined ? file.endsWith(".json") && read.has(dir) : before !== text && !isReadAgain;
    read.set(file, text);
  }
  read.set(dir, "");
  return stale;
}

async function capture(words) {
  const told = { stdout: "", stderr: "" };
  const real = {};
  for (const name of ["stdout", "stderr"]) {
    real[name] = process[name].write;
    process[name].write = (text) => {
      told[name] += text;
      return true;
    };
  }
  try {
    const status = await main(words);
    return { ...told, status };
  } finally {
    for (const name of ["stdout", "stderr"]) process[name].write = real[name];
  }
}

async function answer({ dir, words }) {
  if (isStale(dir)) return null;
  process.chdir(dir);
  for (const file of Object.keys(cache)) if (!isInstalled(file)) delete cache[file];
  const told = await capture(words);
  // What it wrote itself is as it read it.
  if (existsSync(dir)) isStale(dir);
  return told;
}

process.on("disconnect", () => process.exit());
process.on("message", async (line) => process.send(await answer(line)));
process.send("ready");
