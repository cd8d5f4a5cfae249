import { parseLiteral, type Literal } from "./header-literal.js";
import { scriptTokens, type Token } from "./script-tokens.js";
import { TokenCursor } from "./token-cursor.js";

/** The four exports that make a header. */
export const headerNames = ["revision", "downRevision", "branchLabels", "dependsOn"] as const;

/** Exports that only some headers have: that of a squashed revision, and that of a draft. */
const rareNames = ["replaces", "draft"] as const;

/** The name of a header export. */
export type HeaderName = (typeof headerNames)[number] | (typeof rareNames)[number];

/** What a name is bound to: a literal, another name, or something that only running the script would tell. */
export type Binding =
  | { readonly kind: "literal"; readonly value: Literal; readonly at: number }
  | { readonly kind: "alias"; readonly name: string; readonly at: number }
  | { readonly kind: "computed"; readonly at: number };

/** The bindings at a script's top level, and which of them are exported under which name. */
export interface Bindings {
  readonly local: ReadonlyMap<string, Binding>;
  readonly exported: ReadonlyMap<string, Binding>;
}

/**
 * Reads a script's top level until all four header exports are known, without running it. Understands TypeScript and
 * the ESM and CommonJS forms that tsc, swc, esbuild and Babel give it. Throws UnterminatedToken.
 */
export function readBindings(text: string): Bindings {
  const cursor = new TokenCursor(scriptTokens(text));
  const local = new Map<string, Binding>();
  const exported = new Map<string, Binding>();
  const wanted = [...headerNames, ...rareNames.filter((name) => text.includes(name))];
  const complete = (): boolean =>
    wanted.every((name) => resolveBinding({ local, exported }, name)?.kind === "literal");
  let place: Place = { depth: 0, previous: "", isExported: false };
  for (let token = cursor.peek(); token; token = cursor.peek()) {
    const bound = token.kind === "word" && readBinding(cursor, place, local, exported);
    if (bound && complete()) break;
    if (!bound) cursor.next();
    place = placeAfter(place, token);
  }
  return { local, exported };
}

/** The binding behind an exported name, aliases followed; undefined when the name is not exported. */
export function resolveBinding(bindings: Bindings, name: string): Binding | undefined {
  let binding = bindings.exported.get(name);
  for (let steps = 0; binding?.kind === "alias" && steps < 5; steps++)
    binding = bindings.local.get(binding.name);
  return binding;
}

type BindingMap = Map<string, Binding>;

/** Where the next token stands. */
interface Place {
  readonly depth: number;
  readonly previous: string;
  /** In a declaration that is exported, of which a comma begins a further one. */
  readonly isExported: boolean;
}

function placeAfter({ depth, previous, isExported }: Place, { kind, text }: Token): Place {
  const declares = depth === 0 && /^(const|let|var)$/.test(text);
  return {
    depth: kind === "punctuation" ? depth + depthChange(text) : depth,
    previous: text,
    isExported: declares ? previous === "export" : isExported && (depth > 0 || text !== ";"),
  };
}

/** Consumes the binding or the alias that the next word begins; false, consuming nothing, when it begins none. */
function readBinding(
  cursor: TokenCursor,
  { depth, previous, isExported }: Place,
  local: BindingMap,
  exported: BindingMap,
): boolean {
  if (readGetter(cursor, exported)) return true;
  if (depth > 0) return false;
  if (cursor.sees("export", "{")) return readExportList(cursor, exported);
  if (cursor.sees("exports", ".", null, "=")) return readAssignment(cursor, exported);
  if (!/^(const|let|var|,)$/.test(previous)) return false;
  return readDeclaration(cursor, isExported, local, exported);
}

/** `revision: () => x` (esbuild) and `get revision() { return x` (swc): CommonJS exports through a getter. */
function readGetter(cursor: TokenCursor, exported: BindingMap): boolean {
  const arrow = cursor.sees(null, ":", "(", ")", "=>", null);
  if (!arrow && !cursor.sees("get", null, "(", ")", "{", "return", null)) return false;
  const name = cursor.peek(arrow ? 0 : 1);
  const target = cursor.peek(arrow ? 5 : 6);
  if (!name || !target || !isHeaderName(name.text)) return false;
  if (!exported.has(name.text)) exported.set(name.text, { kind: "alias", name: target.text, at: name.start });
  // The brace of a getter's body stays for the caller to count.
  cursor.skip(arrow ? 1 : 2);
  return true;
}

function isHeaderName(name: string): boolean {
  return ([...headerNames, ...rareNames] as readonly string[]).includes(name);
}

/** `export { a as revision, dependsOn }`. */
function readExportList(cursor: TokenCursor, exported: BindingMap): boolean {
  cursor.skip(2);
  for (let token = cursor.next(); token && token.text !== "}"; token = cursor.next()) {
    if (token.kind !== "word") continue;
    const renamed = cursor.sees("as", null);
    const name = renamed ? (cursor.peek(1)?.text ?? "") : token.text;
    exported.set(name, { kind: "alias", name: token.text, at: token.start });
    if (renamed) cursor.skip(2);
  }
  return true;
}

/** `exports.revision = …`, also as a chain of several. */
function readAssignment(cursor: TokenCursor, exported: BindingMap): boolean {
  const names: string[] = [];
  const at = cursor.peek()?.start ?? 0;
  while (cursor.sees("exports", ".", null, "=")) {
    names.push(cursor.peek(2)?.text ?? "");
    cursor.skip(4);
  }
  // TypeScript first announces all exports: `exports.a = exports.b = void 0`.
  if (cursor.sees("void", "0")) return true;
  const binding = readValue(cursor, at);
  for (const name of names) exported.set(name, binding);
  return true;
}

/** `name = …` and `name: Type = …` after const, let, var or a comma. */
function readDeclaration(
  cursor: TokenCursor,
  isExport: boolean,
  local: BindingMap,
  exported: BindingMap,
): boolean {
  const name = cursor.next();
  if (!name || !skipAnnotation(cursor)) return true;
  cursor.next();
  while (cursor.sees("exports", ".", null, "=")) {
    exported.set(cursor.peek(2)?.text ?? "", { kind: "alias", name: name.text, at: name.start });
    cursor.skip(4);
  }
  const binding = readValue(cursor, name.start);
  local.set(name.text, binding);
  if (isExport) exported.set(name.text, binding);
  return true;
}

/** Moves to the `=` of a declaration, past its type; false when it has no value. */
function skipAnnotation(cursor: TokenCursor): boolean {
  if (!cursor.sees(":")) return cursor.sees("=");
  while (cursor.peek() && !cursor.sees(";") && !cursor.sees("=")) cursor.next();
  return cursor.sees("=");
}

function readValue(cursor: TokenCursor, at: number): Binding {
  const value = parseLiteral(cursor);
  if (value !== undefined) return { kind: "literal", value, at };
  const token = cursor.peek();
  const isName =
    token?.kind === "word" && /^[\p{L}$_]/u.test(token.text) && /^[;,\n]?$/.test(cursor.peek(1)?.text ?? "");
  return isName ? { kind: "alias", name: token.text, at } : { kind: "computed", at };
}

function depthChange(text: string): number {
  if (text === "{" || text === "(" || text === "[") return 1;
  return text === "}" || text === ")" || text === "]" ? -1 : 0;
}
