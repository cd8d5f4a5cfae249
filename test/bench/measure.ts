import { spawn } from "node:child_process";

/** A process to measure. */
export interface Contender {
  readonly name: string;
  /** Node's arguments. */
  readonly args: readonly string[];
}

/** Medians over the rounds: seconds, seconds, megabytes. */
export interface Figures {
  readonly wall: number;
  readonly cpu: number;
  readonly memory: number;
}

const reporter = `process.on("exit", () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  require("node:fs").writeSync(3, JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1e6, memory: maxRSS / 1024 }));
});`;
const preload = `data:text/javascript,${encodeURIComponent(
  `import { createRequire } from "node:module"; const require = createRequire("file:///"); ${reporter}`,
)}`;

/** Runs whole processes in turns, so that what else the machine does falls on all alike; returns medians by name. */
export async function measure(
  contenders: readonly Contender[],
  cwd: string,
  rounds: number,
): Promise<ReadonlyMap<string, Figures>> {
  const runs = new Map<string, Figures[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const { name, args } of contenders) runs.get(name)?.push(await runOnce(args, cwd));
  }
  return new Map([...runs].map(([name, figures]) => [name, medians(figures)]));
}

function medians(figures: readonly Figures[]): Figures {
  return {
    wall: median(figures.map(({ wall }) => wall)),
    cpu: median(figures.map(({ cpu }) => cpu)),
    memory: median(figures.map(({ memory }) => memory)),
  };
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

/** Runs one process; throws with what it said when it fails. */
export async function runOnce(args: readonly string[], cwd: string): Promise<Figures> {
  const started = performance.now();
  const child = spawn(process.execPath, ["--import", preload, ...args], {
    cwd,
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  const said: string[] = [];
  const reported: string[] = [];
  for (const stream of child.stdio.slice(1, 3)) stream?.on("data", (chunk) => said.push(String(chunk)));
  child.stdio[3]?.on("data", (chunk) => reported.push(String(chunk)));
  const status = await new Promise((resolve, reject) => child.once("close", resolve).once("error", reject));
  const wall = (performance.now() - started) / 1000;
  if (status !== 0) throw new Error(`node ${args.join(" ")} ends with ${String(status)}:\n${said.join("")}`);
  return { wall, ...(JSON.parse(reported.join("")) as { cpu: number; memory: number }) };
}
