import type { ServerFacts } from "@typeorm-autogen/dialect";
import { identifierName, type QualifiedName, type SqlLexicon, type SqlToken } from "@typeorm-autogen/model";
import type { LeafOperation } from "@typeorm-autogen/ops";
import { splitSql } from "./split-sql.js";

const known = new WeakMap<LeafOperation, readonly Phrase[]>();

/** The statements of an operation that is SQL text; none of any other. Told once: an operation is of one database. */
export function phrasesOf(op: LeafOperation, lexicon: SqlLexicon): readonly Phrase[] {
  if (op.kind !== "execute") return [];
  const phrases = known.get(op) ?? splitSql(op.sql, lexicon).map((tokens) => new Phrase(tokens));
  known.set(op, phrases);
  return phrases;
}

/** A table by the name that SQL has for it. */
export function nameInSql(
  name: string,
  { defaultSchema }: Pick<ServerFacts, "defaultSchema">,
): QualifiedName {
  const dot = name.lastIndexOf(".");
  const [schema, table] = dot === -1 ? [null, name] : [name.slice(0, dot), name.slice(dot + 1)];
  return { schema: schema === defaultSchema ? null : schema, name: table };
}

/** One statement, asked by its words. */
export class Phrase {
  readonly #tokens: readonly SqlToken[];
  readonly text: string;

  constructor(tokens: readonly SqlToken[]) {
    this.#tokens = tokens;
    this.text = tokens
      .map((token) => (token.kind === "word" ? token.text.toUpperCase() : symbol(token)))
      .join(" ");
  }

  /** Whether its words match: names stand as `#`, strings as `$`. */
  says(pattern: RegExp): boolean {
    return pattern.test(this.text);
  }

  /** The name that follows these words, or the statement's first words. */
  object(after: RegExp): string {
    const words: string[] = [];
    for (const [i, token] of this.#tokens.entries()) {
      words.push(token.kind === "word" ? token.text.toUpperCase() : symbol(token));
      if (after.test(words.join(" "))) return this.#nameAt(i + 1) || words.join(" ");
    }
    return this.text.split(" ").slice(0, 3).join(" ");
  }

  /** The table that it gives another name, in the schema that it is in. */
  get renamesTable(): { readonly from: string; readonly to: string } | undefined {
    if (!this.says(/^ALTER TABLE\b.*\bRENAME TO\b/)) return undefined;
    const [from, to] = [this.object(/^ALTER TABLE$/), this.object(/\bRENAME TO$/)];
    const schema = to.includes(".") ? "" : from.slice(0, from.lastIndexOf(".") + 1);
    return { from, to: schema + to };
  }

  #nameAt(start: number): string {
    const parts: string[] = [];
    const skipped = /^(?:if|not|exists|only|concurrently|full|analyze|table|on|to|from|into)$/i;
    for (const token of this.#tokens.slice(start)) {
      const bare = token.kind === "word" || token.kind === "quoted";
      if (parts.length === 0 && token.kind === "word" && skipped.test(token.text)) continue;
      if (!bare && token.text !== ".") break;
      if (bare && parts.length > 0 && parts.at(-1) !== ".") break;
      parts.push(bare ? (identifierName(token) ?? token.text) : ".");
    }
    return parts.join("");
  }
}

function symbol({ kind, text }: SqlToken): string {
  if (kind === "quoted") return "#";
  return kind === "string" ? "$" : text;
}
