import { splitConditions, type IfExists, type IfNotExists } from "./conditions.js";
import type { Operation } from "./operation-map.js";
import type { Operations } from "./operations.js";
import { chosen, readName, type NameInScript, type ViewKind, type ViewOptions } from "./script-types.js";

type ViewCall = "createView" | "dropView" | "alterView" | "renameView";

/** The calls that concern views, each handing its directive to `push`. */
export function viewCalls(push: (operation: Operation) => void): Pick<Operations, ViewCall> {
  const view = (name: NameInScript, definition: string, options: ViewOptions) => ({
    ...readName(name),
    definition,
    ...options,
  });
  return {
    createView: (name, query, options) => {
      const [conditions, rest] = splitConditions(chosen<ViewOptions & IfNotExists>(options));
      push({ kind: "createView", view: view(name, query, rest), ...conditions });
    },
    dropView: (name, options) =>
      push({ kind: "dropView", view: readName(name), ...chosen<ViewKind & IfExists>(options) }),
    alterView: (name, query, options) =>
      push({ kind: "alterView", view: view(name, query, chosen<ViewOptions>(options)) }),
    renameView: (from, to, options) =>
      push({
        kind: "renameView",
        from: readName(from),
        to: readName(to),
        ...chosen<ViewKind>(options),
      }),
  };
}
