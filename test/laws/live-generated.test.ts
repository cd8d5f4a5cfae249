import type { Answers } from "@typeorm-autogen/compare";
import type { Schema } from "@typeorm-autogen/model";
import { renderOperations } from "@typeorm-autogen/render";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, test } from "vitest";
import { targets } from "../live/targets.js";
import type { SchemaPair } from "./arbitrary-schema.js";
import { exchangeAnswers, type Exchange } from "./support/exchanges.js";
import { holdLaws } from "./support/hold-laws.js";
import { buildOperations, LawDatabase } from "./support/law-database.js";
import { arbitraryLivePair } from "./support/live-pair.js";

// `npm run test:deep` tries a thousand pairs on each target.
const runs = process.env["AUTOGEN_DEEP"] ? 1000 : 50;
const seed = Number(process.env["AUTOGEN_LAW_SEED"] ?? 20_261_122);
const exchange: fc.Arbitrary<Exchange> = fc.record({
  of: fc.constantFrom("nothing", "nothing", "columns", "tables"),
  first: fc.nat(20),
  second: fc.nat(20),
});
const policies = ["never", "auto", "ask"] as const;

describe.each(targets)("on $name", (target) => {
  let database: LawDatabase;
  beforeAll(async () => {
    database = await LawDatabase.open(target);
  });
  afterAll(() => database.close());

  test(
    `${runs} generated pairs converge, keep their rows, go back, and differ from nothing afterwards`,
    async () => {
      const property = fc.asyncProperty(
        arbitraryLivePair(target.dialect),
        fc.constantFrom(...policies),
        exchange,
        (pair, policy, places) => holdLaws(database, pair, policy, places),
      );
      const result = await fc.check(property, { numRuns: runs, seed, interruptAfterTimeLimit: runs * 5000 });
      if (result.failed) throw new Error(report(result, database), { cause: result.errorInstance });
    },
    runs * 20_000,
  );
});

function report(
  {
    counterexample,
    numRuns,
    numShrinks,
    seed,
    errorInstance,
  }: fc.RunDetails<[pair: SchemaPair, policy: Answers["renamePolicy"], exchange: Exchange]>,
  { dialect }: LawDatabase,
): string {
  const [pair, policy, places] = counterexample ?? [];
  const script = (schema: Schema | undefined) =>
    schema ? renderOperations(buildOperations(schema, true), dialect.types) : "";
  const message = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  return [
    `Pair ${numRuns} of seed ${seed} breaks a law (made smaller ${numShrinks} times, renames ${policy}):`,
    pair && places
      ? exchangeAnswers(pair, places)
          .map(({ from, to }) => `${from}=${to}`)
          .join(" ")
      : "",
    message,
    "--- live",
    script(pair?.live),
    "--- declared",
    script(pair?.declared),
  ].join("\n");
}
