import { fileURLToPath } from "node:url";
import type { SourcePlace } from "./load-errors.js";

const framePattern =
  /^\s+at .*?\(?((?:file:\/\/)?(?:\/|[A-Za-z]:[\\/])[^():\n]*(?::[\\/][^():\n]*)?):(\d+):(\d+)\)?$/gm;

/** ` (in FILE:LINE:COLUMN)` for the innermost stack frame in the project's own files, empty where there is none. */
export function placeOf(stack: string, file: string): string {
  const place = ownFrame(stack);
  if (place === undefined) return "";
  const position = `${place.line}:${place.column}`;
  return place.file === file ? ` (line ${position})` : ` (in ${place.file}:${position})`;
}

function ownFrame(stack: string): SourcePlace | undefined {
  for (const match of stack.matchAll(framePattern)) {
    const file = toPath(match[1] ?? "");
    if (!/[\\/]node_modules[\\/]/.test(file) && !isOwnFile(file)) {
      return { file, line: Number(match[2]), column: Number(match[3]) };
    }
  }
  return undefined;
}

/** A file URL as a path; anything else unchanged. */
export function toPath(location: string): string {
  return location.startsWith("file:") ? fileURLToPath(location) : location;
}

const ownDirectory = new URL(".", import.meta.url);

function isOwnFile(file: string): boolean {
  return file.startsWith(fileURLToPath(ownDirectory));
}
