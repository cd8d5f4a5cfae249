import { formatName, nameKey, type EnumType, type Schema } from "@typeorm-autogen/model";
import type { RenameEnum } from "@typeorm-autogen/ops";
import { readAnswers, type sortAnswers } from "./answer-book.js";
import type { ComparisonContext } from "./comparison-context.js";
import { orderRenames, stepAside, type Renaming } from "./order-renames.js";

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
  const { accepted, replaced, declined } = readAnswers(answers, "type", { live, declared }, context);
  const vanished = missingFrom(live, declared);
  const appeared = missingFrom(declared, live);
  const byText = ({ enums }: Schema) => new Map(enums.map((type) => [formatName(type), type]));
  const [before, after] = [byText(live), byText(declared)];
  const held = new Set([...live.enums, ...declared.enums].map(nameKey));
  const aside = replaced.flatMap((text) => {
    const type = before.get(text);
    return type ? [stepAside({ schema: type.schema, name: type.name }, held)] : [];
  });
  const answered = accepted.flatMap(({ from, to }) => {
    const [old, type] = [before.get(from), after.get(to)];
    if (!old || !type) return [];
    vanished.delete(nameKey(old));
    appeared.delete(nameKey(type));
    return [renaming(old, type)];
  });
  const guesses = context.options.answers.renamePolicy !== "never" && vanished.size > 0;
  const guessed = guesses ? pairByColumns(live, declared, vanished, appeared) : [];
  const taken = guessed.filter(([old]) => !declined.has(formatName(old)));
  const renames = [...aside, ...answered, ...taken.map(([old, type]) => renaming(old, type))];
  return orderRenames(renames, held).map((step) => ({ kind: "renameEnum", ...step }));
}

function missingFrom(schema: Schema, other: Schema): Map<string, EnumType> {
  const names = new Set(other.enums.map(nameKey));
  return new Map(schema.enums.flatMap((type) => (names.has(nameKey(type)) ? [] : [[nameKey(type), type]])));
}

function renaming(from: EnumType, to: EnumType): Renaming {
  return {
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
