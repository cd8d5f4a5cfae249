/** A number and what it counts: `1 table`, `2 tables`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** A text of several lines on one. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, " ");
}

/** The hour here, of a time as ISO 8601 says it. */
export function hourOf(at: string): string {
  return new Date(at).toTimeString().slice(0, 8);
}
