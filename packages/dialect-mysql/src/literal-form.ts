import type { ColumnType } from "@typeorm-autogen/model";
import { stringValue, tokens, withoutParentheses } from "./lexicon.js";
import { normalNumber } from "./number-form.js";
import { quoteText } from "./sql-text.js";
import { normalDate, normalTime } from "./time-form.js";
import { numberTypes } from "./type-names.js";

/**
 * A column's default in the form in which equal means equal: a literal as the server would store it for this type, the
 * current time in one spelling, anything else as it is, without enclosing parentheses. Undefined for NULL.
 */
export function normalDefault(text: string, type: ColumnType): string | undefined {
  const bare = withoutParentheses(text);
  if (/^null$/i.test(bare)) return undefined;
  const literal = readLiteral(bare);
  return literal === undefined ? (currentTime(bare) ?? bare) : storedLiteral(literal, type);
}

/** The current time as MySQL spells it, or undefined for any other text: `CURRENT_TIMESTAMP(6)`. */
export function currentTime(text: string): string | undefined {
  const match = /^(?:now|current_timestamp|localtime|localtimestamp)(?:\s*\(\s*(\d*)\s*\))?$/i.exec(
    text.trim(),
  );
  if (!match) return undefined;
  const digits = Number(match[1] ?? 0);
  return digits === 0 ? "CURRENT_TIMESTAMP" : `CURRENT_TIMESTAMP(${digits})`;
}

/**
 * The current time with the digits that MariaDB keeps of it for a type: all of the type's where none were asked for, and
 * not more than those.
 */
export function fittedTime(text: string, { name, arguments: given }: ColumnType): string {
  const now = name === "datetime" || name === "timestamp" ? currentTime(text) : undefined;
  if (now === undefined) return text;
  const [asked, kept] = [Number(/\d/.exec(now)?.[0] ?? 0), Number(given?.[0] ?? 0)];
  return asked === 0 || asked > kept ? (currentTime(`now(${kept})`) ?? text) : now;
}

/** A literal's value: text, or the digits of a number, or bytes. */
type Literal =
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "number"; readonly value: string }
  | { readonly kind: "bytes"; readonly value: Buffer };

function readLiteral(text: string): Literal | undefined {
  if (/^true$/i.test(text)) return { kind: "number", value: "1" };
  if (/^false$/i.test(text)) return { kind: "number", value: "0" };
  const signed = readNumber(text);
  if (signed !== undefined) return { kind: "number", value: signed };
  const bytes = readBytes(text);
  if (bytes) return { kind: "bytes", value: bytes };
  const value = stringValue(withoutIntroducer(text));
  return value === undefined ? undefined : { kind: "text", value };
}

// MySQL writes `-(1)` for the expression -1.
function readNumber(text: string): string | undefined {
  const match = /^([+-]?)\s*(\()?\s*((?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)\s*(\))?$/i.exec(text);
  if (!match || (match[2] === undefined) !== (match[4] === undefined)) return undefined;
  return `${match[1] === "-" ? "-" : ""}${match[3]}`;
}

function readBytes(text: string): Buffer | undefined {
  const hex = /^(?:x'([0-9a-f]*)'|0x([0-9a-f]*))$/i.exec(text);
  if (hex) return Buffer.from(padded(hex[1] ?? hex[2] ?? "", 2), "hex");
  const bits = /^(?:b'([01]*)'|0b([01]+))$/i.exec(text);
  return bits ? bitBytes(bits[1] ?? bits[2] ?? "") : undefined;
}

function padded(digits: string, size: number): string {
  return digits.padStart(Math.ceil(digits.length / size) * size, "0");
}

function bitBytes(bits: string): Buffer {
  return Buffer.from((padded(bits, 8).match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

// A character set before ASCII text changes nothing about it; `_binary` would.
function withoutIntroducer(text: string): string {
  const match = /^(?:_(?!binary\b)\w+\s*|n)(?=')/i.exec(text);
  // eslint-disable-next-line no-control-regex
  return match && /^[\0-\x7f]*$|^_utf8/i.test(text) ? text.slice(match[0].length) : text;
}

function storedLiteral(literal: Literal, type: ColumnType): string {
  const { name } = type;
  if (name === "bit") return bitLiteral(literal);
  if (name === "binary" || name === "varbinary") return binaryLiteral(literal, type);
  const text = literal.kind === "bytes" ? literal.value.toString("utf8") : literal.value;
  if (numberTypes.has(name)) return numberLiteral(literal, text, type);
  if (name === "enum") return quoteText(enumValue(text, type));
  if (name === "set") return quoteText(setValue(text, type));
  if (name === "char") return quoteText(text.replace(/ +$/, ""));
  return quoteText(timeValue(text, type) ?? text);
}

// A hexadecimal or bit literal is a number where a number is wanted.
function numberLiteral(literal: Literal, text: string, type: ColumnType): string {
  const digits =
    literal.kind === "bytes" ? String(BigInt(`0x${literal.value.toString("hex") || "0"}`)) : text;
  return normalNumber(digits, type) ?? quoteText(text);
}

function timeValue(text: string, { name, arguments: given }: ColumnType): string | undefined {
  const digits = Number(given?.[0] ?? 0);
  if (name === "time") return normalTime(text, digits);
  if (name === "date") return normalDate(text)?.slice(0, 10);
  return name === "datetime" || name === "timestamp" ? normalDate(text, digits) : undefined;
}

// A string's bytes are the bits; a number's digits are a number.
function bitLiteral(literal: Literal): string {
  const value =
    literal.kind === "number"
      ? BigInt(Math.round(Number(literal.value)))
      : BigInt(`0x${Buffer.from(literal.value).toString("hex") || "0"}`);
  return `b'${value.toString(2)}'`;
}

function binaryLiteral(literal: Literal, { name }: ColumnType): string {
  const bytes = Buffer.from(literal.value);
  const end = name === "binary" ? bytes.findLastIndex((byte) => byte !== 0) + 1 : bytes.length;
  const kept = bytes.subarray(0, end);
  const plain = kept.every((byte) => byte >= 0x20 && byte < 0x7f);
  return plain ? quoteText(kept.toString("latin1")) : `0x${kept.toString("hex").toUpperCase()}`;
}

// The server looks values up without regard to case and to spaces at the end, and keeps what the type says.
function enumValue(text: string, { arguments: values = [] }: ColumnType): string {
  const folded = (value: string | number) => String(value).toLowerCase().replace(/ +$/, "");
  if (values.includes(text)) return text;
  return String(values.find((value) => folded(value) === folded(text)) ?? text);
}

function setValue(text: string, type: ColumnType): string {
  const given = new Set(text.split(",").map((value) => enumValue(value, type)));
  const known = (type.arguments ?? []).filter((value) => given.delete(String(value)));
  return [...known, ...given].filter((value) => value !== "").join(",");
}

/** Whether a text is one literal value, of whatever kind. */
export function isLiteral(text: string): boolean {
  return tokens(text).length > 0 && readLiteral(withoutParentheses(text)) !== undefined;
}
