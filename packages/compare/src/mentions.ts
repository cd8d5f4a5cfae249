import {
  identifierName,
  tokenizeSql,
  type Exclusion,
  type IndexDefinition,
  type SqlLexicon,
} from "@typeorm-autogen/model";

const lexicon: SqlLexicon = { backticks: true, brackets: false, dollarQuotes: true };

/** The names that SQL text mentions, in lower case: of tables, columns, functions alike. */
export function mentionedNames(text: string): ReadonlySet<string> {
  return new Set(tokenizeSql(text, lexicon).flatMap((token) => identifierName(token)?.toLowerCase() ?? []));
}

/** Whether SQL text may read one of these columns. Errs on the side of yes: a function of the same name counts. */
export function mentionsColumn(text: string, columns: ReadonlySet<string>): boolean {
  if (columns.size === 0) return false;
  const folded = new Set([...columns].map((name) => name.toLowerCase()));
  return tokenizeSql(text, lexicon).some((token) => {
    const name = identifierName(token);
    if (name === undefined) return false;
    return token.kind === "word" ? folded.has(name.toLowerCase()) : columns.has(name);
  });
}

/** Whether a query asks for all columns there are. Errs on the side of yes, but `count(*)` asks for none. */
export function holdsStar(query: string): boolean {
  const tokens = tokenizeSql(query, lexicon);
  return tokens.some(({ text }, i) => {
    const before = tokens[i - 1];
    if (text !== "*" || before === undefined) return false;
    return before.text === "." || before.text === "," || /^(?:select|all|distinct)$/i.test(before.text);
  });
}

/** Whether an index reads one of these columns, in a key, in its predicate or beside its keys. */
export function indexMentions(index: IndexDefinition, columns: ReadonlySet<string>): boolean {
  if (columns.size === 0) return false;
  return (
    index.parts.some((part) =>
      part.column === undefined ? mentionsColumn(part.expression ?? "", columns) : columns.has(part.column),
    ) ||
    (index.include ?? []).some((name) => columns.has(name)) ||
    (index.where !== undefined && mentionsColumn(index.where, columns))
  );
}

/** Whether an expression of an index, or its predicate, reads one of these columns. */
export function indexComputes({ parts, where }: IndexDefinition, columns: ReadonlySet<string>): boolean {
  const texts = [where, ...parts.map(({ expression }) => expression)];
  return texts.some((text) => text !== undefined && mentionsColumn(text, columns));
}

/** Whether an exclusion constraint reads one of these columns. */
export function exclusionMentions(exclusion: Exclusion, columns: ReadonlySet<string>): boolean {
  return indexMentions(asIndex(exclusion), columns);
}

/** Whether an expression of an exclusion constraint, or its predicate, reads one of these columns. */
export function exclusionComputes(exclusion: Exclusion, columns: ReadonlySet<string>): boolean {
  return indexComputes(asIndex(exclusion), columns);
}

function asIndex({ name = "", elements, ...rest }: Exclusion): IndexDefinition {
  return { name, parts: elements, ...rest };
}

/** The texts of the string literals in SQL, unquoted. */
export function stringLiterals(text: string): readonly string[] {
  return tokenizeSql(text, lexicon)
    .filter((token) => token.kind === "string" && token.text.startsWith("'"))
    .map((token) => token.text.slice(1, -1).replaceAll("''", "'"));
}
