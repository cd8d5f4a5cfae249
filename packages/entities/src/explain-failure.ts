import type { AutogenError } from "@typeorm-autogen/errors";
import {
  CircularEntitiesError,
  EntityMetadataError,
  MissingPrimaryKeyError,
  UnknownEntityError,
  UnknownPropertyTypeError,
  UnsupportedColumnTypeError,
} from "./errors.js";

type Explanation = readonly [RegExp, (cause: unknown, ...groups: string[]) => AutogenError];

// TypeORM's errors carry no data, only a message: the same in 0.3 and 1.x.
const explanations: readonly Explanation[] = [
  [
    /^Data type "(.*)" in "(.*)\.([^.]*)" is not supported by "(.*)" database/,
    (cause, type = "", entity = "", property = "", database = "") =>
      new UnsupportedColumnTypeError(entity, property, type, database, cause),
  ],
  [
    /^Entity "(.*)" does not have a primary column/,
    (cause, entity = "") => new MissingPrimaryKeyError(entity, cause),
  ],
  [
    /^Entity metadata for (.*)#(\S*) was not found/,
    (cause, entity = "", property = "") => new UnknownEntityError(entity, property, cause),
  ],
  [
    /^Circular relations detected: (?:TypeORM)?(.*)\. To resolve/,
    (cause, path = "") => new CircularEntitiesError(path, cause),
  ],
  [
    /^Column type for (.*)#(\S*) is not defined and cannot be guessed/,
    (cause, entity = "", property = "") => new UnknownPropertyTypeError(entity, property, cause),
  ],
];

/** What TypeORM threw while building metadata, as an error of our own that names the entity and the cure. */
export function explainFailure(cause: unknown): AutogenError {
  const message = cause instanceof Error ? cause.message : String(cause);
  for (const [pattern, explain] of explanations) {
    const match = pattern.exec(message);
    if (match) return explain(cause, ...match.slice(1));
  }
  return new EntityMetadataError(message.replace(/\.?\s*$/, ""), cause);
}
