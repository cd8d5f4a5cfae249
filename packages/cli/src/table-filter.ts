import { formatName, type QualifiedName } from "@typeorm-autogen/model";
import type { AutogenConfig } from "./config.js";
import { wildcard } from "./wildcard.js";

/** Whether a table counts, by `ignore` (names or patterns with `*`, with or without schema) and `includeName`. */
export function tableFilter({ ignore = [], includeName }: AutogenConfig): (table: QualifiedName) => boolean {
  const patterns = ignore.map(wildcard);
  return (table) =>
    !patterns.some((pattern) => pattern.test(formatName(table))) &&
    (includeName === undefined || includeName(table));
}
