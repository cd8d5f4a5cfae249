import { sampleValue } from "@typeorm-autogen/autogenerate";
import type { Answers, Decision } from "@typeorm-autogen/compare";
import type { Dialect } from "@typeorm-autogen/dialect";
import { formatName, type Schema } from "@typeorm-autogen/model";

/** Answers decisions as somebody would who accepts every guess: samples for rows, the first value that stays. */
export function answerDecisions(
  decisions: readonly Decision[],
  answers: Answers,
  { live, declared }: { readonly live: Schema; readonly declared: Schema },
  dialect: Dialect,
): Answers {
  const rename = decisions.find(({ kind }) => kind === "rename");
  // One rename may settle what the next question is about.
  if (rename) return { ...answers, renames: [...answers.renames, acceptedRename(rename)] };
  const backfills = decisions
    .filter(({ kind }) => kind === "backfill")
    .map(({ from }) => [from, backfillOf(from, declared, dialect)] as const);
  const mappings = decisions
    .filter(({ kind }) => kind === "enumMapping")
    .map(({ from }) => [from, mappingOf(from, live, declared)] as const);
  const conversions = decisions
    .filter(({ kind, answers: options }) => kind === "conversion" && !options.includes("--accept-data-loss"))
    .map(({ from }) => [from, "NULL"] as const);
  return {
    ...answers,
    acceptDataLoss: true,
    conversions: new Map([...answers.conversions, ...conversions]),
    backfills: new Map([...answers.backfills, ...backfills]),
    mappings: new Map([...answers.mappings, ...mappings]),
  };
}

function acceptedRename({ object, from, to }: Decision): Answers["renames"][number] {
  return { object: object === "enum" ? "type" : object, from, to: to ?? "" };
}

function backfillOf(from: string, declared: Schema, dialect: Dialect): string {
  for (const table of declared.tables)
    for (const { name, type } of table.columns) {
      if (`${formatName(table)}.${name}` === from) return sampleValue(type, 1, declared, dialect) ?? "NULL";
    }
  throw new Error(`No declared column is called ${from}.`);
}

function mappingOf(from: string, live: Schema, declared: Schema): string {
  const before = enumsOf(live);
  const [name, values] = [...enumsOf(declared)].find(([each]) => from.startsWith(`${each}.`)) ?? ["", []];
  return values.find((value) => before.get(name)?.includes(value)) ?? values[0] ?? "";
}

// Enum types, and those that stand in a column and are called like it.
function enumsOf({ enums, tables }: Schema): ReadonlyMap<string, readonly string[]> {
  const inline = tables.flatMap((table) =>
    table.columns
      .filter(({ type }) => type.name === "enum" || type.name === "set")
      .map(({ name, type }) => [`${formatName(table)}.${name}`, (type.arguments ?? []).map(String)] as const),
  );
  return new Map([...enums.map((type) => [formatName(type), type.values] as const), ...inline]);
}
