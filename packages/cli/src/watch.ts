import { sep } from "node:path";
import { visibleText } from "@typeorm-autogen/errors";
import {
  PageServer,
  Screen,
  snapshotLine,
  Watcher,
  type WatchAction,
  type WatchSnapshot,
} from "@typeorm-autogen/watch";
import { reportError } from "./report-error.js";
import type { Terminal } from "./terminal.js";
import type { WatchedProject } from "./watch-jobs.js";

/**
 * Watches a project until somebody leaves: on a screen where there is a terminal, else line by line; with a port also on
 * a page, 0 for any port that is free.
 */
export async function watch(project: WatchedProject, terminal: Terminal, port?: number): Promise<void> {
  const { stdin, stdout } = process;
  const onScreen = terminal.interactive && stdout.isTTY;
  const here = `${process.cwd()}${sep}`;
  const clean = (text: string) => visibleText(text.replaceAll(here, ""));
  const page = port === undefined ? undefined : await PageServer.open({ port, clean });
  if (page) terminal.note(`The page is at ${page.url}`);
  let screen: Screen | undefined;
  const watcher = new Watcher({
    entry: new URL("./watch-worker.js", import.meta.url),
    argument: project,
    onCheck: () => screen?.showBusy("checking"),
    onSnapshot: (snapshot, isNews) => {
      if (screen) screen.show(snapshot);
      else if (isNews) printSnapshot(snapshot, terminal);
    },
    ...(page && { onTables: (snapshot, tables) => page.show(snapshot, tables) }),
  });
  const left = new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve());
    if (onScreen) {
      const actions = [...writingActions(watcher), ...(page ? [pageAction(page)] : [])];
      const { paint } = terminal;
      screen = new Screen({ watcher, actions, clean, paint, stdin, stdout, onQuit: resolve });
    }
  });
  const restore = (): void => screen?.close();
  process.once("exit", restore);
  process.once("uncaughtException", (error) => {
    restore();
    process.stderr.write(`${reportError(error).line}\n`);
    process.exit(2);
  });
  screen?.open();
  watcher.start();
  await left;
  restore();
  await page?.close();
  await watcher.close();
}

function printSnapshot(snapshot: WatchSnapshot, terminal: Terminal): void {
  const { tableCount: _, ...told } = snapshot;
  if (terminal.json) terminal.print(JSON.stringify({ format: 1, ...told }));
  else terminal.print(visibleText(snapshotLine(snapshot)));
}

function writingActions(watcher: Watcher): readonly WatchAction[] {
  return [
    {
      key: "r",
      label: "revision",
      help: "write a revision of what is pending, or finish the draft; asks for a message",
      asksFor: "message",
      run: ({ text, answers }) => watcher.runOnce("revision", { message: text, answers }),
    },
    {
      key: "a",
      label: "apply",
      help: "apply what is pending to a development database, and keep it in a draft",
      confirms: destroys,
      run: ({ snapshot, answers }) =>
        watcher.runOnce("apply", { answers, confirmed: destroys(snapshot) !== null }),
    },
    {
      key: "u",
      label: "undo",
      help: "take the last apply back",
      confirms: ({ draft }) => draft && "take the last apply back, and lose what rows hold in what it added?",
      run: () => watcher.runOnce("undo"),
    },
  ];
}

function destroys({ tables }: WatchSnapshot): string | null {
  const lost = tables.flatMap(({ table, operations }) =>
    operations.some(({ destructive }) => destructive) ? [table ?? "the database"] : [],
  );
  return lost.length === 0 ? null : `apply, and lose data of ${lost.join(", ")}?`;
}

function pageAction({ url }: PageServer): WatchAction {
  return {
    key: "p",
    label: "page",
    help: "the address of the page in the browser",
    run: async () => url,
  };
}
