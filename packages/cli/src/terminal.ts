import { styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

/** How a run talks: results to standard output, everything else to standard error. */
export interface Terminal {
  /** A result. */
  print(text: string): void;
  /** A message beside the result; silent under --quiet. */
  note(text: string): void;
  /** A message that only --verbose shows. */
  detail(text: string): void;
  /** Styles text where the stream of results shows colour. */
  paint(style: Style, text: string): string;
  /** Questions may be asked. */
  readonly interactive: boolean;
  readonly json: boolean;
  readonly verbose: boolean;
  /** Tells what is being done, once it takes longer than a second. */
  progress(step: string): void;
  /** Tells how far it is: on one steady line of a terminal, else every ten seconds. */
  proceed(step: string): void;
  /** Nothing more is being done. */
  settle(): void;
}

/** What decides how a run talks. */
export interface TerminalOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: boolean;
}

/** The process's own terminal. Colour only where standard output is one, and never against NO_COLOR or --no-color. */
export function openTerminal({ json, quiet, verbose, color }: TerminalOptions): Terminal {
  const { stdin, stdout, stderr, env } = process;
  const painted = color && stdout.isTTY && !env["NO_COLOR"] && !json;
  const progress = progressLine(quiet || json);
  return {
    print: (text) => void stdout.write(`${text}\n`),
    note: (text) => {
      if (!quiet) stderr.write(`${text}\n`);
    },
    detail: (text) => {
      if (verbose) stderr.write(`${text}\n`);
    },
    paint: (style, text) => (painted ? styleText(style, text, { validateStream: false }) : text),
    interactive: stdin.isTTY && stderr.isTTY && !json && !env["CI"],
    json,
    verbose,
    ...progress,
  };
}

// A line of its own for each step on a pipe, one line rewritten on a terminal. Nothing for the first second, nor more
// than once a second, nor for steps that are over at once.
function progressLine(silent: boolean): Pick<Terminal, "progress" | "proceed" | "settle"> {
  const { stderr } = process;
  let lastShown = Date.now();
  let timer: NodeJS.Timeout | undefined;
  let shown = false;
  const show = (step: string) => {
    shown = true;
    lastShown = Date.now();
    stderr.write(stderr.isTTY ? `\r\u001b[2K${step} …` : `${step} …\n`);
  };
  const settle = () => {
    clearTimeout(timer);
    if (shown && stderr.isTTY) stderr.write("\r\u001b[2K");
    shown = false;
  };
  return {
    settle,
    proceed: (step) => {
      if (silent) return;
      clearTimeout(timer);
      const onTerminal = shown ? 100 : 1000;
      if (Date.now() - lastShown >= (stderr.isTTY ? onTerminal : 10_000)) show(step);
    },
    progress: (step) => {
      if (silent) return;
      clearTimeout(timer);
      timer = setTimeout(() => show(step), Math.max(1000 - (Date.now() - lastShown), 200));
      timer.unref();
    },
  };
}
