import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(join(root, file), "utf8");

/** Number and last cell of each row of the page. */
const rows: readonly (readonly [number: number, held: string])[] = [
  ...read("docs/typeorm-defects.md").matchAll(/^\| (\d+) +\|.*\| ([^|]+?) +\|$/gm),
].map((row) => [Number(row[1]), row[2] ?? ""]);

/** The numbers that begin the name of a test in this folder: `"12: …"`, `"50, 55: …"`. */
const tested: ReadonlySet<number> = new Set(
  readdirSync(import.meta.dirname)
    .filter((name) => /^typeorm-.*\.test\.ts$/.test(name))
    .flatMap((name) => [
      ...readFileSync(join(import.meta.dirname, name), "utf8").matchAll(/"(\d+(?:, \d+)*): /g),
    ])
    .flatMap((match) => (match[1] ?? "").split(", ").map(Number)),
);

test("every defect of TypeORM stands on the page, once", () => {
  expect(rows.map(([number]) => number)).toEqual(Array.from({ length: 66 }, (_, at) => at + 1));
});

test("a defect is tested exactly where the page says so", () => {
  expect([...tested].toSorted((a, b) => a - b)).toEqual(
    rows.filter(([, held]) => held.startsWith("tested")).map(([number]) => number),
  );
});

test("what another file holds, stands there", () => {
  for (const [, file = "", name = ""] of rows.map(([, held]) => /^`(test\/.*)`: "(.*)"$/.exec(held) ?? []))
    if (file !== "") expect(read(file)).toContain(`"${name}`);
});
