import {
  equal,
  equalNames,
  formatName,
  nameKey,
  type QualifiedName,
  type Schema,
  type Sequence,
  type SequenceOptions,
} from "@typeorm-autogen/model";
import type { AlterSequence, Operation, SequencePatch } from "@typeorm-autogen/ops";
import type { ComparisonContext } from "./comparison-context.js";
import type { CompareRules } from "./rules.js";
import { keptReason, sortObjects } from "./standalone-objects.js";

/** What happens to sequences that stand alone, by when it has to happen. */
export interface SequenceDifference {
  /** Before any table goes: what belongs to a column would go with it. */
  readonly freed: readonly Operation[];
  /** Before the tables whose defaults name them. */
  readonly created: readonly Operation[];
  /** When every table is there or gone: owners, and what goes. */
  readonly settled: readonly Operation[];
}

/**
 * Creates sequences that are declared, or that a declared default names; changes the options of those that are declared;
 * drops those that only what goes used.
 */
export function compareSequences(
  live: Schema,
  declared: Schema,
  after: Schema,
  context: ComparisonContext,
): SequenceDifference {
  const there = new Map(live.sequences.map((sequence) => [nameKey(sequence), sequence]));
  const wanted = sortObjects(declared.sequences);
  const parts = wanted.some(({ implied }) => implied) ? partsOfColumns(live, context.rules) : new Set();
  const fresh = wanted.filter(
    (sequence) => !there.has(nameKey(sequence)) && !(sequence.implied && parts.has(nameKey(sequence))),
  );
  const altered = wanted.flatMap((sequence) => {
    const old = there.get(nameKey(sequence));
    return old && !sequence.implied ? alterSequence(old, sequence) : [];
  });
  const going = goingSequences(live, declared, after, context);
  return {
    freed: going.flatMap(({ ownedBy, ...sequence }) =>
      ownedBy ? alterSequence({ ...sequence, ownedBy }, sequence) : [],
    ),
    created: fresh.map(({ ownedBy: _, implied: __, ...sequence }) => ({ kind: "createSequence", sequence })),
    settled: [
      ...altered,
      ...fresh.flatMap(({ ownedBy, ...sequence }) =>
        ownedBy ? alterSequence(sequence, { ...sequence, ownedBy }) : [],
      ),
      ...going.map(({ ownedBy: _, ...sequence }): Operation => ({ kind: "dropSequence", sequence })),
    ],
  };
}

function partsOfColumns({ tables }: Schema, { serialDefault }: CompareRules): ReadonlySet<string> {
  return new Set(
    tables.flatMap((table) =>
      table.columns.flatMap((column) =>
        column.autoincrement && serialDefault ? [nameKey(serialDefault(table, column).sequence)] : [],
      ),
    ),
  );
}

function alterSequence(live: Sequence, declared: Sequence): readonly AlterSequence[] {
  const [was, is] = [optionsOf(live), optionsOf(declared)];
  const keys = Object.keys({ ...was, ...is }) as (keyof SequenceOptions)[];
  const changed = keys.filter((key) => !equal(was[key], is[key]));
  if (changed.length === 0) return [];
  const to = Object.fromEntries(changed.map((key) => [key, is[key] ?? null])) as SequencePatch;
  return [{ kind: "alterSequence", sequence: { schema: live.schema, name: live.name }, to, was }];
}

function optionsOf({ schema: _, name: __, implied: ___, ...options }: Sequence): SequenceOptions {
  return options;
}

function goingSequences(
  live: Schema,
  declared: Schema,
  after: Schema,
  { kept, rules }: ComparisonContext,
): readonly Sequence[] {
  const wanted = new Set(declared.sequences.map(nameKey));
  const left = sortObjects(live.sequences).filter((sequence) => !wanted.has(nameKey(sequence)));
  if (left.length === 0) return [];
  const [before, later] = [sequenceUses(live, rules), sequenceUses(after, rules)];
  return left.filter((sequence) => {
    const key = nameKey(sequence);
    const abandoned = sequence.ownedBy !== undefined && !hasColumn(after, sequence.ownedBy);
    if ((abandoned || before.has(key)) && !later.has(key)) return true;
    kept.push({ object: `sequence ${formatName(sequence)}`, reason: keptReason(later.has(key)) });
    return false;
  });
}

function sequenceUses({ tables }: Schema, { namedSequences }: CompareRules): ReadonlySet<string> {
  const columns = namedSequences ? tables.flatMap((table) => table.columns) : [];
  return new Set(columns.flatMap((column) => namedSequences?.(column.default ?? "") ?? []).map(nameKey));
}

function hasColumn({ tables }: Schema, owner: { readonly table: QualifiedName; readonly column: string }) {
  const table = tables.find((other) => equalNames(other, owner.table));
  return table?.columns.some(({ name }) => name === owner.column) === true;
}
