import { visibleText } from "@typeorm-autogen/errors";
import type { Hazard } from "@typeorm-autogen/hazards";
import type { Terminal } from "./terminal.js";

const order = ["error", "warning", "info"] as const;
const colors = { error: "red", warning: "yellow", info: "dim" } as const;

/** Hazards for people, the worst first: one line each, and what was only worth a note as a number. */
export function hazardLines(hazards: readonly Hazard[], paint: Terminal["paint"]): readonly string[] {
  const open = hazards.filter(({ accepted }) => accepted === undefined);
  const told = worstFirst(open).filter(({ level }) => level !== "info");
  const notes = open.length - told.length;
  return [
    ...told.map(({ level, rule, object, message, destroys }) => {
      const word = paint(colors[level], (destroys ? "destructive" : level).padEnd(11));
      return `${word}  ${visibleText(object)}: ${visibleText(message)} ${paint("dim", `(${rule})`)}`;
    }),
    ...(notes > 0
      ? [paint("dim", `and ${notes} ${notes === 1 ? "note" : "notes"}, which --json shows`)]
      : []),
  ];
}

/** Hazards for a script's header, the worst first; what is only worth a note is left to the review. */
export function hazardNotes(hazards: readonly Hazard[]): readonly string[] {
  return worstFirst(hazards)
    .filter(({ level }) => level !== "info")
    .map(({ level, rule, object, message, accepted }) =>
      accepted === undefined
        ? `${level}  ${rule}  ${object}: ${message}`
        : `accepted  ${rule}  ${object}: ${accepted}`,
    );
}

function worstFirst(hazards: readonly Hazard[]): readonly Hazard[] {
  const rank = ({ accepted, level }: Hazard) =>
    accepted === undefined ? order.indexOf(level) : order.length;
  return hazards.toSorted((a, b) => rank(a) - rank(b));
}
