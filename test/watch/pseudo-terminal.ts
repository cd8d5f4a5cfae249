import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { afterwards, bin, cleanEnvironment } from "../cli/project.js";

const run = promisify(execFile);

/** How long anything may take on a machine that does other things as well; milliseconds. */
const patience = 120_000;

/** Asks again and again until the answer is one that fits. */
export async function until<T>(ask: () => Promise<T>, fits: (answer: T) => boolean): Promise<T> {
  const end = Date.now() + patience;
  for (;;) {
    const answer = await ask();
    if (fits(answer)) return answer;
    if (Date.now() > end) throw new Error(`in vain; last seen:\n${String(answer)}`);
    await setTimeout(50);
  }
}

/** A shell in a terminal of tmux, in which `autogen watch` runs. */
export interface PseudoTerminal {
  /** What the terminal shows now. */
  screen(): Promise<string>;
  /** Waits until the screen shows all of these; a RegExp may also ask for what is not there. */
  shows(...wanted: readonly (string | RegExp)[]): Promise<string>;
  /** Waits until the screen no longer shows this. */
  showsNot(unwanted: string): Promise<string>;
  /** Presses keys by tmux's names, or types text. */
  press(...keys: readonly string[]): Promise<void>;
  resize(columns: number, rows: number): Promise<void>;
  /** What tmux says of the terminal: `alternate_on`, `cursor_flag`. */
  state(format: string): Promise<string>;
}

/** Opens a terminal of 80 by 24 in a folder and starts `autogen watch` there. */
export async function watchOnTerminal(
  dir: string,
  { words = "", env = {} }: { readonly words?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<PseudoTerminal> {
  const socket = `autogen-test-${randomBytes(6).toString("hex")}`;
  const tmux = async (...args: readonly string[]) =>
    (
      await run("tmux", ["-L", socket, "-f", "/dev/null", ...args], {
        env: cleanEnvironment({ LC_ALL: "C.UTF-8", ...env }),
      })
    ).stdout;
  const size = ["-x", "80", "-y", "24"];
  await tmux("-u", "new-session", "-d", "-s", "t", ...size, "-c", dir, "env PS1='$ ' sh");
  afterwards(() => tmux("kill-server"));
  const screen = () => tmux("capture-pane", "-p", "-t", "t");
  const press = async (...keys: readonly string[]) => void (await tmux("send-keys", "-t", "t", ...keys));
  await until(screen, (shown) => shown.includes("$"));
  await press(`'${process.execPath}' '${bin}' watch ${words}; echo left with $?`, "Enter");
  return {
    screen,
    press,
    shows: (...wanted) =>
      until(screen, (shown) =>
        wanted.every((each) => (typeof each === "string" ? shown.includes(each) : each.test(shown))),
      ),
    showsNot: (unwanted) => until(screen, (shown) => !shown.includes(unwanted)),
    resize: async (columns, rows) =>
      void (await tmux("resize-window", "-t", "t", "-x", String(columns), "-y", String(rows))),
    state: async (format) => (await tmux("display-message", "-p", "-t", "t", format)).trim(),
  };
}
