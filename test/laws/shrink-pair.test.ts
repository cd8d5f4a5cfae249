import { table, type Schema } from "@typeorm-autogen/model";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { allTargets } from "../live/targets.js";
import type { SchemaPair } from "./arbitrary-schema.js";
import { arbitraryLivePair } from "./support/live-pair.js";
import { shrinkPair } from "./support/shrink-pair.js";

const [target] = allTargets;

function column({ tables }: Schema, name: string) {
  return tables.flatMap(({ columns }) => columns).find((it) => it.name === name);
}

// A law that a faulty engine might break: a column that keeps its name while it loses its default.
async function losesDefault({ live, declared }: SchemaPair): Promise<boolean> {
  return column(live, "total")?.default !== undefined && column(declared, "total")?.default === undefined
    ? column(declared, "total") !== undefined
    : false;
}

test("a broken pair shrinks to what breaks it", async () => {
  const pairs = fc.sample(arbitraryLivePair(target!), { numRuns: 300, seed: 20_261_126 });
  const broken: SchemaPair[] = [];
  for (const pair of pairs) if (await losesDefault(pair)) broken.push(pair);
  expect(broken.length).toBeGreaterThan(5);
  for (const pair of broken.slice(0, 6)) {
    const { live, declared } = await shrinkPair(pair, losesDefault);
    const type = column(live, "total")?.type ?? { name: "" };
    expect(shapeOf(live)).toEqual([
      { name: "total", type, nullable: true, default: expect.any(String) as string },
    ]);
    expect(shapeOf(declared)).toEqual([
      { name: "total", type: column(declared, "total")?.type, nullable: true },
    ]);
    for (const { views, sequences, extensions } of [live, declared])
      expect([views, sequences, extensions]).toEqual([[], [], []]);
  }
});

// One table, with nothing on it but its columns; one enum type where such a column has it.
function shapeOf({ tables, enums }: Schema) {
  expect(tables).toHaveLength(1);
  const [{ schema = null, name = "", columns = [] } = {}] = tables;
  expect(tables).toEqual([table({ schema, name }, { columns })]);
  expect(enums.length).toBeLessThan(2);
  return columns;
}

test("time ends shrinking", async () => {
  const [pair] = fc.sample(arbitraryLivePair(target!), { numRuns: 1, seed: 20_261_126 });
  expect(
    await shrinkPair(
      pair!,
      () => Promise.resolve(true),
      () => true,
    ),
  ).toBe(pair);
});
