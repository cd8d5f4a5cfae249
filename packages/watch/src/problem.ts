import type { WatchProblem } from "./snapshot.js";

/** An error's code, message and details as a problem, with the place that they name. */
export function problemOf(error: Readonly<Record<string, unknown>>): WatchProblem {
  const text = (key: string) => (typeof error[key] === "string" ? error[key] : undefined);
  const number = (key: string) => (typeof error[key] === "number" ? error[key] : undefined);
  const message = text("message") ?? "";
  const [, elsewhere, line, column] = /\((?:in (.+?):|line )(\d+):(\d+)\)/.exec(message) ?? [];
  return {
    code: text("code") ?? "unexpected",
    message,
    ...given("file", text("source") ?? elsewhere ?? text("file")),
    ...given("line", number("line") ?? (line === undefined ? undefined : Number(line))),
    ...given("column", number("column") ?? (column === undefined ? undefined : Number(column))),
  };
}

/** File, line and column, as editors take them; empty where nobody knows. */
export function placeOf({ file, line, column }: WatchProblem): string {
  return [file, line, column].filter((part) => part !== undefined).join(":");
}

function given<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): { readonly [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]?: Value });
}
