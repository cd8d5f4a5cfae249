import { isDate, isUint8Array } from "node:util/types";
import type { SqlScalar, SqlValue } from "@typeorm-autogen/model";
import { UnsupportedError } from "./errors.js";

/** How a dialect writes what is no plain text, number or boolean. */
export interface LiteralWords {
  scalar(value: SqlScalar): string;
  /** A point in time; `utc` is `2026-11-25 22:10:00.000` in UTC. */
  time(utc: string): string;
  /** Bytes, as hexadecimal digits. */
  bytes(hex: string): string;
}

/** SQL for any value: JSON becomes text, as JSON columns take it. Throws UnsupportedError for what has no form. */
export function writeLiteral(value: SqlValue, words: LiteralWords): string {
  if (isDate(value)) return words.time(utcText(value));
  if (isUint8Array(value)) return words.bytes(Buffer.from(value).toString("hex"));
  if (typeof value === "object" && value !== null) return words.scalar(jsonText(value));
  return words.scalar(value);
}

function utcText(date: Date): string {
  const year = date.getUTCFullYear();
  if (!(year >= 1 && year <= 9999))
    throw new UnsupportedError("SQL", `the date ${String(date)}`, "give a date of the years 1 to 9999");
  return date.toISOString().slice(0, -1).replace("T", " ");
}

function jsonText(value: object): string {
  return JSON.stringify(value, (key, inner: unknown) => {
    if (typeof inner !== "bigint") return inner;
    throw new UnsupportedError("JSON", `the bigint ${key}`, "write it as a number or as text");
  });
}
