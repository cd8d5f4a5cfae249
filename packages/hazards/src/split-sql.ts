import { tokenizeSql, type SqlLexicon, type SqlToken } from "@typeorm-autogen/model";

/** The statements of SQL text as tokens, comments left out. A body in BEGIN … END stays with its CREATE. */
export function splitSql(text: string, lexicon: SqlLexicon): readonly (readonly SqlToken[])[] {
  const statements: SqlToken[][] = [[]];
  let depth = 0;
  for (const token of tokenizeSql(text, lexicon)) {
    if (token.kind === "comment") continue;
    const current = statements.at(-1) ?? [];
    if (token.text === ";" && depth === 0) statements.push([]);
    else current.push(token);
    if (token.kind === "word") depth = Math.max(0, depth + nesting(token.text, current));
  }
  return statements.filter((statement) => statement.length > 0);
}

// CASE has an END too; a BEGIN by itself opens a transaction, not a body.
function nesting(word: string, statement: readonly SqlToken[]): number {
  const first = statement[0]?.text.toUpperCase();
  const upper = word.toUpperCase();
  if (first !== "CREATE") return 0;
  if (upper === "BEGIN" || upper === "CASE") return 1;
  return upper === "END" ? -1 : 0;
}
