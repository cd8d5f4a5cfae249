// Strings, templates and comments are matched first so that nothing inside them is taken for a type.
const skippedOrNull =
  /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[\s\S]|[^`\\])*`|\/\/[^\n]*|\/\*[\s\S]*?\*\/|(?<!\|)\|\s*(?:null|undefined)\b|\b(?:null|undefined)\s*\|(?!\|)/g;

/**
 * The source with `| null` and `| undefined` blanked out, every position kept. Without strictNullChecks the TypeScript compiler
 * reports `string | null` as String in decorator metadata, with it as Object
 * (https://www.typescriptlang.org/tsconfig/#strictNullChecks); swc knows only the second, so the project's columns would lose their type.
 */
export function ignoreNullInUnions(source: string): string {
  return source.replace(skippedOrNull, (match) => (isUnionMember(match) ? match.replace(/\S/g, " ") : match));
}

function isUnionMember(match: string): boolean {
  return match.startsWith("|") || match.endsWith("|");
}
