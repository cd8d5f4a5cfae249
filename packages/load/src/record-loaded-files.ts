import Module from "node:module";
import { fileURLToPath } from "node:url";
import { MessageChannel, receiveMessageOnPort, type MessagePort } from "node:worker_threads";
import { enableTypeScript } from "./loader.js";
import { noteFile, notedFiles } from "./noted-files.js";

type LoadHook = (url: string, context: object, next: (url: string, context: object) => unknown) => unknown;

interface ModuleInternals {
  readonly prototype: { load(this: unknown, file: string): void };
  readonly registerHooks?: (hooks: { readonly load: LoadHook }) => unknown;
}

/**
 * Notes from now on which files this process loads, whether or not that succeeds, and returns a function that lists them:
 * modules, and what decides how they are compiled; nothing in node_modules. Lets the process load TypeScript.
 */
export function recordLoadedFiles(): () => readonly string[] {
  // Of hooks the last one is asked first, and the one that compiles TypeScript asks no other.
  enableTypeScript();
  const { prototype, registerHooks } = Module as unknown as ModuleInternals;
  noteRequired(prototype);
  const port = registerHooks ? undefined : noteInHookThread();
  registerHooks?.({
    load: (url, context, next) => {
      noteUrl(url);
      return next(url, context);
    },
  });
  return () => {
    if (port) receiveAll(port);
    return notedFiles().filter((file) => !isForeign(file));
  };
}

const ownPackages = fileURLToPath(new URL("../../", import.meta.url));

function isForeign(file: string): boolean {
  return /[\\/]node_modules[\\/]/.test(file) || file.startsWith(ownPackages);
}

function noteUrl(url: string): void {
  if (url.startsWith("file:")) noteFile(fileURLToPath(url));
}

function noteRequired(prototype: ModuleInternals["prototype"]): void {
  const { load } = prototype;
  prototype.load = function (file) {
    noteFile(file);
    load.call(this, file);
  };
}

function noteInHookThread(): MessagePort {
  const { port1, port2 } = new MessageChannel();
  port1.unref();
  Module.register(new URL("./record-loaded-files-thread.js", import.meta.url), {
    data: port2,
    transferList: [port2],
  });
  return port1;
}

function receiveAll(port: MessagePort): void {
  for (;;) {
    const received = receiveMessageOnPort(port) as { readonly message: string } | undefined;
    if (!received) return;
    noteFile(received.message);
  }
}
