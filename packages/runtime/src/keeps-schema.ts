import { significantTokens, type SqlLexicon } from "@typeorm-autogen/model";

// What only reads, or changes rows, settings or rights. SELECT … INTO makes a table.
const harmless: ReadonlySet<string> = new Set(
  "analyze delete explain grant insert lock merge notify pragma replace revoke select set truncate update values with".split(
    " ",
  ),
);

/** Whether SQL text leaves the schema as it is, as far as its words tell; a text of several statements must all do so. */
export function keepsSchema(sql: string, lexicon: SqlLexicon): boolean {
  const words: string[] = [];
  let first = true;
  for (const { kind, text } of significantTokens(sql, lexicon)) {
    if (text === ";") first = true;
    else if (first) {
      words.push(kind === "word" ? text.toLowerCase() : "");
      first = false;
    } else if (words.at(-1) === "select" && kind === "word" && text.toLowerCase() === "into") return false;
  }
  return words.every((word) => harmless.has(word));
}
