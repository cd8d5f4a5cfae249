#!/usr/bin/env node
import { version } from "./version.js";

const words = process.argv.slice(2);
// The one call that editors and scripts make all the time answers without loading the parser.
if (words.length === 1 && words[0] === "--version") {
  process.stdout.write(`${version()}\n`);
} else {
  const { main } = await import("./main.js");
  process.exitCode = await main(words);
}
