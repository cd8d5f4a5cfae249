import { checksumText } from "./script.js";

/** What a script's header says of its proof. */
export interface ProofLine {
  /** `converges`, `reverses`, `keeps rows`. */
  readonly claims: readonly string[];
  /** The script was edited since: what was proved is another one. */
  readonly edited: boolean;
}

// Of a script, or of the first of a pair of SQL files.
const header = /^\s*\/\*\*[\s\S]*?\*\/|^(?:--.*(?:\n|$))+/;

/** The body of a script in eight characters: comments and layout do not count. `file` tells its language. */
export function digestScript(text: string, file: string): string {
  return checksumText(text, file).replace(/^.*:/, "").slice(0, 8);
}

/** What the header comment of a script says of its proof; null where it says nothing, or that there is none. */
export function readProofLine(text: string, file: string): ProofLine | null {
  const [comment = ""] = header.exec(text) ?? [];
  const line = /^(?: \*|--) Verified: ([^()\n]+) \(([0-9a-f]{8})\)\.\s*$/m;
  const [, claims, digest] = line.exec(comment) ?? [];
  if (claims === undefined) return null;
  return { claims: claims.split(", "), edited: digest !== digestScript(text, file) };
}

/**
 * A script whose header says that these claims were proved of what has this digest; as it was where it has no header
 * comment of several lines.
 */
export function writeProofLine(text: string, claims: readonly string[], digest: string): string {
  const said = `Verified: ${claims.join(", ")} (${digest}).`;
  return text.replace(header, (comment) => {
    const known = /^( \*|--) (?:Verified: .*|Not verified\.)$/m;
    if (known.test(comment)) return comment.replace(known, `$1 ${said}`);
    const place = /^( \*|--) Revision .*$/m;
    if (place.test(comment)) return comment.replace(place, `$&\n$1 ${said}`);
    return comment.startsWith("--")
      ? `${comment}-- ${said}\n`
      : comment.replace(/^ ?\*\/$/m, ` * ${said}\n$&`);
  });
}
