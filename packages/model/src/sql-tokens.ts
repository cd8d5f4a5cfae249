/** What a token of SQL text is. `quoted` is a quoted identifier, `word` a bare one or a keyword. */
export type SqlTokenKind = "word" | "quoted" | "string" | "number" | "operator" | "comment";

/** One token of SQL text. Whitespace is not a token; `start` and `end` are offsets into the text. */
export interface SqlToken {
  readonly kind: SqlTokenKind;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** How a dialect writes text and names; absent means no. */
export interface SqlLexicon {
  /** `` `name` `` is an identifier (MySQL, SQLite). */
  readonly backticks?: boolean;
  /** `[name]` is an identifier (SQLite). */
  readonly brackets?: boolean;
  /** A backslash escapes inside every string (MySQL), not only after E'…'. */
  readonly backslashes?: boolean;
  /** `"text"` is a string, not a name (MySQL). */
  readonly doubleQuotedStrings?: boolean;
  /** `#` starts a comment, and `--` does only before a space (MySQL). */
  readonly hashComments?: boolean;
  /** `$tag$…$tag$` is a string (PostgreSQL). */
  readonly dollarQuotes?: boolean;
  /** A block comment ends at the first closing mark (SQLite, MySQL); else it nests (PostgreSQL). */
  readonly flatComments?: boolean;
}

const patterns = {
  space: /\s+/y,
  lineComment: /--[^\n]*/y,
  hashComment: /(?:#|--(?=\s|$))[^\n]*/y,
  escapeString: /[eE]'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)/y,
  prefixedString: /(?:[bBxXnN]|[uU]&)'(?:[^']|'')*(?:'|$)/y,
  string: /'(?:[^']|'')*(?:'|$)/y,
  backslashString: /'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)/y,
  doubleString: /"(?:[^"\\]|\\[\s\S]|"")*(?:"|$)/y,
  quoted: /(?:[uU]&)?"(?:[^"]|"")*(?:"|$)/y,
  backtick: /`(?:[^`]|``)*(?:`|$)/y,
  bracket: /\[[^\]]*(?:\]|$)/y,
  dollar: /\$([A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y,
  number: /(?:0[xX][0-9a-fA-F_]+|(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)?)/y,
  word: /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y,
  operator: /::|<=>|->>|->|#>>|#>|<>|!=|<=|>=|==|\|\||&&|@>|<@|!~~\*|!~~|~~\*|~~|!~\*|!~|~\*|[\s\S]/y,
} as const;

const standardLexicon: SqlLexicon = {};

/**
 * Splits SQL text into tokens. Never throws: an unterminated string reaches to the end of the text. Enough to compare
 * spellings and to rewrite names; it does not parse.
 */
export function tokenizeSql(text: string, lexicon: SqlLexicon = standardLexicon): SqlToken[] {
  const pattern = tokenPattern(lexicon);
  const tokens: SqlToken[] = [];
  let position = 0;
  while (position < text.length) {
    const end = match(patterns.space, text, position);
    if (end !== undefined) {
      position = end;
      continue;
    }
    const token = nextToken(text, position, pattern, lexicon);
    tokens.push(token);
    position = token.end;
  }
  return tokens;
}

/** What a group of the pattern found, in the order of the groups. */
const kinds: readonly SqlTokenKind[] = ["comment", "string", "quoted", "number", "word", "operator"];

const compiled = new WeakMap<SqlLexicon, RegExp>();

/** One pattern for every token but block comments and dollar quotes: trying one after the other costs the most here. */
function tokenPattern(lexicon: SqlLexicon): RegExp {
  const known = compiled.get(lexicon);
  if (known) return known;
  const { escapeString, prefixedString, string, backslashString, doubleString, quoted } = patterns;
  const strings = [
    escapeString,
    prefixedString,
    lexicon.backslashes ? backslashString : string,
    lexicon.doubleQuotedStrings ? [doubleString] : [],
  ].flat();
  const names = [
    lexicon.doubleQuotedStrings ? [] : [quoted],
    lexicon.backticks ? [patterns.backtick] : [],
    lexicon.brackets ? [patterns.bracket] : [],
  ].flat();
  const groups = [
    [lexicon.hashComments ? patterns.hashComment : patterns.lineComment],
    strings,
    names,
    [patterns.number],
    [patterns.word],
    [patterns.operator],
  ];
  const pattern = new RegExp(
    groups.map((group) => `(${group.map(({ source }) => source).join("|")})`).join("|"),
    "y",
  );
  compiled.set(lexicon, pattern);
  return pattern;
}

function nextToken(text: string, start: number, pattern: RegExp, lexicon: SqlLexicon): SqlToken {
  if (text.startsWith("/*", start)) {
    const end = lexicon.flatComments ? flatCommentEnd(text, start) : blockCommentEnd(text, start);
    return token("comment", text, start, end);
  }
  const dollar = lexicon.dollarQuotes && text[start] === "$" ? dollarStringEnd(text, start) : undefined;
  if (dollar !== undefined) return token("string", text, start, dollar);
  pattern.lastIndex = start;
  const found = pattern.exec(text);
  const kind = found ? kinds[found.findIndex((part, i) => i > 0 && part !== undefined) - 1] : undefined;
  return token(kind ?? "operator", text, start, found ? pattern.lastIndex : start + 1);
}

function token(kind: SqlTokenKind, text: string, start: number, end: number): SqlToken {
  return { kind, text: text.slice(start, end), start, end };
}

function match(pattern: RegExp, text: string, position: number): number | undefined {
  pattern.lastIndex = position;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

function flatCommentEnd(text: string, start: number): number {
  const close = text.indexOf("*/", start + 2);
  return close === -1 ? text.length : close + 2;
}

// Block comments nest on PostgreSQL.
function blockCommentEnd(text: string, start: number): number {
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    if (text.startsWith("/*", i)) {
      depth++;
      i++;
    } else if (text.startsWith("*/", i)) {
      depth--;
      i++;
      if (depth === 0) return i + 1;
    }
  }
  return text.length;
}

function dollarStringEnd(text: string, start: number): number | undefined {
  const open = match(patterns.dollar, text, start);
  if (open === undefined) return undefined;
  const close = text.indexOf(text.slice(start, open), open);
  return close === -1 ? text.length : close + (open - start);
}

/** The name that an identifier token stands for, or undefined for other tokens. Bare words keep their case. */
export function identifierName(token: SqlToken): string | undefined {
  if (token.kind === "word") return token.text;
  if (token.kind !== "quoted") return undefined;
  const open = token.text.startsWith("[") ? "]" : token.text[0];
  const inner = token.text.slice(1, -1);
  return open === "]" || open === undefined ? inner : inner.replaceAll(open + open, open);
}
