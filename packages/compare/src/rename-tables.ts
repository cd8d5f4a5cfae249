import { formatName, nameKey, type Schema, type Table } from "@typeorm-autogen/model";
import { readAnswers, type sortAnswers } from "./answer-book.js";
import type { ComparisonContext } from "./comparison-context.js";
import type { TableWork } from "./evolve-nearby.js";
import { orderRenames, stepAside, type Renaming } from "./order-renames.js";
import { tableSteps } from "./table-steps.js";
import { takeRespelled } from "./respelled-names.js";
import { scoreTables, tableKinship } from "./score-tables.js";
import { settleRenames, type RenameCandidate } from "./settle-renames.js";

type SortedAnswers = ReturnType<typeof sortAnswers>;

/** The renames of tables, and the steps that they take: more where tables change places. */
export interface TableRenames {
  readonly renames: readonly Renaming[];
  readonly steps: readonly TableWork[];
}

/** Tables that vanished and tables that appeared, paired where answers or the rename policy say so. */
export function renameTables(
  live: Schema,
  declared: Schema,
  answers: SortedAnswers,
  context: ComparisonContext,
): TableRenames {
  const { accepted, replaced, declined } = readAnswers(answers, "table", { live, declared }, context);
  const vanished = missingFrom(live, declared);
  const appeared = missingFrom(declared, live);
  const [before, after] = [byText(live), byText(declared)];
  const answered = accepted.flatMap(({ from, to }) => {
    const [old, table] = [before.get(from), after.get(to)];
    return old && table ? [renaming(old, table)] : [];
  });
  for (const { from, to } of accepted) {
    vanished.delete(from);
    appeared.delete(to);
  }
  for (const name of declined) vanished.delete(name);
  const { foldName } = context.rules;
  const respelled = takeRespelled(
    vanished,
    appeared,
    foldName && (({ schema, name }: Table) => nameKey({ schema, name: foldName(name, "table") })),
  );
  const candidates = findCandidates([...vanished.values()], [...appeared.values()], live, context);
  const settled = settleRenames(candidates, "table", context.options.answers.renamePolicy);
  context.decisions.push(...settled.decisions);
  const renames = [
    ...answered,
    ...respelled.map(([from, to]) => renaming(from, to)),
    ...settled.accepted.map(({ from, to }) => renaming(from, to)),
  ];
  const held = new Set([...live.tables, ...live.views, ...declared.tables, ...declared.views].map(nameKey));
  const aside = replaced.flatMap((text) => {
    const table = before.get(text);
    return table ? [stepAside({ schema: table.schema, name: table.name }, held)] : [];
  });
  return {
    renames,
    steps: tableSteps(orderRenames([...aside, ...renames], held), live, context.rules.capabilities),
  };
}

function byText({ tables }: Schema): ReadonlyMap<string, Table> {
  return new Map(tables.map((table) => [formatName(table), table]));
}

function missingFrom(schema: Schema, other: Schema): Map<string, Table> {
  const names = new Set(other.tables.map(nameKey));
  const missing = schema.tables.filter((table) => !names.has(nameKey(table)));
  return new Map(missing.map((table) => [formatName(table), table]));
}

function renaming(from: Table, to: Table): Renaming {
  return {
    from: { schema: from.schema, name: from.name },
    to: { schema: to.schema, name: to.name },
  };
}

// Only tables that share something are scored: with thousands on each side, all pairs would be millions.
const crowd = 64;

function findCandidates(
  vanished: readonly Table[],
  appeared: readonly Table[],
  live: Schema,
  context: ComparisonContext,
): readonly RenameCandidate<Table>[] {
  if (vanished.length === 0 || appeared.length === 0) return [];
  const score = scoreTables(live, context.rules);
  const byTrait = new Map<string, Set<Table>>();
  for (const table of appeared) {
    for (const trait of tableKinship(table)) {
      const group = byTrait.get(trait);
      if (group) group.add(table);
      else byTrait.set(trait, new Set([table]));
    }
  }
  return vanished.flatMap((from) => {
    const groups = tableKinship(from).flatMap((trait) => byTrait.get(trait) ?? []);
    const kin = new Set(groups.filter((group) => group.size <= crowd).flatMap((group) => [...group]));
    return [...kin].map((to) => candidate(from, to, score(from, to)));
  });
}

function candidate(from: Table, to: Table, score: number): RenameCandidate<Table> {
  const toText = from.schema === to.schema ? to.name : formatName(to);
  return { from, to, fromText: formatName(from), toText, score };
}
