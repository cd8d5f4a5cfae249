import type { AutogenError } from "@typeorm-autogen/errors";
import type { Failure } from "./failure.js";
import { toPath } from "./failure-place.js";
import { type SourcePlace, SourceSyntaxError } from "./load-errors.js";

/** A file that does not parse, as swc (`,-[file:line:column]`) or V8 (file and line before the message) reports it. */
export function explainSyntaxError({ name, message, stack, file, error }: Failure): AutogenError | undefined {
  const plain = stripColors(message);
  const reported = /^ *[,╭][-─]\[(.+):(\d+):\d+\]$/mu.exec(plain);
  if (reported !== null) {
    // The third number is where the quoted lines begin, not the column of the error.
    const at = { file: reported[1] ?? file, line: Number(reported[2]) };
    return new SourceSyntaxError(file, at, firstReason(plain), error);
  }
  if (name !== "SyntaxError") return undefined;
  return new SourceSyntaxError(
    file,
    placeBeforeMessage(stack) ?? { file: `${file} or a file that it imports` },
    plain.split("\n", 1)[0] ?? "",
    error,
  );
}

function stripColors(text: string): string {
  return text.replace(new RegExp(`${String.fromCodePoint(27)}\\[[0-9;]*m`, "g"), "");
}

function firstReason(report: string): string {
  const line = report.split("\n").find((candidate) => candidate.trim() !== "") ?? "";
  return line
    .trim()
    .replace(/^[x×]\s+/u, "")
    .replace(/\. Expected .*/, "");
}

/** V8 prints `file:line` above the offending line, before the message and the frames. */
function placeBeforeMessage(stack: string): SourcePlace | undefined {
  const found = /^(\S.*):(\d+)$/m.exec(stack.split(/^\s+at /m, 1)[0] ?? "");
  return found === null ? undefined : { file: toPath(found[1] ?? ""), line: Number(found[2]) };
}
