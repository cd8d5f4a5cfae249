import { identifierName, tokenizeSql } from "@typeorm-autogen/model";
import type { Flavor } from "./flavor.js";
import { lexicon, withoutParentheses } from "./lexicon.js";

/**
 * An expression as SQL, from information_schema's text. MySQL takes the bytes of its UTF-8 for Latin-1 letters there and
 * escapes the whole as if it stood between quotes; MariaDB gives it as it is.
 */
export function readExpression(text: string, { mangledExpressions }: Flavor): string {
  if (!mangledExpressions) return withoutParentheses(text);
  const decoded = Buffer.from(text, "latin1").toString("utf8");
  return withoutParentheses(decoded.replaceAll(/\\([\s\S])/g, (_, escaped: string) => unescape(escaped)));
}

function unescape(character: string): string {
  if (character === "n") return "\n";
  if (character === "r") return "\r";
  return character === "0" ? "\0" : character;
}

/** A query of a view without the name of the database it lies in, which the server writes before each name. */
export function withoutDatabase(query: string, database: string): string {
  let text = "";
  let position = 0;
  const list = tokenizeSql(query, lexicon);
  list.forEach((token, i) => {
    const isQualifier = token.kind === "quoted" && identifierName(token) === database;
    if (!isQualifier || list[i + 1]?.text !== "." || list[i - 1]?.text === ".") return;
    text += query.slice(position, token.start);
    position = list[i + 1]?.end ?? token.end;
  });
  return text + query.slice(position);
}
