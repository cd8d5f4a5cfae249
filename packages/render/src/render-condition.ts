import type { IfExists, IfNotExists } from "@typeorm-autogen/ops";
import { literals, type Expression } from "./expression.js";

/** The condition of an operation as options of its call. */
export function conditions({ ifExists, ifNotExists }: IfExists & IfNotExists): Expression {
  return literals({ ifExists, ifNotExists });
}

/** Arguments with the condition among the options, which stand behind `required` others and may be missing. */
export function underCondition(
  args: readonly Expression[],
  required: number,
  operation: IfExists & IfNotExists,
): readonly Expression[] {
  const [condition, options] = [conditions(operation), args[required]];
  if (condition.kind !== "record" || condition.entries.length === 0) return args;
  const entries = options?.kind === "record" ? options.entries : [];
  return [...args.slice(0, required), { kind: "record", entries: [...entries, ...condition.entries] }];
}
