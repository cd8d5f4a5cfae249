import { isAutogenError } from "@typeorm-autogen/errors";
import type { Schema } from "@typeorm-autogen/model";
import { evolve } from "./directives.js";
import type { Operation } from "./operation-map.js";
import { isOpaque } from "./own-operations.js";

/** The schema after these operations; null where nobody knows it before, they do not fit it, or nobody can tell what they do. */
export function evolveIfKnown(schema: Schema | null, operations: readonly Operation[]): Schema | null {
  if (schema === null || operations.some(isOpaque)) return null;
  try {
    return evolve(schema, operations);
  } catch (error) {
    if (isAutogenError(error)) return null;
    throw error;
  }
}
