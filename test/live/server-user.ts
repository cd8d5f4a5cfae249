import { spawn, spawnSync, type ChildProcess, type SpawnOptions } from "node:child_process";
import { chownSync, readFileSync } from "node:fs";

/** The account that runs a server when the tests run as root, which PostgreSQL refuses; null for a plain user. */
interface Account {
  readonly uid: number;
  readonly gid: number;
}

const account: Account | null = process.getuid?.() === 0 ? firstAccount(["postgres", "nobody"]) : null;
const hasSetpriv = process.platform === "linux" && spawnSync("setpriv", ["--version"]).status === 0;

/**
 * Starts a server's program, under an account that may run it where root may not. On Linux the program is also told
 * to end when this process dies, however it dies (`PR_SET_PDEATHSIG`), so that not even a killed test run leaves a
 * server behind.
 */
export function spawnForServer(
  program: string,
  args: readonly string[],
  options: SpawnOptions,
  { shunsRoot, endsBy }: { readonly shunsRoot: boolean; readonly endsBy: NodeJS.Signals },
): ChildProcess {
  const runner = shunsRoot ? account : null;
  if (!hasSetpriv) return spawn(program, args, { ...options, ...runner });
  const identity = runner ? [`--reuid=${runner.uid}`, `--regid=${runner.gid}`, "--clear-groups"] : [];
  const death = `--pdeathsig=${endsBy.slice("SIG".length)}`;
  return spawn("setpriv", [...identity, death, "--", program, ...args], options);
}

/** Whether the server's account can run a program where it stands: a checkout below /root, for one, is closed to it. */
export function serverCanRun(program: string): boolean {
  return spawnSync(program, ["--version"], { stdio: "ignore", cwd: "/", ...account }).status === 0;
}

/** Hands a folder to the server's account. */
export function giveToServer(folder: string): void {
  if (account) chownSync(folder, account.uid, account.gid);
}

function firstAccount(names: readonly string[]): Account {
  const lines = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  const found = names.flatMap((name) => lines.filter((fields) => fields[0] === name))[0];
  if (!found)
    throw new Error(`No account for a server in /etc/passwd: one of ${names.join(", ")} is needed.`);
  return { uid: Number(found[2]), gid: Number(found[3]) };
}
