import { formatName, type QualifiedName } from "@typeorm-autogen/model";
import type { AutogenConfig } from "./config.js";

/** Whether a table counts, by `ignore` (names or patterns with `*`, with or without schema) and `includeName`. */
export function tableFilter({ ignore = [], includeName }: AutogenConfig): (table: QualifiedName) => boolean {
  const patterns = ignore.map(patternOf);
  return (table) =>
    !patterns.some((pattern) => pattern.test(formatName(table))) &&
    (includeName === undefined || includeName(table));
}

function patternOf(text: string): RegExp {
  const source = text
    .split("*")
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"))
    .join(".*");
  return new RegExp(`^${source}$`, "s");
}
