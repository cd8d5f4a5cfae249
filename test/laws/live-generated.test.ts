import type { Answers } from "@typeorm-autogen/compare";
import type { Schema } from "@typeorm-autogen/model";
import { renderOperations } from "@typeorm-autogen/render";
import * as fc from "fast-check";
import { expect, test } from "vitest";
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

// Side by side: most of the time goes by in servers, which are processes of their own.
test.concurrent.each(targets)(
  `${runs} generated pairs converge, keep their rows, go back, and differ from nothing afterwards, on $name`,
  async (target) => {
    const database = await LawDatabase.open(target);
    const cases = fc.tuple(arbitraryLivePair(target.dialect), fc.constantFrom(...policies), exchange);
    const broken: string[] = [];
    let tried = 0;
    for (const given of fc.sample(cases, { numRuns: runs, seed })) {
      await holdLaws(database, ...given).catch((error: unknown) => broken.push(`${tried}: ${String(error)}`));
      tried += 1;
    }
    const [first] = broken;
    if (process.env["AUTOGEN_DEEP"] || first)
      console.log(`${target.name}: ${tried} pairs of seed ${seed} were tried, ${broken.length} break a law.`);
    expect(tried, "pairs that were tried").toBe(runs);
    if (first) throw new Error([...broken, await reportSmaller(cases, first, database)].join("\n"));
    await database.close();
  },
  runs * 20_000,
);

type Case = readonly [pair: SchemaPair, policy: Answers["renamePolicy"], exchange: Exchange];

/** The broken case as small as it gets within some minutes. */
async function reportSmaller(
  cases: fc.Arbitrary<[...Case]>,
  broken: string,
  database: LawDatabase,
): Promise<string> {
  const property = fc.asyncProperty(cases, (given) => holdLaws(database, ...given));
  const path = broken.slice(0, broken.indexOf(":"));
  const result = await fc.check(property, { numRuns: 1, seed, path, interruptAfterTimeLimit: 600_000 });
  return report(result, database, path);
}

function report(
  { counterexample, numShrinks, errorInstance }: fc.RunDetails<[[...Case]]>,
  { dialect }: LawDatabase,
  at: string,
): string {
  const [pair, policy, places] = counterexample?.[0] ?? [];
  const script = (schema: Schema | undefined) =>
    schema ? renderOperations(buildOperations(schema, true), dialect.types) : "";
  const message = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  return [
    `Pair ${at} of seed ${seed} breaks a law (made smaller ${numShrinks} times, renames ${policy}):`,
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
