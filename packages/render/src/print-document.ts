import { displayWidth } from "./display-width.js";
import { isList, type Document } from "./document.js";

const pageWidth = 80;
const indentation = "  ";

interface Task {
  readonly document: Document;
  readonly depth: number;
  readonly flat: boolean;
}

/**
 * Lays a document out in 80 columns: a group that fits on the rest of its line stays there, any other breaks. The
 * method is that of Oppen and Wadler as Prettier uses it, down to its rule that only the text up to the first break
 * has to fit; so it gives the lines that Prettier gives.
 */
export function printDocument(document: Document): string {
  const output: string[] = [];
  const tasks: Task[] = [{ document, depth: 0, flat: false }];
  let column = 0;
  for (let task = tasks.pop(); task; task = tasks.pop()) {
    const { document, depth } = task;
    if (typeof document === "string") {
      output.push(document);
      column += displayWidth(document);
    } else if (isBreak(task)) {
      column = startsAtMargin(document) ? 0 : depth * indentation.length;
      output.push("\n", indentation.repeat(column / indentation.length));
    } else tasks.push(...opened(task, tasks, pageWidth - column));
  }
  return output.join("");
}

function isBreak({ document, flat }: Task): boolean {
  if (typeof document === "string" || isList(document)) return false;
  return document.kind === "hardline" || document.kind === "newline" || (document.kind === "line" && !flat);
}

function startsAtMargin(document: Document): boolean {
  return typeof document !== "string" && !isList(document) && document.kind === "newline";
}

// The parts of a task that is neither text nor break, last part first, as a stack takes them.
function opened(task: Task, rest: readonly Task[], width: number): readonly Task[] {
  const { document, flat } = task;
  if (typeof document === "string") return [task];
  if (isList(document)) return document.map((part) => ({ ...task, document: part })).toReversed();
  switch (document.kind) {
    case "line":
      return [{ ...task, document: document.flat }];
    case "ifBroken":
      return [{ ...task, document: flat ? "" : document.text }];
    case "indent":
      return [{ ...task, document: document.contents, depth: task.depth + 1 }];
    case "group":
      return [layoutGroup(task, document.contents, document.broken, rest, width)];
    case "choice":
      return [layoutChoice(task, document.states, rest, width)];
    default:
      return [task];
  }
}

function layoutGroup(
  task: Task,
  contents: Document,
  broken: boolean,
  rest: readonly Task[],
  width: number,
): Task {
  if (broken) return { ...task, document: contents, flat: false };
  const onOneLine = { ...task, document: contents, flat: true };
  return task.flat || fits(onOneLine, rest, width) ? onOneLine : { ...onOneLine, flat: false };
}

function layoutChoice(task: Task, states: readonly Document[], rest: readonly Task[], width: number): Task {
  const tries = states.map((document) => ({ ...task, document, flat: true }));
  const fitting = tries.find((state, i) => i < tries.length - 1 && fits(state, rest, width));
  return fitting ?? { ...task, document: states.at(-1) ?? "", flat: false };
}

// Whether a task and what follows it fit up to the first break.
function fits(first: Task, rest: readonly Task[], width: number): boolean {
  const tasks: Task[] = [first];
  let next = rest.length;
  let room = width;
  while (room >= 0) {
    const task = tasks.pop() ?? rest[--next];
    if (!task || isBreak(task)) return true;
    if (typeof task.document === "string") room -= displayWidth(task.document);
    else tasks.push(...unmeasured(task));
  }
  return false;
}

// As `opened`, for measuring: a group takes the mode of what holds it unless it must break.
function unmeasured(task: Task): readonly Task[] {
  const { document, flat } = task;
  if (typeof document === "string" || isList(document)) return opened(task, [], 0);
  if (document.kind === "group")
    return [{ ...task, document: document.contents, flat: flat && !document.broken }];
  if (document.kind === "choice") return [{ ...task, document: document.states.at(flat ? 0 : -1) ?? "" }];
  return opened(task, [], 0);
}
