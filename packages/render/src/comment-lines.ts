import { quoteComment } from "./quote.js";

/** The lines of a message. */
export function linesOf(message: string): readonly string[] {
  return message.trim().split(/\r\n|[\n\r]/);
}

/** Lines inside a script's comment: nothing in them ends it. */
export function commentLines(lines: readonly string[]): readonly string[] {
  return lines.map((line) => ` * ${quoteComment(line)}`.trimEnd());
}

/** When a script was written, as its comment says it. */
export function writtenAt(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
