import { createInterface } from "node:readline/promises";
import type { Prompt } from "./ask-decisions.js";
import type { Terminal } from "./terminal.js";

/** Asks on the process's terminal, beside the results: standard input and standard error. */
export function promptOnTerminal(terminal: Terminal): Prompt {
  return async (question) => {
    terminal.settle();
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return await lines.question(question);
    } finally {
      lines.close();
    }
  };
}
