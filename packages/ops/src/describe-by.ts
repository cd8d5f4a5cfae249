import { formatName, type QualifiedName } from "@typeorm-autogen/model";
import { AsyncDescriptionError } from "./errors.js";

/** Has a script's function describe a table or its changes. Throws AsyncDescriptionError. */
export function describeBy<T>(describe: (t: T) => void, t: T, table: QualifiedName): void {
  const answer: unknown = describe(t);
  if (!(answer instanceof Promise)) return;
  answer.catch(() => {});
  throw new AsyncDescriptionError(formatName(table));
}
