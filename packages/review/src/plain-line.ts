import { visibleText } from "@typeorm-autogen/errors";

const longest = 240;

/** As visible text on one line, cut where it is longer than anybody reads. */
export function plainLine(text: string): string {
  const line = visibleText(text).replaceAll(/\s*\n\s*/g, " ");
  return line.length <= longest ? line : `${line.slice(0, longest - 1)}…`;
}
