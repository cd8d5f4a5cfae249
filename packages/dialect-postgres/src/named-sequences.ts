import type { QualifiedName } from "@typeorm-autogen/model";
import { storedName, tokens } from "./lexicon.js";

/** The sequences that `nextval('…')` names in an expression, as it spells them; no schema: null. */
export function namedSequences(text: string): readonly QualifiedName[] {
  if (!/nextval/i.test(text)) return [];
  const list = tokens(text);
  return list.flatMap((token, i) => {
    const [open, name] = [list[i + 1], list[i + 2]];
    const calls = /^"?nextval"?$/i.test(token.text) && open?.text === "(" && name?.kind === "string";
    return calls ? (readName(name.text.slice(1, -1).replaceAll("''", "'")) ?? []) : [];
  });
}

// What stands in the text is SQL for a name: https://www.postgresql.org/docs/current/functions-sequence.html
function readName(text: string): QualifiedName | undefined {
  const parts = tokens(text);
  const [first, dot, second, ...more] = parts;
  if (first === undefined || more.length > 0) return undefined;
  if (dot === undefined) return { schema: null, name: storedName(first) };
  return dot.text === "." && second ? { schema: storedName(first), name: storedName(second) } : undefined;
}
