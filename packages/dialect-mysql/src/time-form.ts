/**
 * A date with a time of so many fractional digits, as the server spells it: `2026-11-22 08:05:00.000`. Undefined for
 * text that is no date in the usual order, or has more digits than are kept.
 */
export function normalDate(text: string, digits = 0): string | undefined {
  const match =
    /^\s*(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]+(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d*))?)?)?\s*$/.exec(text);
  if (!match) return undefined;
  const [, year, month = "", day = "", hours = "0", minutes = "0", seconds = "0", fraction] = match;
  const rest = normalFraction(fraction, digits);
  if (rest === undefined) return undefined;
  return `${year}-${two(month)}-${two(day)} ${two(hours)}:${two(minutes)}:${two(seconds)}${rest}`;
}

/** A time of so many fractional digits, as the server spells it: `08:05:00.000`. Undefined for other text. */
export function normalTime(text: string, digits: number): string | undefined {
  const match = /^\s*(-?)(\d{1,3}):(\d{1,2})(?::(\d{1,2})(?:\.(\d*))?)?\s*$/.exec(text);
  if (!match) return undefined;
  const [, sign, hours = "", minutes = "", seconds = "0", fraction] = match;
  const rest = normalFraction(fraction, digits);
  return rest === undefined ? undefined : `${sign}${two(hours)}:${two(minutes)}:${two(seconds)}${rest}`;
}

function two(digits: string): string {
  return digits.padStart(2, "0");
}

function normalFraction(fraction: string | undefined, digits: number): string | undefined {
  const given = (fraction ?? "").replace(/0+$/, "");
  if (given.length > digits) return undefined;
  return digits === 0 ? "" : `.${given.padEnd(digits, "0")}`;
}
