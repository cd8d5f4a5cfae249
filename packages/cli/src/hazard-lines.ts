import type { Hazard } from "@typeorm-autogen/autogenerate";
import type { Terminal } from "./terminal.js";
import { visibleText } from "./visible-text.js";

/** Hazards for people, one line each: what destroys stands out. */
export function hazardLines(hazards: readonly Hazard[], paint: Terminal["paint"]): readonly string[] {
  return hazards.map(({ level, object, message }) => {
    const word = level === "info" ? "take care" : paint("red", "destructive");
    return `${word}  ${visibleText(object)}: ${visibleText(message)}`;
  });
}
