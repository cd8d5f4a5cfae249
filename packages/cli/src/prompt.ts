import { createInterface, type Interface } from "node:readline";
import type { Prompt } from "./ask-decisions.js";
import type { Terminal } from "./terminal.js";

/** Asks on the process's terminal, beside the results: standard input and standard error. */
export function promptOnTerminal(terminal: Terminal): Prompt {
  return async (question) => {
    terminal.settle();
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return await ask(lines, question);
    } finally {
      lines.close();
    }
  };
}

function ask(lines: Interface, question: string): Promise<string | null> {
  return new Promise((resolve) => {
    const giveUp = () => {
      process.stderr.write("\n");
      resolve(null);
    };
    lines.once("SIGINT", () => lines.close());
    lines.once("close", giveUp);
    lines.question(question, (typed) => {
      lines.off("close", giveUp);
      resolve(typed);
    });
  });
}
