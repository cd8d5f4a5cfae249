import type { Difference } from "@typeorm-autogen/autogenerate";

/** What a person should know beside the operations: what was left alone, and what could not be judged. */
export function differenceNotes({ kept, unjudged, unusedAnswers }: Difference): readonly string[] {
  return [
    ...kept.map(({ object, reason }) => `kept: ${object} (${reason})`),
    ...unjudged.map((reason) => `unjudged: ${reason}`),
    ...unusedAnswers.map((answer) => `not needed: ${answer}`),
  ];
}
