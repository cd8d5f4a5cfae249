import { displayWidth } from "./display-width.js";
import { isList, type Document } from "./document.js";

const pageWidth = 80;
const indentation = "  ";

interface Task {
  readonly document: Document;
  readonly depth: number;
  readonly flat: boolean;
}

const task = (document: Document, depth: number, flat: boolean): Task => ({ document, depth, flat });

/**
 * Lays a document out in 80 columns: a group that fits on the rest of its line stays there, any other breaks. The
 * method is that of Oppen and Wadler as Prettier uses it, down to its rule that only the text up to the first break
 * has to fit; so it gives the lines that Prettier gives. `depth`: how many steps its first line is indented already.
 */
export function printDocument(document: Document, depth = 0): string {
  const tasks: Task[] = [task(document, depth, false)];
  let output = "";
  let column = depth * indentation.length;
  for (let next = tasks.pop(); next; next = tasks.pop()) {
    const { document, depth } = next;
    if (typeof document === "string") {
      output += document;
      column += displayWidth(document);
    } else if (isBreak(next)) {
      const margin = startsAtMargin(document) ? "" : indentation.repeat(depth);
      output += `\n${margin}`;
      column = margin.length;
    } else open(next, tasks, pageWidth - column);
  }
  return output;
}

function isBreak({ document, flat }: Task): boolean {
  if (typeof document === "string" || isList(document)) return false;
  return document.kind === "hardline" || document.kind === "newline" || (document.kind === "line" && !flat);
}

function startsAtMargin(document: Document): boolean {
  return typeof document !== "string" && !isList(document) && document.kind === "newline";
}

// Puts the parts of a task that is neither text nor break on the stack, the first part on top. Groups and choices are
// laid out for the room that is left; without a room they are measured: a group takes the mode of what holds it.
function open({ document, depth, flat }: Task, tasks: Task[], room?: number): void {
  if (typeof document === "string") return;
  if (isList(document)) {
    for (let i = document.length - 1; i >= 0; i--) tasks.push(task(document[i] ?? "", depth, flat));
    return;
  }
  switch (document.kind) {
    case "line":
      tasks.push(task(document.flat, depth, flat));
      break;
    case "ifBroken":
      if (!flat) tasks.push(task(document.text, depth, flat));
      break;
    case "indent":
      tasks.push(task(document.contents, depth + 1, flat));
      break;
    case "group": {
      const isFlat =
        !document.broken && (flat || (room !== undefined && fits(document.contents, tasks, room)));
      tasks.push(task(document.contents, depth, isFlat));
      break;
    }
    case "choice":
      tasks.push(
        room === undefined
          ? measured(document.states, depth, flat)
          : chosen(document.states, depth, tasks, room),
      );
  }
}

function measured(states: readonly Document[], depth: number, flat: boolean): Task {
  return task(states.at(flat ? 0 : -1) ?? "", depth, flat);
}

function chosen(states: readonly Document[], depth: number, rest: readonly Task[], room: number): Task {
  const fitting = states.find((state, i) => i < states.length - 1 && fits(state, rest, room));
  return fitting === undefined ? task(states.at(-1) ?? "", depth, false) : task(fitting, depth, true);
}

// Whether a document on one line, and what follows it, fit up to the first break.
function fits(document: Document, rest: readonly Task[], width: number): boolean {
  const tasks: Task[] = [task(document, 0, true)];
  let following = rest.length;
  let room = width;
  while (room >= 0) {
    const next = tasks.pop() ?? rest[--following];
    if (!next || isBreak(next)) return true;
    if (typeof next.document === "string") room -= displayWidth(next.document);
    else open(next, tasks);
  }
  return false;
}
