import type { MessagePort } from "node:worker_threads";
import { fileURLToPath } from "node:url";
import { noteFile, tellNotedFiles } from "./noted-files.js";

// Loaded by `module.register` in Node's hook thread, where nothing of the main thread's state is visible.

/** Node's `initialize` hook; the port leads to the main thread. */
export function initialize(port: MessagePort): void {
  tellNotedFiles((file) => port.postMessage(file));
}

/** Node's asynchronous `load` hook. */
export async function load(
  url: string,
  context: object,
  next: (url: string, context: object) => Promise<unknown>,
): Promise<unknown> {
  if (url.startsWith("file:")) noteFile(fileURLToPath(url));
  return next(url, context);
}
