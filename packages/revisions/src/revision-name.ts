import { randomBytes } from "node:crypto";
import { InvalidBranchLabelError, InvalidRevisionIdError } from "./script-errors.js";

const reserved: ReadonlySet<string> = new Set(["head", "heads", "base", "current"]);

/** A new id of 12 hexadecimal digits; `bytes` stands in for the random source. */
export function newRevisionId(bytes: (size: number) => Uint8Array = randomBytes): string {
  return Buffer.from(bytes(6)).toString("hex");
}

/** Throws InvalidRevisionIdError unless targets can name the id; `where` begins the message. */
export function checkRevisionId(id: string, where: string): void {
  if (reserved.has(id) || !/^[\p{L}\p{N}_.]+$/u.test(id)) throw new InvalidRevisionIdError(id, where);
}

/** Throws InvalidBranchLabelError unless targets can name the label; `where` begins the message. */
export function checkBranchLabel(label: string, where: string): void {
  if (reserved.has(label) || !/^[\p{L}\p{N}_.]+(-[\p{L}\p{N}_.]+)*$/u.test(label)) {
    throw new InvalidBranchLabelError(label, where);
  }
}
