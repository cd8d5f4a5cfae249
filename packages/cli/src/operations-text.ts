import { describeOperation } from "@typeorm-autogen/autogenerate";
import { visibleText } from "@typeorm-autogen/errors";
import type { TypeCodec } from "@typeorm-autogen/model";
import { flatten, type Operation } from "@typeorm-autogen/ops";
import type { Terminal } from "./terminal.js";

const colors = { "+": "green", "-": "red", "~": "yellow" } as const;

/** The operations in words, those of one table under its name. */
export function operationsText(
  operations: readonly Operation[],
  types: TypeCodec,
  paint: Terminal["paint"],
): string {
  const groups = new Map<string | null, string[]>();
  for (const operation of flatten(operations)) {
    const { subject, sign, text } = describeOperation(operation, types);
    const line = `${paint(colors[sign], sign)} ${visibleText(text)}`;
    const group = groups.get(subject);
    if (group) group.push(line);
    else groups.set(subject, [line]);
  }
  return [...groups].map(([subject, lines]) => groupText(subject, lines, paint)).join("\n");
}

function groupText(subject: string | null, lines: readonly string[], paint: Terminal["paint"]): string {
  if (subject === null) return lines.join("\n");
  return [paint("bold", visibleText(subject)), ...lines.map((line) => `  ${line}`)].join("\n");
}
