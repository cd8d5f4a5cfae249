import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const page = readFileSync(join(root, "docs/alembic.md"), "utf8");
const rows = [...page.matchAll(/^\| ([A-Z]+\d+) +\|(.*)\|(.*)\|(.*)\|$/gm)].map(
  ([, id = "", alembic = "", here = "", held = ""]) => ({
    id,
    alembic: alembic.trim(),
    here: here.trim(),
    held: held.trim(),
  }),
);

// How many rows each part of Alembic's inventory has.
const counts = {
  CLI: 25,
  CF: 17,
  GR: 17,
  EN: 18,
  CP: 10,
  CG: 19,
  PG: 13,
  MY: 8,
  LT: 6,
  OP: 12,
  OB: 5,
  BA: 6,
  TX: 2,
  EX: 9,
  RE: 11,
  OF: 6,
} as const;

test("every feature of Alembic has its row, once", () => {
  const expected = Object.entries(counts).flatMap(([part, count]) =>
    Array.from({ length: count }, (_, at) => `${part}${at + 1}`),
  );
  expect(rows.map(({ id }) => id).toSorted()).toEqual(expected.toSorted());
});

test.each(rows)("$id: $alembic", ({ here, held }) => {
  expect(here).toMatch(/^(?:done|different|not yet|not applicable: \S)/);
  if (/^not (?:yet|applicable)/.test(here)) return expect(held).toBe("");
  const [file = "", title = ""] = held.split(/: (.*)/);
  const path = join(root, "test", `${file}.test.ts`);
  expect(existsSync(path)).toBe(true);
  expect(title).not.toBe("");
  expect(readFileSync(path, "utf8")).toContain(title);
});
