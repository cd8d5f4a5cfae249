import { formatName, type Schema } from "@typeorm-autogen/model";
import { UnknownAnswerError } from "./answer-errors.js";
import { valueNames } from "./answer-book.js";
import type { Answers } from "./decisions.js";
import { inlineEnums } from "./map-inline-values.js";
import { answerText } from "./rename-answers.js";
import type { CompareRules } from "./rules.js";
import { closestNames } from "./similarity.js";

/** Throws UnknownAnswerError where an answer is about a column or value that none of these schemas has. */
export function refuseUnknownAnswers(
  answers: Answers,
  schemas: readonly Schema[],
  rules: CompareRules,
): void {
  const { backfills, conversions, mappings } = answers;
  if (backfills.size + conversions.size + mappings.size === 0) return;
  const columns = new Set(schemas.flatMap(columnNames));
  const values = new Set(
    schemas.flatMap((schema) => valueNames([...schema.enums, ...inlineEnums(schema, rules)])),
  );
  for (const key of backfills.keys()) refuseUnless(columns, "--backfill", "column", key);
  for (const key of conversions.keys()) refuseUnless(columns, "--using", "column", key);
  for (const key of mappings.keys()) refuseUnless(values, "--map", "value", key);
}

function refuseUnless(names: ReadonlySet<string>, option: string, kind: string, key: string): void {
  if (names.has(key)) return;
  throw new UnknownAnswerError(`${option} ${key}`, `${kind} ${key}`, closestNames(key, names));
}

function columnNames({ tables }: Schema): readonly string[] {
  return tables.flatMap((table) => table.columns.map(({ name }) => `${formatName(table)}.${name}`));
}

/** The answers that had no use, as they were typed so far as that is known. */
export function unusedAnswers(answers: Answers, used: ReadonlySet<string>): readonly string[] {
  const unused = (option: string, keys: Iterable<string>) =>
    [...keys].filter((key) => !used.has(`${option} ${key}`)).map((key) => `--${option} ${key}`);
  return [
    ...answers.renames.map(answerText).filter((text) => !used.has(text)),
    ...unused("backfill", answers.backfills.keys()),
    ...unused("using", answers.conversions.keys()),
    ...unused("map", answers.mappings.keys()),
  ];
}
