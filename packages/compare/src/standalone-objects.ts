import { compareText } from "@typeorm-autogen/model";
import { sortItems } from "./match-items.js";

/** Why something that nobody declares is kept. */
export function keptReason(used: boolean): string {
  return used ? "something that stays uses it" : "declared nowhere, and nothing that goes used it";
}

/** Objects by schema, then by name. */
export function sortObjects<T extends { readonly schema: string | null; readonly name: string }>(
  objects: readonly T[],
): readonly T[] {
  return sortItems(objects).sort((a, b) => compareText(a.schema ?? "", b.schema ?? ""));
}
