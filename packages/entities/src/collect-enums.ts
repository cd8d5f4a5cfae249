import { equal, formatName, nameKey, type EnumType } from "@typeorm-autogen/model";
import type { WantedEnum } from "./declare-table.js";
import { EnumConflictError } from "./errors.js";

/** The enum types that columns want, each once. Throws EnumConflictError where two want one name with other values. */
export function collectEnums(wanted: readonly WantedEnum[]): readonly EnumType[] {
  const found = new Map<string, WantedEnum>();
  for (const want of wanted) {
    const key = nameKey(want.enumType);
    const first = found.get(key);
    if (!first) found.set(key, want);
    else if (!equal(first.enumType.values, want.enumType.values)) {
      throw new EnumConflictError(formatName(want.enumType), first.by, want.by);
    }
  }
  return [...found.values()].map(({ enumType }) => enumType);
}
