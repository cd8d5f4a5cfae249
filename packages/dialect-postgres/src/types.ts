import type { ColumnType, SqlToken, TypeCodec } from "@typeorm-autogen/model";
import { AutogenError } from "@typeorm-autogen/errors";
import { plainName, tokens } from "./lexicon.js";
import { builtInTypes, intervalFields, secondsTypes, spatialFeatures } from "./type-names.js";

/** A text that is no type. */
export class TypeSyntaxError extends AutogenError {
  constructor(text: string) {
    super("type-syntax", `"${text}" is no PostgreSQL type; write it as in CREATE TABLE`, { text });
  }
}

/** PostgreSQL's types: any spelling in, the shortest one out. */
export const types: TypeCodec = { parse: parseType, print: printType };

type Argument = string | number;

const parsed = new Map<string, ColumnType>();

// A schema has thousands of columns and a few dozen types.
function parseType(text: string): ColumnType {
  const known = parsed.get(text);
  if (known) return known;
  const type = readType(text);
  parsed.set(text, type);
  return type;
}

function readType(text: string): ColumnType {
  const list = [...tokens(text)];
  if (list.length === 0) throw new TypeSyntaxError(text);
  const dimensions = takeArray(list);
  const taken = takeArguments(list);
  const scalar = readName(list, text);
  const type = normalType({ ...scalar, ...(taken && { arguments: taken }) });
  return dimensions ? { ...type, dimensions: 1 } : type;
}

// The server does not enforce how many dimensions were declared, nor their sizes.
function takeArray(list: SqlToken[]): boolean {
  const at = list.findIndex(
    (token, i) =>
      token.text === "[" || (i > 0 && token.kind === "word" && token.text.toLowerCase() === "array"),
  );
  if (at === -1) return false;
  list.splice(at);
  return true;
}

function takeArguments(list: SqlToken[]): readonly Argument[] | undefined {
  const open = list.findIndex((token) => token.text === "(");
  if (open === -1) return undefined;
  const close = list.findIndex((token, i) => i > open && token.text === ")");
  const inner = list.splice(open, (close === -1 ? list.length : close + 1) - open).slice(1, -1);
  const negative = (i: number) => (inner[i - 1]?.text === "-" ? -1 : 1);
  return inner.flatMap((token, i): Argument[] => {
    if (token.kind === "number") return [Number(token.text) * negative(i)];
    return token.kind === "operator" ? [] : [token.text];
  });
}

function readName(list: readonly SqlToken[], text: string): ColumnType {
  const first = list[0];
  if (first === undefined) throw new TypeSyntaxError(text);
  if (list[1]?.text === "." && list[2] !== undefined) return qualified(first, list.slice(2), text);
  if (list.length === 1 && first.text === '"char"') return { name: first.text };
  if (list.length === 1 && first.kind === "quoted") return { name: unquoted(first), schema: null };
  const builtIn = readBuiltIn(list.map((token) => token.text.toLowerCase()));
  if (builtIn) return builtIn;
  if (list.length > 1 || first.kind !== "word") throw new TypeSyntaxError(text);
  return { name: first.text, schema: null };
}

function readBuiltIn(words: readonly string[]): ColumnType | undefined {
  const [first, ...rest] = words;
  if (first === "interval" && rest.length > 0 && rest.every((word) => intervalFields.test(word)))
    return { name: "interval", modifiers: [rest.join(" ")] };
  const name = words.join(" ");
  const known = name === "float" ? name : builtInTypes.get(name);
  return known === undefined ? undefined : { name: known };
}

function qualified(schema: SqlToken, rest: readonly SqlToken[], text: string): ColumnType {
  if (unquoted(schema) === "pg_catalog") return readName(rest, text);
  const name = rest[0];
  if (name === undefined || rest.length > 1) throw new TypeSyntaxError(text);
  return { name: unquoted(name), schema: unquoted(schema) };
}

function unquoted(token: SqlToken): string {
  return token.kind === "quoted" ? token.text.slice(1, -1).replaceAll('""', '"') : token.text;
}

/** The type with defaults left out and arguments in the server's own spelling. */
export function normalType(type: ColumnType): ColumnType {
  if (type.schema !== undefined) return type;
  const { arguments: given, ...rest } = type;
  if (type.name === "float")
    return { name: Number(given?.[0] ?? 53) <= 24 && given ? "real" : "double precision" };
  if (type.name === "bpchar" && given) return normalType({ ...type, name: "char" });
  const kept = normalArguments(type.name, given ?? []);
  return kept.length === 0 ? rest : { ...rest, arguments: kept };
}

function normalArguments(name: string, given: readonly Argument[]): readonly Argument[] {
  const [first] = given;
  if (name === "char" || name === "bit") return first === 1 ? [] : given;
  if (name === "numeric") return given.length === 1 ? [...given, 0] : given;
  if (secondsTypes.has(name)) return first === 6 ? [] : given;
  if (name === "geometry" || name === "geography") return spatialArguments(name, given);
  return given;
}

function spatialArguments(name: string, [feature, srid]: readonly Argument[]): readonly Argument[] {
  if (feature === undefined) return [];
  const spelled = spatialFeatures.get(String(feature).toLowerCase()) ?? feature;
  const zone = srid ?? (name === "geography" ? 4326 : 0);
  if (zone !== 0) return [spelled, zone];
  return spelled === "Geometry" ? [] : [spelled];
}

function printType(type: ColumnType): string {
  return spell(type, (part) => (isPlain(part) ? part : `"${part.replaceAll('"', '""')}"`));
}

/** The type as SQL writes it: the names of user-defined types always in quotes. */
export function typeSql(type: ColumnType): string {
  return spell(type, (part) => `"${part.replaceAll('"', '""')}"`);
}

function spell(type: ColumnType, part: (name: string) => string): string {
  const brackets = type.dimensions === undefined ? "" : "[]";
  const modifiers = (type.modifiers ?? []).map((modifier) => ` ${modifier}`).join("");
  const list = type.arguments?.length ? `(${type.arguments.join(",")})` : "";
  return `${spellName(type, part)}${modifiers}${list}${brackets}`;
}

function spellName({ name, schema }: ColumnType, part: (name: string) => string): string {
  if (schema === undefined) return name;
  return schema === null ? part(name) : `${part(schema)}.${part(name)}`;
}

// A bare name must be read back as itself, so it may be no built-in name and no word that types are built from.
function isPlain(name: string): boolean {
  return plainName.test(name) && !builtInTypes.has(name.toLowerCase()) && !/^(?:float|array)$/i.test(name);
}
