import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** What one command line did. */
export interface Captured {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How command lines are run: the program and what stands before it, and what the process finds in its environment. */
export interface Surroundings {
  /** `["node", …]`, or what runs it: `["setpriv", …, "node"]`. */
  readonly node: readonly string[];
  /** The module whose `main` runs a line. */
  readonly main: string;
  readonly env: Readonly<Record<string, string>>;
}

/** A process that runs one command line after the other, anew where other surroundings are asked for; it goes with this one. */
export class CommandHost {
  #child: ChildProcess | undefined;
  #surroundings = "";
  #isBusy = false;

  /** Whether it is running a line. */
  get isBusy(): boolean {
    return this.#isBusy;
  }

  /** Runs a line in a folder. */
  async run(dir: string, words: readonly string[], surroundings: Surroundings): Promise<Captured> {
    this.#isBusy = true;
    try {
      const wanted = JSON.stringify(surroundings);
      if (wanted !== this.#surroundings) this.#end();
      this.#surroundings = wanted;
      for (;;) {
        this.#child ??= await this.#start(surroundings);
        const told = await ask(this.#child, { dir, words });
        if (told) return told;
        this.#end();
      }
    } finally {
      this.#isBusy = false;
    }
  }

  #end(): void {
    this.#child?.kill("SIGKILL");
    this.#child = undefined;
  }

  async #start({ node: [file = "", ...before], main, env }: Surroundings): Promise<ChildProcess> {
    const program = join(import.meta.dirname, "command-host.mjs");
    const child = spawn(file, [...before, program, main], {
      env,
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    child.once("exit", () => {
      if (this.#child === child) this.#child = undefined;
    });
    await nextMessage(child, "before it was ready");
    return child;
  }
}

/** What the line did; null where this process cannot run it any more. */
async function ask(child: ChildProcess, line: object): Promise<Captured | null> {
  const told = nextMessage(child, `at ${JSON.stringify(line)}`);
  child.send(line);
  return (await told) as Captured | null;
}

async function nextMessage(child: ChildProcess, when: string): Promise<unknown> {
  const over = new AbortController();
  const { signal } = over;
  const answer = once(child, "message", { signal }).then(([told]: unknown[]) => told);
  const end = once(child, "exit", { signal }).then((how) => {
    throw new Error(`the process that runs command lines ended (${how.join(" ")}) ${when}`);
  });
  try {
    return await Promise.race([answer, end]);
  } finally {
    over.abort();
    await Promise.allSettled([answer, end]);
  }
}
