/** The words of a name in lower case, split at underscores, other separators and letter case. */
function nameWords(name: string): readonly string[] {
  const spaced = name
    .replaceAll(/([\p{Ll}\d])(\p{Lu})/gu, "$1 $2")
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1 $2");
  return spaced
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}

/** A name without what naming strategies change: letter case and separators. */
export function normalName(name: string): string {
  return nameWords(name).join("");
}

/** How alike two names are, 0 to 1; 1 where only letter case and separators differ. */
export function nameSimilarity(a: string, b: string): number {
  const [left, right] = [nameWords(a).map(singular), nameWords(b).map(singular)];
  const [x, y] = [left.join(""), right.join("")];
  if (x === y) return 1;
  const length = Math.max(x.length, y.length);
  const edits = length === 0 ? 0 : 1 - editDistance(x, y) / length;
  return Math.max(edits, wordOverlap(left, right));
}

function singular(word: string): string {
  return word.length > 3 && word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
}

function wordOverlap(left: readonly string[], right: readonly string[]): number {
  const words = new Set(right);
  const shared = left.filter((word) => words.has(word)).length;
  const total = left.length + right.length;
  return total === 0 ? 0 : (2 * shared) / total;
}

/** Levenshtein's distance: the fewest letters to insert, delete or replace. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(replace, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
}

/** Up to three of these names that come closest to the one that was meant, best first. */
export function closestNames(meant: string, names: Iterable<string>): readonly string[] {
  return [...names]
    .map((name) => ({ name, score: nameSimilarity(meant, name) }))
    .filter(({ score }) => score >= 0.4)
    .sort((a, b) => b.score - a.score || (a.name < b.name ? -1 : 1))
    .slice(0, 3)
    .map(({ name }) => name);
}
