import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(join(root, file), "utf8");

/** Both cells of each row of the page. */
const rows: readonly (readonly [names: string, held: string])[] = [
  ...read("docs/alembic-cases.md").matchAll(/^\| (.+?) +\| (.+?) +\|$/gm),
]
  .map((row) => [row[1] ?? "", row[2] ?? ""] as const)
  .filter(([names]) => names !== "case" && !names.startsWith("---"));

const sources: string = readdirSync(import.meta.dirname)
  .filter((name) => /^alembic-.*\.test\.ts$/.test(name) && name !== "alembic-cases.test.ts")
  .map((name) => readFileSync(join(import.meta.dirname, name), "utf8"))
  .join("\n");

// A name stands in a title as a whole, in quotes or as the key of a table of cases.
function isTested(name: string): boolean {
  const word = name.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?:["\`]|, )${word}(?:["\`:,]| \\(|, )|^ +${word}: `, "m").test(sources);
}

test("the page lists each case once", () => {
  const names = rows.flatMap(([cell]) => cell.split(", "));
  expect(names.length).toBeGreaterThan(190);
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});

test("what the page calls tested, is", () => {
  const tested = rows.filter(([, held]) => held.startsWith("tested")).flatMap(([cell]) => cell.split(", "));
  expect(tested.filter((name) => !isTested(name))).toEqual([]);
});

test("what another file holds, stands there", () => {
  for (const [, held] of rows) {
    const [, file, name = ""] = /^`(test\/.*?)`: "(.*)"$/.exec(held) ?? [];
    if (file !== undefined) expect(read(file)).toContain(name);
  }
});
