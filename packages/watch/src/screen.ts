import { readFileSync, writeSync } from "node:fs";
import { emitKeypressEvents, type Key } from "node:readline";
import { answerForm, answerInText, answerRename, describeDecision } from "@typeorm-autogen/compare";
import type { WatchAction } from "./actions.js";
import type { Look, Row, Span } from "./lines.js";
import type { WatchProblem, WatchSnapshot } from "./snapshot.js";
import { bodyLines, bodyRows, firstView, frame, type Picture, type Size, type View } from "./view.js";
import type { Watcher } from "./watcher.js";
import { oneLine } from "./words.js";

/** What a screen is made of. */
export interface ScreenOptions {
  readonly watcher: Watcher;
  readonly actions: readonly WatchAction[];
  /** What a terminal may show of a text that comes from elsewhere. */
  readonly clean: (text: string) => string;
  readonly paint: (look: Look, text: string) => string;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream & { readonly fd: number };
  /** Called when somebody wants to leave. */
  readonly onQuit: () => void;
}

// https://invisible-island.net/xterm/ctlseqs/ctlseqs.html: the alternate screen, and the cursor.
const enter = "\u001b[?1049h\u001b[?25l\u001b[2J";
const leave = "\u001b[?25h\u001b[?1049l";

/** Milliseconds after which a check is worth a word. */
const patience = 400;

/** A steady picture of a watcher on a terminal, and the keys. The terminal is given back as it was by `close`, however often. */
export class Screen {
  readonly #options: ScreenOptions;
  #view = firstView;
  #shown: readonly string[] = [];
  #body: { readonly of: readonly unknown[]; readonly rows: readonly Row[] } = { of: [], rows: [] };
  #snapshot: WatchSnapshot;
  #isOpen = false;
  #isActing = false;
  #busyTimer: NodeJS.Timeout | undefined;
  #onText: ((text: string) => void) | undefined;
  #onConfirmed: (() => void) | undefined;
  readonly #onKey = (text: string | undefined, key: Key): void => this.#press(text ?? "", key);
  readonly #onResize = (): void => this.#redraw();

  constructor(options: ScreenOptions) {
    this.#options = options;
    this.#snapshot = options.watcher.snapshot;
  }

  /** Takes the terminal. */
  open(): void {
    const { stdin, stdout } = this.#options;
    if (this.#isOpen) return;
    this.#isOpen = true;
    emitKeypressEvents(stdin);
    stdin.setRawMode(true).resume().on("keypress", this.#onKey);
    stdout.on("resize", this.#onResize);
    stdout.write(enter);
    this.#redraw();
  }

  /** Gives the terminal back. Writes at once, so that it also works while the process ends. */
  close(): void {
    const { stdin, stdout } = this.#options;
    if (!this.#isOpen) return;
    this.#isOpen = false;
    clearTimeout(this.#busyTimer);
    stdin.off("keypress", this.#onKey).setRawMode(false).pause();
    stdout.off("resize", this.#onResize);
    writeSync(stdout.fd, leave);
  }

  /** Shows a snapshot from now on. */
  show(snapshot: WatchSnapshot): void {
    this.#snapshot = snapshot;
    this.#setBusy(null);
    const [problem] = snapshot.problems;
    this.#update({ excerpt: problem ? excerptOf(problem) : [] });
  }

  /** Says that something is going on, if it takes long enough. */
  showBusy(what: string): void {
    this.#setBusy(what);
  }

  #setBusy(what: string | null): void {
    clearTimeout(this.#busyTimer);
    if (what === null) this.#view = { ...this.#view, busy: null };
    else this.#busyTimer = setTimeout(() => this.#update({ busy: what }), patience);
  }

  get #size(): Size {
    const { columns = 80, rows = 24 } = this.#options.stdout;
    return { columns, rows };
  }

  #update(change: Partial<View>): void {
    const view = { ...this.#view, ...change };
    const last = Math.max(this.#bodyOf(view).length - bodyRows(this.#size), 0);
    this.#view = { ...view, top: Math.min(Math.max(view.top, 0), last) };
    this.#draw();
  }

  #redraw(): void {
    this.#shown = [];
    this.#update({});
  }

  #draw(): void {
    if (!this.#isOpen) return;
    const { stdout } = this.#options;
    const lines = frame(this.#picture(this.#view), this.#bodyOf(this.#view)).map((spans) =>
      this.#paint(spans),
    );
    const changed = lines.flatMap((text, i) =>
      text === this.#shown[i] ? [] : [`\u001b[${i + 1};1H${text}\u001b[K`],
    );
    if (this.#shown.length === 0) changed.push("\u001b[J");
    this.#shown = lines;
    stdout.write(changed.join(""));
  }

  // Laid out anew only where something else is to be seen: not for each key.
  #bodyOf(view: View): readonly Row[] {
    const { mode, excerpt } = view;
    const { columns } = this.#size;
    const of = [this.#snapshot, mode, excerpt, columns];
    if (!of.every((part, i) => part === this.#body.of[i]))
      this.#body = { of, rows: bodyLines(this.#picture(view)) };
    return this.#body.rows;
  }

  #picture(view: View): Picture {
    const { actions, clean } = this.#options;
    return { snapshot: this.#snapshot, view, size: this.#size, actions, clean };
  }

  #paint(spans: readonly Span[]): string {
    return spans
      .map(({ text, look }) => (look === undefined ? text : this.#options.paint(look, text)))
      .join("");
  }

  #press(text: string, key: Key): void {
    if (key.ctrl && key.name === "c") return this.#options.onQuit();
    if (key.ctrl && key.name === "z") return this.#suspend();
    if (this.#view.prompt) return this.#type(text, key);
    if (this.#view.confirming !== null) return this.#confirm(text);
    if (text === "q") return this.#options.onQuit();
    if (this.#scroll(key) || this.#isActing) return;
    this.#update({ notice: null });
    this.#command(text, key);
  }

  #suspend(): void {
    this.close();
    process.once("SIGCONT", () => this.open());
    process.kill(process.pid, "SIGTSTP");
  }

  #type(text: string, { name, ctrl }: Key): void {
    const { prompt } = this.#view;
    if (!prompt) return;
    const { typed } = prompt;
    if (name === "escape") return this.#endPrompt();
    if (name === "return" || name === "enter") {
      const onText = this.#onText;
      this.#endPrompt();
      return typed.trim() === "" ? undefined : onText?.(typed.trim());
    }
    const said =
      ctrl && name === "u" ? "" : name === "backspace" ? typed.slice(0, -1) : typed + printable(text);
    this.#update({ prompt: { ...prompt, typed: said } });
  }

  #endPrompt(): void {
    this.#onText = undefined;
    this.#update({ prompt: null });
  }

  #confirm(text: string): void {
    const onConfirmed = this.#onConfirmed;
    this.#onConfirmed = undefined;
    this.#update({ confirming: null });
    if (text === "y") onConfirmed?.();
  }

  #scroll({ name = "" }: Key): boolean {
    const page = bodyRows(this.#size) - 1;
    const steps: Readonly<Record<string, number>> = {
      up: -1,
      down: 1,
      pageup: -page,
      pagedown: page,
      home: -Infinity,
      end: Infinity,
    };
    const step = steps[name];
    if (step === undefined) return false;
    this.#update({ top: this.#view.top + step });
    return true;
  }

  #command(text: string, { name }: Key): void {
    const { mode } = this.#view;
    const toggle = (wanted: View["mode"]) =>
      this.#update({ mode: mode === wanted ? "changes" : wanted, top: 0 });
    const action = this.#options.actions.find(({ key }) => key === text);
    if (action) return this.#start(action);
    if (text === "s") return toggle("sql");
    if (text === "d") return toggle("details");
    if (text === "?") return toggle("help");
    if (name === "escape") return toggle(mode);
    if (text === "c") return this.#checkAgain();
    this.#answer(text, name ?? "");
  }

  #checkAgain(): void {
    this.#update({ busy: "checking" });
    this.#options.watcher.checkAgain();
  }

  #answer(text: string, name: string): void {
    const [question] = this.#snapshot.questions;
    const { watcher } = this.#options;
    if (!question) return;
    if (answerForm(question) !== null) {
      if (name !== "return") return;
      return this.#ask(describeDecision(question), (typed) =>
        watcher.answer(answerInText(question, typed, watcher.answers)),
      );
    }
    if (!["y", "n", "Y"].includes(text)) return;
    const renames = this.#snapshot.questions.filter(({ kind }) => kind === "rename");
    const answered = text === "Y" ? renames : [question];
    watcher.answer(answered.reduce((so, rename) => answerRename(rename, text !== "n", so), watcher.answers));
  }

  #ask(question: string, onText: (text: string) => void): void {
    this.#onText = onText;
    this.#update({ prompt: { question, typed: "" } });
  }

  #start(action: WatchAction): void {
    const question = action.confirms?.(this.#snapshot) ?? null;
    if (question === null) return this.#prepare(action);
    this.#onConfirmed = () => this.#prepare(action);
    this.#update({ confirming: question });
  }

  #prepare(action: WatchAction): void {
    if (action.asksFor === undefined) void this.#act(action, "");
    else this.#ask(`${action.asksFor}:`, (text) => void this.#act(action, text));
  }

  async #act(action: WatchAction, text: string): Promise<void> {
    const { watcher } = this.#options;
    this.#isActing = true;
    this.#update({ notice: { text: `${action.label} …`, look: "dim" } });
    try {
      const said = await action.run({ snapshot: this.#snapshot, answers: watcher.answers, text });
      this.#update({ notice: { text: said, look: "green" } });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#update({ notice: { text: oneLine(message), look: "red" } });
    } finally {
      this.#isActing = false;
    }
  }
}

function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, "");
}

const around = 2;

function excerptOf({ file, line: at }: WatchProblem): readonly string[] {
  if (file === undefined || at === undefined) return [];
  try {
    const lines = readFileSync(file, "utf8").split("\n");
    const first = Math.max(at - around, 1);
    return lines
      .slice(first - 1, at + around)
      .map(
        (text, i) =>
          `${first + i === at ? ">" : " "} ${String(first + i).padStart(4)} │ ${text.slice(0, 200)}`,
      );
  } catch {
    return [];
  }
}
