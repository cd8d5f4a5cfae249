import {
  equalNames,
  formatName,
  renameSequenceIn,
  type QualifiedName,
  type Sequence,
  type SequenceOptions,
  type SequenceOwner,
} from "@typeorm-autogen/model";
import type { IfExists, IfNotExists } from "./conditions.js";
import type { Directive } from "./directive.js";
import { EvolveError, IrreversibleError } from "./errors.js";
import { added, removed, renamed, replaced } from "./evolve-table.js";
import { mapTexts } from "./map-texts.js";
import { advance, applyTo, undo } from "./patch.js";

/** Creates a sequence that stands alone. */
export interface CreateSequence extends IfNotExists {
  readonly kind: "createSequence";
  readonly sequence: Sequence;
}

/** Drops a sequence that stands alone; the number it had reached is lost. */
export interface DropSequence extends IfExists {
  readonly kind: "dropSequence";
  readonly sequence: Sequence;
}

/** Some options of a sequence. null gives one back to the server's default; an absent one says nothing. */
export type SequencePatch = { readonly [Key in keyof SequenceOptions]?: SequenceOptions[Key] | null };

/** Changes options of a sequence in place; the number that it had reached stays. `was` holds every option before. */
export interface AlterSequence {
  readonly kind: "alterSequence";
  readonly sequence: QualifiedName;
  readonly to: SequencePatch;
  readonly was?: SequencePatch;
}

/** Renames a sequence, or moves it to another schema. The number that it had reached stays. */
export interface RenameSequence {
  readonly kind: "renameSequence";
  readonly from: QualifiedName;
  readonly to: QualifiedName;
}

const label = (name: QualifiedName) => `sequence ${formatName(name)}`;

export const createSequence: Directive<CreateSequence> = {
  reverse: (op) => ({ kind: "dropSequence", sequence: op.sequence }),
  evolve: (schema, op) => ({
    ...schema,
    sequences: added(
      schema.sequences,
      op.sequence,
      (other) => equalNames(other, op.sequence),
      () => new EvolveError(op.kind, label(op.sequence), "exists already"),
    ),
  }),
};

export const dropSequence: Directive<DropSequence> = {
  reverse: (op) => ({ kind: "createSequence", sequence: op.sequence }),
  evolve: (schema, op) => ({
    ...schema,
    sequences: removed(
      schema.sequences,
      (other) => equalNames(other, op.sequence),
      () => new EvolveError(op.kind, label(op.sequence), "does not exist"),
    ),
  }),
};

export const alterSequence: Directive<AlterSequence> = {
  reverse: ({ was, to, ...op }) => {
    if (!was) throw new IrreversibleError(op.kind, label(op.sequence));
    return { ...op, to: undo(to, was), was: advance(was, to) };
  },
  evolve: (schema, op) => ({
    ...schema,
    sequences: replaced(
      schema.sequences,
      (other) => equalNames(other, op.sequence),
      (sequence) => applyTo(sequence, op.to),
      () => new EvolveError(op.kind, label(op.sequence), "does not exist"),
    ),
  }),
};

export const renameSequence: Directive<RenameSequence> = {
  reverse: (op) => ({ kind: op.kind, from: op.to, to: op.from }),
  evolve: (schema, op) => ({
    ...schema,
    sequences: renamed(schema.sequences, op, label),
    tables: schema.tables.map((table) => mapTexts(table, (sql) => renameSequenceIn(sql, op.from, op.to))),
  }),
};

/** The sequences after something happened to the columns that own them: another name, or null where the owner goes. */
export function followOwners(
  sequences: readonly Sequence[],
  follow: (owner: SequenceOwner) => SequenceOwner | null,
): readonly Sequence[] {
  if (sequences.every(({ ownedBy }) => ownedBy === undefined)) return sequences;
  return sequences.flatMap((sequence): readonly Sequence[] => {
    if (sequence.ownedBy === undefined) return [sequence];
    const ownedBy = follow(sequence.ownedBy);
    return ownedBy === null ? [] : [{ ...sequence, ownedBy }];
  });
}
