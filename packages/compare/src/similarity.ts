/** The words of a name in lower case, split at underscores, other separators, letter case and numbers. */
function nameWords(name: string): readonly string[] {
  const spaced = name
    .replaceAll(/([\p{Ll}\d])(\p{Lu})/gu, "$1 $2")
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1 $2")
    .replaceAll(/(\p{L})(\p{N})/gu, "$1 $2");
  return spaced
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}

/** A name without what naming strategies change: letter case and separators. */
export function normalName(name: string): string {
  return nameWords(name).join("");
}

/** What names get at most that share words but differ in another: `created_at` and `updated_at` are two things. */
const otherWord = 0.4;

/** From here on two words are one, spelled differently. */
const sameWord = 0.75;

/** How alike two names are, 0 to 1; 1 where only letter case and separators differ. */
export function nameSimilarity(a: string, b: string): number {
  const alike = resemblance(a, b);
  return alike < 1 && areDistinct(a, b) ? Math.min(alike, otherWord) : alike;
}

function resemblance(a: string, b: string): number {
  const [left, right] = [singularWords(a), singularWords(b)];
  const [x, y] = [left.join(""), right.join("")];
  return x === y ? 1 : Math.max(spelling(x, y), wordOverlap(left, right));
}

function areDistinct(a: string, b: string): boolean {
  const [left, right] = [singularWords(a), singularWords(b)];
  if (areOpposites(left.join(""), right.join(""))) return true;
  const [own, other] = [wordsLeft(left, right), wordsLeft(right, left)];
  if (own === "" || other === "") return false;
  return /^\p{N}+$/u.test(own + other) || spelling(own, other) < sameWord;
}

function spelling(a: string, b: string): number {
  const length = Math.max(a.length, b.length);
  return length === 0 ? 0 : 1 - editDistance(a, b) / length;
}

function wordsLeft(words: readonly string[], others: readonly string[]): string {
  return words.filter((word) => !others.includes(word)).join("");
}

const negations = ["in", "dis", "un", "non", "im", "ir", "il"];
const opposites = new Set([
  ...negations,
  ..."out en up down ex min max start end first last from to old new left right src dst pre post before after".split(
    " ",
  ),
  ..."lat lng lon x y z".split(" "),
]);

// Few letters apart, and yet no spelling of one another: `enabled` and `disabled`, `minprice` and `maxprice`.
function areOpposites(a: string, b: string): boolean {
  const [ahead, behind] = [commonEnd([...a].reverse(), [...b].reverse()), commonEnd([...a], [...b])];
  const [before, after] = [a.slice(0, a.length - ahead), b.slice(0, b.length - ahead)];
  const [end, otherEnd] = [a.slice(behind), b.slice(behind)];
  return opposed(before, after, ahead) || opposed(end, otherEnd, behind);
}

function opposed(a: string, b: string, shared: number): boolean {
  if (shared < 3) return false;
  if (a === "" || b === "") return negations.includes(a + b);
  return opposites.has(a) && opposites.has(b);
}

function commonEnd(a: readonly string[], b: readonly string[]): number {
  const at = a.findIndex((letter, i) => letter !== b[i]);
  return at === -1 ? a.length : at;
}

function singularWords(name: string): readonly string[] {
  return nameWords(name).map((word) => (/..[^sui]s$/.test(word) ? word.slice(0, -1) : word));
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
    .map((name) => ({ name, score: resemblance(meant, name) }))
    .filter(({ score }) => score >= 0.4)
    .sort((a, b) => b.score - a.score || (a.name < b.name ? -1 : 1))
    .slice(0, 3)
    .map(({ name }) => name);
}
