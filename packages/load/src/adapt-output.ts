/*
 * swc's output differs from tsc's in ways that matter to entities, mended here on the printed text, whose shape is swc's own
 * (test/load holds it against tsc). Lines are kept, so that source maps stay true.
 */

/** The constructor that a type alias stands for; `specifier` is the module that it comes from, undefined for the file itself. */
export type AliasLookup = (name: string, specifier: string | undefined) => string | undefined;

const typeRead =
  /typeof ([\w$.]+) === "undefined"(?: \|\| typeof [\w$.]+ === "undefined")* \? Object : ([\w$.]+)/g;
const exportBlock =
  /^_export\(exports, \{$[\s\S]*?^\}\);$|^Object\.defineProperty\(exports, "[^"]+", \{$[\s\S]*?^\}\);$/gm;
const importStatement = /^import ((?:[\w$]+, )?)\{ ([^}]*) \} from ((?:"[^"\n]*"|'[^'\n]*')[^;\n]*);$/gm;
const requireStatement = /^const ([\w$]+) = [^\n]*?\brequire\("([^"\n]*)"\)/gm;
const readType = "__autogen_typeOf";

// What is not a class is Object, as tsc emits it, except an enum, whose members tsc knows: String or Number.
const readTypeFunction = [
  `function ${readType}(read) { let type; try { type = read(); } catch { return Object; }`,
  `if (typeof type !== "object" || type === null) return typeof type === "function" ? type : Object;`,
  `const values = Object.keys(type).filter((key) => String(Number(key)) !== key).map((key) => typeof type[key]);`,
  `const only = (kind) => values.length > 0 && values.every((value) => value === kind);`,
  `return only("string") ? String : only("number") ? Number : Object; }`,
].join(" ");

/**
 * CommonJS as tsc means it: an export that is read before its class exists is undefined, not an error. Entities that
 * refer to one another work in projects compiled by tsc because of that.
 */
export function adaptCommonJs(code: string, aliasOf: AliasLookup): string {
  const tolerant = code.replace(exportBlock, (block) =>
    block.replace(/\breturn ([\w$.]+);/g, "try { return $1; } catch { return undefined; }"),
  );
  const modules = new Map(
    Array.from(code.matchAll(requireStatement), (match) => [match[1] ?? "", match[2] ?? ""]),
  );
  const lookUp = (root: string, rest: string): string | undefined =>
    rest === "" ? aliasOf(root, undefined) : modules.has(root) ? aliasOf(rest, modules.get(root)) : undefined;
  return guardTypeReads(replaceAliases(tolerant, lookUp));
}

/**
 * An ES module whose imports link. A name that is only the type of a decorated property may be an interface or a type
 * (`Relation`), which tsc leaves out and no module exports: such names are read off the module's namespace instead.
 */
export function adaptModule(code: string, aliasOf: AliasLookup): string {
  const typesRead = new Set(Array.from(code.matchAll(typeRead), (match) => rootOf(match[2] ?? "")));
  if (typesRead.size === 0) return code;
  const imported = new Map(namedImports(code).map((named) => [named.local, named]));
  const lookUp = (root: string, rest: string): string | undefined => {
    const named = imported.get(root);
    return rest === "" ? aliasOf(named?.name ?? root, named?.specifier) : undefined;
  };
  return guardTypeReads(importTypesLoosely(replaceAliases(code, lookUp), typesRead));
}

function replaceAliases(code: string, lookUp: (root: string, rest: string) => string | undefined): string {
  return code.replace(typeRead, (match, _first, type: string) => {
    const root = rootOf(type);
    return lookUp(root, type.slice(root.length + 1)) ?? match;
  });
}

/** What is no class yet (a circular import) or no class at all must not end the evaluation of the file. */
function guardTypeReads(code: string): string {
  const guarded = code.replace(typeRead, (_match, _first, type: string) => `${readType}(() => ${type})`);
  return guarded.includes(`${readType}(`) ? appendBeforeSourceMap(guarded, readTypeFunction) : guarded;
}

function importTypesLoosely(code: string, typesRead: ReadonlySet<string>): string {
  const values = code
    .replace(typeRead, "")
    .replace(importStatement, "")
    .replace(/^\/\/# sourceMappingURL.*$/m, "");
  const isOnlyType = (name: string): boolean => typesRead.has(name) && !mentions(values, name);
  const renamed = new Map<string, string>();
  const loosened = code.replace(importStatement, (statement, start: string, names: string, from: string) => {
    const members = names.split(",").map((name) => name.trim());
    const types = members.filter((member) => isOnlyType(localName(member)));
    if (types.length === 0) return statement;
    const namespace = `__autogen_types${renamed.size}`;
    for (const member of types) renamed.set(localName(member), `${namespace}.${importedName(member)}`);
    const kept = members.filter((member) => !types.includes(member));
    return `import ${start}{ ${kept.join(", ")} } from ${from}; import * as ${namespace} from ${from};`;
  });
  return renamed.size === 0 ? code : renameTypeReads(loosened, renamed);
}

function renameTypeReads(code: string, renamed: ReadonlyMap<string, string>): string {
  return code.replace(typeRead, (match, _first, type: string) => {
    const root = rootOf(type);
    const read = renamed.get(root);
    return read === undefined ? match : `${readType}(() => ${read}${type.slice(root.length)})`;
  });
}

interface NamedImport {
  readonly local: string;
  readonly name: string;
  readonly specifier: string;
}

function namedImports(code: string): readonly NamedImport[] {
  return Array.from(code.matchAll(importStatement)).flatMap(([, , names = "", from = ""]) =>
    names.split(",").map((member) => ({
      local: localName(member.trim()),
      name: importedName(member.trim()),
      specifier: from.slice(1, from.indexOf(from[0] ?? "", 1)),
    })),
  );
}

function appendBeforeSourceMap(code: string, addition: string): string {
  const at = code.lastIndexOf("\n//# sourceMappingURL=");
  return at < 0 ? `${code}\n${addition}\n` : `${code.slice(0, at)}\n${addition}${code.slice(at)}`;
}

function mentions(code: string, name: string): boolean {
  return new RegExp(`(?<![\\w$.])${name.replaceAll("$", "\\$")}(?![\\w$])`).test(code);
}

function rootOf(expression: string): string {
  return expression.split(".", 1)[0] ?? expression;
}

function localName(member: string): string {
  return member.split(" as ").at(-1) ?? member;
}

function importedName(member: string): string {
  return member.split(" as ")[0] ?? member;
}
