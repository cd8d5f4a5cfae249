#!/usr/bin/env node
import { version } from "./version.js";

// A reader that closes early (`autogen history | head`) is no trouble.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit();
  throw error;
});

const words = process.argv.slice(2);
// The one call that editors and scripts make all the time answers without loading the parser.
if (words.length === 1 && words[0] === "--version") {
  process.stdout.write(`${version()}\n`);
} else {
  const { main, tellUnsettled } = await import("./main.js");
  // A project's file may have left a timer or a connection behind, which would keep the process waiting.
  const leave = (status: number) => {
    process.exitCode = status;
    process.stdout.write("", () => process.stderr.write("", () => process.exit()));
  };
  // Or it may have left nothing, and a promise that the command waits for.
  process.once("beforeExit", () => leave(tellUnsettled(words)));
  leave(await main(words));
}
