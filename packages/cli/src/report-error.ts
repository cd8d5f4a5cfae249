import { isAutogenError, visibleText } from "@typeorm-autogen/errors";

/** How an error is told: one line for people, or one object for scripts. */
export interface ErrorReport {
  readonly line: string;
  readonly json: { readonly format: 1; readonly error: Readonly<Record<string, unknown>> };
}

/**
 * Tells an error, and of which database or tenant it is where there are several. What is not Autogen's own is a defect of
 * Autogen, and says so.
 */
export function reportError(error: unknown, of?: string): ErrorReport {
  const known = isAutogenError(error);
  const reason = error instanceof Error ? error.message : String(error);
  const message = known ? reason : `unexpected: ${reason}; run again with --verbose and report what it shows`;
  const code = known ? error.code : "unexpected";
  const report = { format: 1, error: { code, message, ...(known && error.details) } } as const;
  return {
    line: `autogen: ${of === undefined ? "" : `${visibleText(of)}: `}${visibleText(withoutPasswords(message))}`,
    json: JSON.parse(JSON.stringify(report, hidePasswords)) as ErrorReport["json"],
  };
}

/** The stack of an error and of what caused it, for `--verbose`. */
export function stackOf(error: unknown): string {
  const stacks: string[] = [];
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    stacks.push(`${visibleText(withoutPasswords(cause.stack ?? cause.message))}\n`);
  }
  return stacks.join("");
}

function hidePasswords(key: string, value: unknown): unknown {
  if (key === "password") return "***";
  return typeof value === "string" ? withoutPasswords(value) : value;
}

// What a driver or a project's own file throws may quote a whole URL.
function withoutPasswords(text: string): string {
  return text
    .replaceAll(/(\w:\/\/[^\s/:@"']*):[^\s/"']*@/g, "$1:***@")
    .replaceAll(/([?&]password=)[^&\s"']*/g, "$1***");
}
