import { formatName, type Schema } from "@typeorm-autogen/model";
import type { Answers, RenameAnswer } from "./decisions.js";
import { inlineEnums } from "./map-inline-values.js";
import type { CompareRules } from "./rules.js";

type Knows = (name: string) => boolean;

/**
 * Answers as their names cut them. `--map value:mood.a=b=c` was cut at its first `=`; where nothing has the name before
 * that, and something has a longer one, as the value `a=b`, that one is meant.
 */
export function cutAnswers(answers: Answers, schemas: readonly Schema[], rules: CompareRules): Answers {
  const { renames, backfills, conversions, mappings } = answers;
  const texts = [...backfills.values(), ...conversions.values(), ...mappings.values()];
  if (![...texts, ...renames.map(({ to }) => to)].some((text) => text?.includes("="))) return answers;
  const [isColumn, isValue] = [knowsColumns(schemas), knowsValues(schemas, rules)];
  const names = new Set(schemas.flatMap(({ tables, enums }) => [...tables, ...enums].map(formatName)));
  const isNamed: Knows = (name) => names.has(name) || isColumn(name) || isValue(name);
  return {
    ...answers,
    renames: renames.map((answer) => cutRename(answer, isNamed)),
    backfills: cutPairs(backfills, isColumn, orNone),
    conversions: cutPairs(conversions, isColumn, (text) => text),
    mappings: cutPairs(mappings, isValue, orNone),
  };
}

// What no option's text gave stays as it is: there `none` may be a value.
function cutPairs<Text extends string | null>(
  pairs: ReadonlyMap<string, Text>,
  knows: Knows,
  read: (text: string) => Text,
): ReadonlyMap<string, Text> {
  return new Map(
    [...pairs].map(([name, text]) => {
      const cut = text === null ? undefined : cutLater(name, text, knows);
      return cut ? [cut[0], read(cut[1])] : [name, text];
    }),
  );
}

function orNone(text: string): string | null {
  return text === "none" ? null : text;
}

function cutRename(answer: RenameAnswer, knows: Knows): RenameAnswer {
  const [from, to] = cutLater(answer.from, answer.to, knows) ?? [answer.from, answer.to];
  return { ...answer, from, to };
}

function cutLater(name: string, rest: string, knows: Knows): readonly [string, string] | undefined {
  if (knows(name)) return undefined;
  for (let at = rest.indexOf("="); at !== -1; at = rest.indexOf("=", at + 1)) {
    const longer = `${name}=${rest.slice(0, at)}`;
    if (knows(longer) && at < rest.length - 1) return [longer, rest.slice(at + 1)];
  }
  return undefined;
}

function knowsColumns(schemas: readonly Schema[]): Knows {
  const tables = schemas.flatMap((schema) => schema.tables);
  const names = new Set(
    tables.flatMap((table) => table.columns.map(({ name }) => `${formatName(table)}.${name}`)),
  );
  return (name) => names.has(name);
}

// A type that is renamed has, under its new name, the values of before.
function knowsValues(schemas: readonly Schema[], rules: CompareRules): Knows {
  const enums = schemas.flatMap((schema) => [...schema.enums, ...inlineEnums(schema, rules)]);
  const types = new Set(enums.map(formatName));
  const values = new Set(enums.flatMap((type) => type.values));
  return (name) => {
    const dots = [...name].flatMap((letter, i) => (letter === "." ? [i] : []));
    return dots.some((at) => types.has(name.slice(0, at)) && values.has(name.slice(at + 1)));
  };
}
