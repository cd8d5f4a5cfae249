import { formatName, nameKey, qualify, type Column, type Schema, type Table } from "@typeorm-autogen/model";
import type { RenameColumn } from "@typeorm-autogen/ops";
import { readAnswers, type KindAnswers, type sortAnswers } from "./answer-book.js";
import type { ComparisonContext } from "./comparison-context.js";
import type { TableWork } from "./evolve-nearby.js";
import { takeRespelled } from "./respelled-names.js";
import type { CompareRules } from "./rules.js";
import { scoreColumns } from "./score-columns.js";
import { groupBy } from "./match-items.js";
import { orderRenames, stepAside, type Renaming } from "./order-renames.js";
import { normalName } from "./similarity.js";
import { settleRenames, type RenameCandidate } from "./settle-renames.js";

type SortedAnswers = ReturnType<typeof sortAnswers>;

interface Place {
  readonly table: Table;
  readonly column: Column;
}

/**
 * Columns that vanished and columns that appeared in tables that both sides have, paired where answers or the rename
 * policy say so. `aliases` maps the former full names of columns in renamed tables to the present ones.
 */
export function renameColumns(
  live: Schema,
  declared: Schema,
  answers: SortedAnswers,
  aliases: ReadonlyMap<string, string>,
  context: ComparisonContext,
): readonly TableWork[] {
  const answered = readAnswers(answers, "column", { live, declared, aliases }, context);
  const before = new Map(live.tables.map((table) => [nameKey(table), table]));
  const affinity = enumAffinity(live, declared, context.rules);
  return sorted(declared).flatMap((table) => {
    const old = before.get(nameKey(table));
    if (!old) return [];
    const renames = renameInTable(old, table, answered, affinity, context);
    return renames.length === 0
      ? []
      : [{ table: { schema: table.schema, name: table.name }, operations: renames }];
  });
}

function sorted({ tables }: Schema): readonly Table[] {
  return [...tables].sort((a, b) => (formatName(a) < formatName(b) ? -1 : 1));
}

type Affinity = CompareRules["typeAffinity"];

// An enum type that is called after its column has another name where the column has.
function enumAffinity(live: Schema, declared: Schema, { typeAffinity }: CompareRules): Affinity {
  const values = (types: Schema["enums"]) => new Map(types.map((type) => [nameKey(type), type.values]));
  const [before, after] = [values(live.enums), values(declared.enums)];
  const valuesOf = (known: typeof before, { schema, name }: Column["type"]) =>
    schema === undefined ? undefined : known.get(nameKey({ schema, name }));
  return (a, b) => {
    const [old, fresh] = [valuesOf(before, a), valuesOf(after, b)];
    if (!old || !fresh || a.dimensions !== b.dimensions) return typeAffinity(a, b);
    const shared = old.filter((value) => fresh.includes(value)).length;
    return shared / Math.max(old.length, fresh.length);
  };
}

function renameInTable(
  live: Table,
  declared: Table,
  answers: KindAnswers,
  affinity: Affinity,
  context: ComparisonContext,
) {
  const vanished = missingFrom(live, declared);
  const appeared = missingFrom(declared, live);
  for (const { from, to } of answers.accepted) {
    vanished.delete(from);
    appeared.delete(to);
  }
  const { foldName } = context.rules;
  const respelled = takeRespelled(
    vanished,
    appeared,
    foldName && (({ column }: Place) => foldName(column.name, "column")),
  );
  const answered = answeredRenames(live, declared, answers);
  if (answered.length + respelled.length === 0 && (vanished.size === 0 || appeared.size === 0)) return [];
  for (const name of answers.declined) vanished.delete(name);
  const settled = settleRenames(
    candidates([...vanished.values()], [...appeared.values()], affinity, context),
    "column",
    context.options.answers.renamePolicy,
  );
  context.decisions.push(...settled.decisions);
  for (const { to } of settled.open) context.undecided.add(fullName(to));
  const guessed = [...respelled, ...settled.accepted.map(({ from, to }) => [from, to] as const)].map(
    ([from, to]) => renaming(from.column.name, to.column.name),
  );
  const { schema, name } = declared;
  return orderRenames([...answered, ...guessed], columnKeys(live, declared)).map(
    ({ from, to }): RenameColumn => ({
      kind: "renameColumn",
      table: { schema, name },
      from: from.name,
      to: to.name,
    }),
  );
}

function answeredRenames(live: Table, declared: Table, answers: KindAnswers): readonly Renaming[] {
  const [before, after] = [columnsByText(live), columnsByText(declared)];
  const held = columnKeys(live, declared);
  return [
    ...answers.replaced.flatMap((text) => {
      const column = before.get(text);
      return column ? [stepAside(qualify(column.name), held)] : [];
    }),
    ...answers.accepted.flatMap(({ from, to }) => {
      const [old, column] = [before.get(from), after.get(to)];
      return old && column ? [renaming(old.name, column.name)] : [];
    }),
  ];
}

function columnsByText(table: Table): ReadonlyMap<string, Column> {
  return new Map(table.columns.map((column) => [fullName({ table, column }), column]));
}

function columnKeys(live: Table, declared: Table): ReadonlySet<string> {
  return new Set([...live.columns, ...declared.columns].map(({ name }) => nameKey(qualify(name))));
}

function missingFrom(table: Table, other: Table): Map<string, Place> {
  const names = new Set(other.columns.map(({ name }) => name));
  const missing = table.columns.filter(({ name }) => !names.has(name));
  return new Map(missing.map((column) => [fullName({ table, column }), { table, column }]));
}

function fullName({ table, column }: Place): string {
  return `${formatName(table)}.${column.name}`;
}

function renaming(from: string, to: string): Renaming {
  return { from: qualify(from), to: qualify(to) };
}

// Where a naming strategy changed, every column has one counterpart that differs in spelling alone: no other is weighed.
function candidates(
  vanished: readonly Place[],
  appeared: readonly Place[],
  affinity: Affinity,
  context: ComparisonContext,
): readonly RenameCandidate<Place>[] {
  const [before, after] = [byNormalName(vanished), byNormalName(appeared)];
  const counterpart = (place: Place, own: typeof before, other: typeof after) => {
    const name = normalName(place.column.name);
    return own.get(name)?.length === 1 && other.get(name)?.length === 1 ? other.get(name)?.[0] : undefined;
  };
  const loose = appeared.filter((to) => !counterpart(to, after, before));
  return vanished.flatMap((from) => {
    const twin = counterpart(from, before, after);
    return (twin ? [twin] : loose).map((to) => candidate(from, to, affinity, context));
  });
}

function byNormalName(places: readonly Place[]): ReadonlyMap<string, readonly Place[]> {
  return groupBy(places, ({ column }) => normalName(column.name));
}

function candidate(
  from: Place,
  to: Place,
  affinity: Affinity,
  context: ComparisonContext,
): RenameCandidate<Place> {
  const score = scoreColumns(from, to, propertyOf(to, context), affinity);
  return { from, to, fromText: fullName(from), toText: to.column.name, score };
}

function propertyOf({ table, column }: Place, { options }: ComparisonContext): string | undefined {
  return options.properties?.get(nameKey(table))?.get(column.name);
}
