import {
  compare,
  defaultCompareOptions,
  noAnswers,
  type AlikeTables,
  type CompareOptions,
} from "@typeorm-autogen/compare";
import { nameKey, type Schema, type Table } from "@typeorm-autogen/model";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { allFeatures, arbitraryPair, type SchemaPair } from "./arbitrary-schema.js";
import { plainRules } from "./plain-rules.js";

const answers = (renamePolicy: "never" | "ask"): CompareOptions => ({
  ...defaultCompareOptions,
  answers: { ...noAnswers, renamePolicy },
});

// As one save after another: of the declared tables some are those of the live schema, as they were or as they will be.
function saves({ live, declared }: SchemaPair, mix: readonly boolean[]): readonly Schema[] {
  const before = new Map(live.tables.map((table) => [nameKey(table), table]));
  const mixed = declared.tables.map((table, i): Table =>
    mix[i] ? (before.get(nameKey(table)) ?? table) : table,
  );
  return [{ ...declared, tables: mixed }, declared, live, live];
}

test("what was found alike before changes no comparison", () => {
  let skipped = 0;
  fc.assert(
    fc.property(
      arbitraryPair(allFeatures),
      fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
      fc.constantFrom("never", "ask"),
      (pair, mix, policy) => {
        const alike: AlikeTables = new WeakMap();
        for (const declared of saves(pair, mix)) {
          const said = (options: CompareOptions) => {
            try {
              const { operations, decisions, kept } = compare(pair.live, declared, plainRules, options);
              return { operations, decisions, kept };
            } catch (error) {
              return String(error);
            }
          };
          expect(said({ ...answers(policy), alike })).toEqual(said(answers(policy)));
        }
        skipped += pair.live.tables.filter((table) => alike.has(table)).length;
      },
    ),
    { numRuns: 60 },
  );
  expect(skipped).toBeGreaterThan(30);
}, 300_000);
