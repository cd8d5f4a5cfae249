import { writeProofLine } from "@typeorm-autogen/runtime";

/** What a draft's text says once it is finished. */
export interface FinishedWords {
  readonly message: string;
  readonly createdAt: Date;
  /** What was proved; null: nothing was tried. */
  readonly claims: readonly string[] | null;
}

const header = /^\s*\/\*\*[\s\S]*?\*\//;
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
  const { quoteComment } = await import("@typeorm-autogen/render");
  const lines = message.trim().split(/\r\n|[\n\r]/);
  const words = lines.map((line) => ` * ${quoteComment(line)}`.trimEnd()).join("\n");
  const time = `${createdAt.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const named = text.replace(mark, "").replace(header, (comment) =>
    comment
      .replace(/^(\s*\/\*\*\n)[\s\S]*?\n(?= \*\n| \*\/)/, (_, opening: string) => `${opening}${words}\n`)
      .replace(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/, time)
      .replace(/^ \* Draft: .*$/m, " * Not verified."),
  );
  return claims && claims.length > 0 ? writeProofLine(named, path, claims) : named;
}
