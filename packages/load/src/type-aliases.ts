/** Type aliases of one file by name, with the constructor that decorator metadata has for each. */
export type TypeAliases = ReadonlyMap<string, string>;

const declaration =
  /^[ \t]*(?:export\s+)?(?:declare\s+)?type\s+([\w$]+)\s*=\s*([^;={}()<>]*?)\s*(?:;|\n(?!\s*\|)|$)/gm;
const kinds: readonly (readonly [kind: string, member: RegExp])[] = [
  ["String", /^(?:string|"[^"]*"|'[^']*'|`[^`]*`)$/],
  ["Number", /^(?:number|-?\d[\d_.]*)$/],
  ["Boolean", /^(?:boolean|true|false)$/],
  ["BigInt", /^(?:bigint|-?\d+n)$/],
  ["Date", /^Date$/],
];

/**
 * The aliases in a source text that stand for one primitive, for literals of one primitive, or for Date. tsc looks through them, as in
 * `type Status = "on" | "off"`, and a column declared so needs no stated type; swc does not.
 */
export function collectTypeAliases(source: string): TypeAliases {
  const aliases = new Map<string, string>();
  for (const [, name = "", text = ""] of source.matchAll(declaration)) {
    const kind = kindOf(text);
    if (kind !== undefined) aliases.set(name, kind);
  }
  return aliases;
}

function kindOf(text: string): string | undefined {
  const members = text
    .split("|")
    .map((member) => member.trim())
    .filter((member) => member !== "");
  const found = kinds.find(
    ([, pattern]) => members.length > 0 && members.every((member) => pattern.test(member)),
  );
  return found?.[0];
}
