import { formatName, nameKey, type EnumType } from "@typeorm-autogen/model";
import type { KindAnswers } from "./answer-book.js";
import type { ComparisonContext } from "./comparison-context.js";
import { settleRenames, type RenameCandidate } from "./settle-renames.js";
import { nameSimilarity } from "./similarity.js";

interface Value {
  readonly type: EnumType;
  readonly value: string;
}

/** The values of changed enum types that are the same under another name, old to new, by the type's nameKey. */
export function renameValues(
  changed: readonly (readonly [live: EnumType, declared: EnumType])[],
  answered: KindAnswers,
  context: ComparisonContext,
): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const targets = new Map(answered.accepted.map(({ from, to }) => [from, to]));
  return new Map(
    changed.map(([old, type]) => {
      const fixed = new Map(
        old.values.flatMap((value) => {
          const target = targets.get(fullName({ type, value }));
          const to = type.values.find((other) => fullName({ type, value: other }) === target);
          return to === undefined ? [] : [[value, to] as const];
        }),
      );
      const vanished = difference(old, type).filter(({ value }) => {
        const from = fullName({ type, value });
        return (
          !fixed.has(value) && !answered.declined.has(from) && !context.options.answers.mappings.has(from)
        );
      });
      const appeared = difference(type, old).filter(({ value }) => ![...fixed.values()].includes(value));
      for (const [from, to] of guess(vanished, appeared, [old, type], context)) fixed.set(from, to);
      return [nameKey(type), fixed];
    }),
  );
}

function fullName({ type, value }: Value): string {
  return `${formatName(type)}.${value}`;
}

function difference(type: EnumType, other: EnumType): readonly Value[] {
  return type.values.filter((value) => !other.values.includes(value)).map((value) => ({ type, value }));
}

function guess(
  vanished: readonly Value[],
  appeared: readonly Value[],
  [old, type]: readonly [EnumType, EnumType],
  context: ComparisonContext,
): readonly (readonly [string, string])[] {
  const inPlace = (from: Value, to: Value) =>
    old.values.length === type.values.length &&
    old.values.indexOf(from.value) === type.values.indexOf(to.value);
  const candidates: RenameCandidate<Value>[] = vanished.flatMap((from) =>
    appeared.map((to) => ({
      from,
      to,
      fromText: fullName({ type, value: from.value }),
      toText: to.value,
      score: 0.5 * nameSimilarity(from.value, to.value) + (inPlace(from, to) ? 0.5 : 0),
    })),
  );
  const settled = settleRenames(candidates, "value", context.options.answers.renamePolicy);
  context.decisions.push(...settled.decisions);
  for (const { fromText } of settled.open) context.undecided.add(fromText);
  return settled.accepted.map(({ from, to }) => [from.value, to.value]);
}
