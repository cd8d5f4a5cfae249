import { formatName, nameKey, type EnumType, type Schema } from "@typeorm-autogen/model";
import type { RenameEnum } from "@typeorm-autogen/ops";
import { readAnswers, type sortAnswers } from "./answer-book.js";
import type { ComparisonContext } from "./comparison-context.js";

type SortedAnswers = ReturnType<typeof sortAnswers>;

/**
 * Enum types that are the same under another name. A type is renamed where the columns that used the old one use the
 * new one: rows are in no danger either way, so that nobody is asked, unless the policy is never to rename.
 */
export function renameEnums(
  live: Schema,
  declared: Schema,
  answers: SortedAnswers,
  context: ComparisonContext,
): readonly RenameEnum[] {
  const { accepted, declined } = readAnswers(answers, "type", { live, declared }, context.used);
  const vanished = missingFrom(live, declared);
  const appeared = missingFrom(declared, live);
  const byText = (types: ReadonlyMap<string, EnumType>) =>
    new Map([...types.values()].map((type) => [formatName(type), type]));
  const [vanishedTexts, appearedTexts] = [byText(vanished), byText(appeared)];
  const answered = accepted.flatMap(({ from, to }) => {
    const [old, type] = [vanishedTexts.get(from), appearedTexts.get(to)];
    if (!old || !type) return [];
    vanished.delete(nameKey(old));
    appeared.delete(nameKey(type));
    return [renaming(old, type)];
  });
  if (context.options.answers.renamePolicy === "never" || vanished.size === 0) return answered;
  const guessed = pairByColumns(live, declared, vanished, appeared).filter(
    ([old]) => !declined.has(formatName(old)),
  );
  return [...answered, ...guessed.map(([old, type]) => renaming(old, type))];
}

function missingFrom(schema: Schema, other: Schema): Map<string, EnumType> {
  const names = new Set(other.enums.map(nameKey));
  return new Map(schema.enums.flatMap((type) => (names.has(nameKey(type)) ? [] : [[nameKey(type), type]])));
}

function renaming(from: EnumType, to: EnumType): RenameEnum {
  return {
    kind: "renameEnum",
    from: { schema: from.schema, name: from.name },
    to: { schema: to.schema, name: to.name },
  };
}

interface Vote {
  readonly old: EnumType;
  readonly type: EnumType;
  count: number;
}

function pairByColumns(
  live: Schema,
  declared: Schema,
  vanished: ReadonlyMap<string, EnumType>,
  appeared: ReadonlyMap<string, EnumType>,
): readonly (readonly [EnumType, EnumType])[] {
  const votes = countVotes(live, declared, vanished, appeared);
  const taken = new Set<EnumType>();
  return [...votes.values()].sort(mostVotesFirst).flatMap(({ old, type }) => {
    if (taken.has(old) || taken.has(type) || !sharesValues(old, type)) return [];
    taken.add(old).add(type);
    return [[old, type] as const];
  });
}

function countVotes(
  live: Schema,
  declared: Schema,
  vanished: ReadonlyMap<string, EnumType>,
  appeared: ReadonlyMap<string, EnumType>,
): ReadonlyMap<string, Vote> {
  const before = typesByColumn(live, vanished);
  const votes = new Map<string, Vote>();
  for (const [column, type] of typesByColumn(declared, appeared)) {
    const old = before.get(column);
    if (!old) continue;
    const key = nameKey(old) + nameKey(type);
    const vote = votes.get(key) ?? { old, type, count: 0 };
    vote.count++;
    votes.set(key, vote);
  }
  return votes;
}

function typesByColumn(
  { tables }: Schema,
  types: ReadonlyMap<string, EnumType>,
): ReadonlyMap<string, EnumType> {
  const result = new Map<string, EnumType>();
  for (const table of tables) {
    for (const column of table.columns) {
      const { schema, name } = column.type;
      const type = schema === undefined ? undefined : types.get(nameKey({ schema, name }));
      if (type) result.set(`${nameKey(table)} ${column.name}`, type);
    }
  }
  return result;
}

function mostVotesFirst(a: Vote, b: Vote): number {
  const [x, y] = [nameKey(a.old) + nameKey(a.type), nameKey(b.old) + nameKey(b.type)];
  return b.count - a.count || (x < y ? -1 : 1);
}

// Without a value in common it is another type altogether.
function sharesValues(a: EnumType, b: EnumType): boolean {
  return a.values.some((value) => b.values.includes(value));
}
