import { digestScript, writeProofLine } from "@typeorm-autogen/runtime";

/** What a draft's text says once it is finished. */
export interface FinishedWords {
  readonly message: string;
  readonly createdAt: Date;
  /** What was proved; null: nothing was tried. */
  readonly claims: readonly string[] | null;
}

const header = /^\s*\/\*\*[\s\S]*?\*\//;
const title = /^(\s*\/\*\*\r?\n)[\s\S]*?\n(?= \*\r?\n| \*\/)/;
const written = /^( \* Revision .*?)\d{4}-\d\d-\d\d \d\d:\d\d UTC/m;
const mark = /^(?:export const draft(?:: boolean)? = true|exports\.draft = true);?\r?\n/m;

/**
 * A draft's text as that of an ordinary revision: without its mark, and with its own message, date and proof in the
 * comment at the top. Whatever else was written or edited stays.
 */
export async function finishText(
  text: string,
  path: string,
  { message, createdAt, claims }: FinishedWords,
): Promise<string> {
  const { commentLines, linesOf, writtenAt } = await import("@typeorm-autogen/render");
  const end = /\r?\n/.exec(text)?.[0] ?? "\n";
  const words = commentLines(linesOf(message)).map((line) => `${line}${end}`);
  const named = text.replace(mark, "").replace(header, (comment) =>
    comment
      .replace(title, (_, opening: string) => `${opening}${words.join("")}`)
      .replace(written, (_, before: string) => `${before}${writtenAt(createdAt)}`)
      .replace(/^ \* Draft: .*$/m, " * Not verified."),
  );
  return claims && claims.length > 0 ? writeProofLine(named, claims, digestScript(named, path)) : named;
}
