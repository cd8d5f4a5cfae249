import { createHash } from "node:crypto";
import type { Operation } from "@typeorm-autogen/ops";

/** A digest of a growing list of operations: the digest so far and the next operation. */
export function extendDigest(digest: string, operation: Operation): string {
  return createHash("sha256").update(digest).update(JSON.stringify(operation)).digest("hex").slice(0, 32);
}
