/*
 * swc's output differs from tsc's in three ways that matter to entities, mended here on the printed text, whose shape
 * is swc's own (test/load holds it). Lines are kept, so that source maps stay true.
 */

const typeRead =
  /typeof ([\w$.]+) === "undefined"(?: \|\| typeof [\w$.]+ === "undefined")* \? Object : ([\w$.]+)/g;
const exportBlock =
  /^_export\(exports, \{$[\s\S]*?^\}\);$|^Object\.defineProperty\(exports, "[^"]+", \{$[\s\S]*?^\}\);$/gm;
const readType = "__autogen_typeOf";
const readTypeFunction = `function ${readType}(read) { try { const type = read(); return typeof type === "function" ? type : Object; } catch { return Object; } }`;

/**
 * CommonJS as tsc means it: an export that is read before its class exists is undefined, not an error. Entities that
 * refer to one another work in projects compiled by tsc because of that.
 */
export function adaptCommonJs(code: string): string {
  const tolerant = code.replace(exportBlock, (block) =>
    block.replace(/\breturn ([\w$.]+);/g, "try { return $1; } catch { return undefined; }"),
  );
  return guardTypeReads(tolerant);
}

/**
 * An ES module whose imports link. A name that is only the type of a decorated property may be an interface or a type
 * (`Relation`), which tsc leaves out and no module exports: such names are read off the module's namespace instead.
 */
export function adaptModule(code: string): string {
  const typesRead = new Set(Array.from(code.matchAll(typeRead), (match) => rootOf(match[2] ?? "")));
  return typesRead.size === 0 ? code : guardTypeReads(importTypesLoosely(code, typesRead));
}

/** What is no class (an enum object, a class not yet initialised) is Object in metadata, as tsc emits it. */
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

const importStatement = /^import ((?:[\w$]+, )?)\{ ([^}]*) \} from ((?:"[^"\n]*"|'[^'\n]*')[^;\n]*);$/gm;

function renameTypeReads(code: string, renamed: ReadonlyMap<string, string>): string {
  return code.replace(typeRead, (match, _first, type: string) => {
    const root = rootOf(type);
    const read = renamed.get(root);
    return read === undefined ? match : `${readType}(() => ${read}${type.slice(root.length)})`;
  });
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
