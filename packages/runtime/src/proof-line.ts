import { checksumText } from "./script.js";

/** What a script's header says of its proof. */
export interface ProofLine {
  /** `converges`, `reverses`, `keeps rows`. */
  readonly claims: readonly string[];
  /** The script was edited since: what was proved is another one. */
  readonly edited: boolean;
}

const header = /^\s*\/\*\*[\s\S]*?\*\//;

/** The body of a script in eight characters: comments and layout do not count. `file` tells its language. */
export function digestScript(text: string, file: string): string {
  return checksumText(text, file).replace(/^.*:/, "").slice(0, 8);
}

/** What the header comment of a script says of its proof; null where it says nothing, or that there is none. */
export function readProofLine(text: string, file: string): ProofLine | null {
  const [comment = ""] = header.exec(text) ?? [];
  const [, claims, digest] = /^ \* Verified: ([^()\n]+) \(([0-9a-f]{8})\)\.\s*$/m.exec(comment) ?? [];
  if (claims === undefined) return null;
  return { claims: claims.split(", "), edited: digest !== digestScript(text, file) };
}

/** A script whose header says that these claims were proved; as it was where it has no header comment of several lines. */
export function writeProofLine(text: string, file: string, claims: readonly string[]): string {
  const line = ` * Verified: ${claims.join(", ")} (${digestScript(text, file)}).`;
  return text.replace(header, (comment) => {
    const known = /^ \* (?:Verified: .*|Not verified\.)$/m;
    if (known.test(comment)) return comment.replace(known, line);
    return comment.replace(/^( \* Revision .*| ?\*\/)$/m, (found) =>
      found.includes("*/") ? `${line}\n${found}` : `${found}\n${line}`,
    );
  });
}
