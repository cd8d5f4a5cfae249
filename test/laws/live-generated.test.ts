import type { Answers } from "@typeorm-autogen/compare";
import type { Schema } from "@typeorm-autogen/model";
import { renderOperations } from "@typeorm-autogen/render";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { targets } from "../live/targets.js";
import type { SchemaPair } from "./arbitrary-schema.js";
import { decide, holdLaws } from "./support/hold-laws.js";
import { buildOperations, LawDatabase } from "./support/law-database.js";
import { arbitraryLivePair, keepsSchemas } from "./support/live-pair.js";
import { shrinkPair } from "./support/shrink-pair.js";
import { arbitraryRename, tellRename, type Rename } from "./support/told-renames.js";

// `npm run test:deep` tries a thousand pairs on each target.
const deep = process.env["AUTOGEN_DEEP"] !== undefined;
const runs = deep ? 1000 : 50;
const seed = Number(process.env["AUTOGEN_LAW_SEED"] ?? 20_261_122);
// Of these, only the ones of these numbers, as a failure names them: `164` or `164,291`.
const only = process.env["AUTOGEN_LAW_PAIR"]?.split(",").map(Number);
const policies = ["never", "auto", "ask"] as const;

type Case = readonly [pair: SchemaPair, policy: Answers["renamePolicy"], rename: Rename];

// Side by side: most of the time goes by in servers, which are processes of their own.
test.concurrent.for(targets)(
  `${runs} generated pairs converge, keep their rows, go back, and differ from nothing afterwards, on $name`,
  { timeout: runs * 20_000 },
  async (target, { onTestFinished }) => {
    const database = await LawDatabase.open(target);
    onTestFinished(() => database.close());
    const cases = fc.tuple(arbitraryLivePair(target), fc.constantFrom(...policies), arbitraryRename);
    const broken = new Map<string, string>();
    const failed: number[] = [];
    let tried = 0;
    for (const [pair, given] of fc.sample(cases, { numRuns: runs, seed }).entries()) {
      if (only && !only.includes(pair)) continue;
      tried += 1;
      const fault = await faultOf(given, database);
      if (!fault) continue;
      failed.push(pair);
      if (broken.has(kindOf(fault))) continue;
      const text = await reportSmaller(given, fault, `Pair ${pair} of seed ${seed}`, database);
      broken.set(kindOf(fault), text);
      if (deep) console.log(`${target.name}: ${text}`);
    }
    const said = `${target.name}: ${tried} pairs of seed ${seed} were tried, ${failed.length} break a law: ${failed.join(", ")}`;
    if (deep || failed.length > 0) console.log(said);
    expect(tried, "pairs that were tried").toBe(only?.length ?? runs);
    if (failed.length > 0) throw new Error([said, ...broken.values()].join("\n\n"));
  },
);

async function faultOf(given: Case, database: LawDatabase): Promise<Error | undefined> {
  try {
    await holdLaws(database, ...given);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** What went wrong, whatever it is called: faults of one kind are reported once, and stay that kind while they shrink. */
function kindOf({ name, message }: Error): string {
  const [first = ""] = message.replace(/ of revision \w+ \(.*?\)/, "").split(/: expected|\n/);
  return `${name} ${first.replaceAll(/["'`].*?["'`]|\d+/g, "…").slice(0, 90)}`;
}

/** The broken case as small as it gets within some minutes. */
async function reportSmaller(
  given: Case,
  fault: Error,
  title: string,
  database: LawDatabase,
): Promise<string> {
  const end = Date.now() + 180_000;
  const kind = kindOf(fault);
  const fails = async (smaller: Case) => {
    if (!keepsSchemas(smaller[0])) return false;
    const other = await faultOf(smaller, database);
    return other !== undefined && kindOf(other) === kind;
  };
  const [pair, policy, rename] = given;
  const plain: Case = [pair, "never", { of: "nothing", first: 0, second: 0 }];
  const [, ...answers]: Case = (await fails(plain)) ? plain : given;
  const smallest = await shrinkPair(
    pair,
    (smaller) => fails([smaller, ...answers]),
    () => Date.now() > end,
  );
  const last = (await faultOf([smallest, ...answers], database)) ?? fault;
  return [
    `${title} breaks a law (renames ${policy}, ${rename.of}; ${answers[0]}, ${answers[1].of} suffices):`,
    describeFault(last),
    await showCase([smallest, ...answers], database),
  ].join("\n");
}

/** The message; what two lists or objects differ in, line by line, in the place of both. */
function describeFault({
  message,
  ...rest
}: Error & { readonly actual?: unknown; readonly expected?: unknown }) {
  const { actual, expected } = rest;
  if (actual === undefined || expected === undefined) return message;
  const [is, wanted] = [actual, expected].map((side) => JSON.stringify(side, null, 1).split("\n"));
  return [
    message,
    ...(wanted ?? []).filter((line) => !is?.includes(line)).map((line) => `- ${line.trim()}`),
    ...(is ?? []).filter((line) => !wanted?.includes(line)).map((line) => `+ ${line.trim()}`),
  ].join("\n");
}

async function showCase([pair, renamePolicy, rename]: Case, database: LawDatabase): Promise<string> {
  const { renames, live, declared } = tellRename(pair, rename);
  const { types } = database.dialect;
  const script = (schema: Schema) => renderOperations(buildOperations(schema, true), types);
  const steps = async (): Promise<string> => {
    await database.wipe();
    await database.build(live);
    const { operations } = await decide(database, { live, declared }, { renamePolicy, renames });
    return renderOperations(operations, types);
  };
  return [
    ...renames.map(({ object, from, to }) => `--rename ${object}:${from}=${to}`),
    "--- live",
    script(live),
    "--- declared",
    script(declared),
    "--- operations",
    await steps().catch((error: unknown) => `none: ${String(error)}`),
  ].join("\n");
}
