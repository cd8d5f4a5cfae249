import { formatName, type EnumType, type Schema } from "@typeorm-autogen/model";
import type { ComparisonContext } from "./comparison-context.js";
import type { RenameAnswer } from "./decisions.js";
import { inlineEnums } from "./map-inline-values.js";
import {
  answerText,
  applicableAnswers,
  classifyAnswer,
  judgeAnswer,
  refuseDoubles,
  type AnswerNames,
} from "./rename-answers.js";
import type { CompareRules } from "./rules.js";

type Kind = Exclude<NonNullable<RenameAnswer["object"]>, "schema">;
type Classified = RenameAnswer & { readonly object: Kind };

/** An accepted rename, both ends as full names. */
interface AcceptedRename {
  readonly from: string;
  readonly to: string;
}

/** What the answers say about objects of one kind. */
export interface KindAnswers {
  readonly accepted: readonly AcceptedRename[];
  /** Full names that go to another object, though what bears them now gets no other: it steps aside, and is dropped. */
  readonly replaced: readonly string[];
  /** Full names that are no renames, whatever they look like. */
  readonly declined: ReadonlySet<string>;
}

const nothing: KindAnswers = { accepted: [], replaced: [], declined: new Set() };

/** Sorts rename answers by the kind of object they mean. Throws as classifyAnswer does. */
export function sortAnswers(
  answers: readonly RenameAnswer[],
  live: Schema,
  declared: Schema,
  rules: CompareRules,
): readonly Classified[] {
  if (answers.every(isClassified)) return answers;
  const [before, after] = [namesOf(live, rules), namesOf(declared, rules)];
  const names = (kind: Kind): AnswerNames => ({ live: before[kind], declared: after[kind] });
  const all = { table: names("table"), column: names("column"), type: names("type"), value: names("value") };
  return answers.map((answer) => classifyAnswer(answer, all));
}

function isClassified(answer: RenameAnswer): answer is Classified {
  return answer.object !== undefined && answer.object !== "schema";
}

/**
 * Reads the answers of one kind against the names of both sides. `aliases` gives the present full name of what an
 * answer may still call by a former one. Notes the answers that had a use. Throws as judgeAnswer does.
 */
export function readAnswers(
  answers: readonly Classified[],
  kind: Kind,
  sides: { readonly live: Schema; readonly declared: Schema; readonly aliases?: ReadonlyMap<string, string> },
  { used, rules, options: { defaultSchema } }: ComparisonContext,
): KindAnswers {
  const mine = answers.filter(({ object }) => object === kind);
  if (mine.length === 0) return nothing;
  const names: AnswerNames = {
    live: namesOf(sides.live, rules)[kind],
    declared: namesOf(sides.declared, rules)[kind],
  };
  const prefix = defaultSchema && (kind === "table" || kind === "type") ? `${defaultSchema}.` : undefined;
  const given = mine.map((answer) => ({
    answer,
    ...fullNames(withoutPrefix(answer, prefix), names, sides.aliases ?? new Map()),
  }));
  const accepted = applicableAnswers(given, names);
  const declined = given.filter(
    (one) => !accepted.includes(one) && judgeAnswer(one, kind, names) === "declined",
  );
  for (const { answer } of [...accepted, ...declined]) used.add(answerText(answer));
  refuseDoubles(accepted);
  const leaving = new Set(accepted.map(({ from }) => from));
  return {
    accepted,
    replaced: accepted.map(({ to }) => to).filter((to) => names.live.has(to) && !leaving.has(to)),
    declined: new Set(declined.map(({ from }) => from)),
  };
}

// Names of the default schema stand without it.
function withoutPrefix(answer: Classified, prefix: string | undefined): Classified {
  const strip = (name: string) =>
    prefix !== undefined && name.startsWith(prefix) ? name.slice(prefix.length) : name;
  return { ...answer, from: strip(answer.from), to: strip(answer.to) };
}

// `to` may stand alone, as in `users.name=full_name`: then it lives where `from` does.
function fullNames(
  { from: given, to }: Classified,
  names: AnswerNames,
  aliases: ReadonlyMap<string, string>,
): AcceptedRename {
  const from = names.live.has(given) ? given : (aliases.get(given) ?? given);
  if (to === given) return { from, to: from };
  const nearby = parentOf(from, to, names) + to;
  if (names.declared.has(nearby) || names.live.has(nearby)) return { from, to: nearby };
  return { from, to: names.declared.has(to) || names.live.has(to) ? to : nearby };
}

// Names may hold dots of their own: of the prefixes that end in one, the longest that makes a declared name is meant.
function parentOf(from: string, to: string, { declared, live }: AnswerNames): string {
  for (let dot = from.lastIndexOf("."); dot !== -1; dot = from.lastIndexOf(".", dot - 1)) {
    const parent = from.slice(0, dot + 1);
    if (declared.has(parent + to) || live.has(parent + to)) return parent;
    if (dot === 0) break;
  }
  return from.slice(0, from.lastIndexOf(".") + 1);
}

function namesOf(schema: Schema, rules: CompareRules): Readonly<Record<Kind, ReadonlySet<string>>> {
  const { tables, enums } = schema;
  return {
    table: new Set(tables.map(formatName)),
    column: new Set(
      tables.flatMap((table) => table.columns.map(({ name }) => `${formatName(table)}.${name}`)),
    ),
    type: new Set(enums.map(formatName)),
    value: new Set(valueNames([...enums, ...inlineEnums(schema, rules)])),
  };
}

/** The values of these enums, as answers call them. */
export function valueNames(enums: readonly EnumType[]): readonly string[] {
  return enums.flatMap((type) => type.values.map((value) => `${formatName(type)}.${value}`));
}
