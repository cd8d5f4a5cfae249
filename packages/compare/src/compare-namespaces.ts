import {
  compareText,
  equal,
  formatName,
  nameKey,
  type Schema,
  type Sequence,
  type Table,
} from "@typeorm-autogen/model";
import type { Operation } from "@typeorm-autogen/ops";
import { AutogenError } from "@typeorm-autogen/errors";
import type { ComparisonContext } from "./comparison-context.js";
import { enumUses } from "./enum-uses.js";
import { sortItems } from "./match-items.js";
import { stringLiterals } from "./mentions.js";

/** A sequence is declared with other options than it has. */
export class SequenceChangeError extends AutogenError {
  constructor(name: string) {
    super(
      "unsupported",
      `unsupported: changing the options of sequence ${name}; change it by op.execute in a revision of its own`,
      { sequence: name },
    );
  }
}

/** What stands outside tables: what comes before them, what goes after them. */
export interface NamespaceDifference {
  /** Schemas and extensions. */
  readonly first: readonly Operation[];
  /** Enum types and sequences that come. */
  readonly created: readonly Operation[];
  /** Enum types and sequences that go. */
  readonly dropped: readonly Operation[];
}

/**
 * Creates what declarations need and the database lacks. Types and sequences that nobody declares go where only what
 * goes used them, and are kept and reported otherwise. Schemas and extensions are never dropped.
 */
export function compareNamespaces(
  live: Schema,
  declared: Schema,
  staying: readonly Table[],
  context: ComparisonContext,
): NamespaceDifference {
  const after: Schema = { ...declared, tables: [...declared.tables, ...staying] };
  return {
    first: [
      ...missing(live.schemas, declared.schemas).map((name): Operation => ({ kind: "createSchema", name })),
      ...missing(live.extensions, declared.extensions).map((name): Operation => ({
        kind: "createExtension",
        name,
      })),
    ],
    created: [...createdEnums(live, declared), ...createdSequences(live, declared)],
    dropped: [
      ...droppedSequences(live, declared, after, context),
      ...droppedEnums(live, declared, after, context),
    ],
  };
}

function missing(live: readonly string[], declared: readonly string[]): readonly string[] {
  const there = new Set(live);
  return [...new Set(declared)].filter((name) => !there.has(name)).sort(compareText);
}

function createdEnums(live: Schema, declared: Schema): readonly Operation[] {
  const there = new Set(live.enums.map(nameKey));
  return sortObjects(declared.enums)
    .filter((type) => !there.has(nameKey(type)))
    .map((type) => ({ kind: "createEnum", enum: type }));
}

function createdSequences(live: Schema, declared: Schema): readonly Operation[] {
  const there = new Map(live.sequences.map((sequence) => [nameKey(sequence), sequence]));
  return sortObjects(declared.sequences).flatMap((sequence): readonly Operation[] => {
    const old = there.get(nameKey(sequence));
    if (!old) return [{ kind: "createSequence", sequence }];
    if (!equal(old, sequence)) throw new SequenceChangeError(formatName(sequence));
    return [];
  });
}

function droppedEnums(
  live: Schema,
  declared: Schema,
  after: Schema,
  { kept }: ComparisonContext,
): readonly Operation[] {
  const wanted = new Set(declared.enums.map(nameKey));
  const left = sortObjects(live.enums).filter((type) => !wanted.has(nameKey(type)));
  if (left.length === 0) return [];
  const [before, later] = [enumUses(live), enumUses(after)];
  return left.flatMap((type): readonly Operation[] => {
    const key = nameKey(type);
    if (before.has(key) && !later.has(key)) return [{ kind: "dropEnum", enum: type }];
    kept.push({ object: `enum ${formatName(type)}`, reason: keptReason(later.has(key)) });
    return [];
  });
}

function droppedSequences(
  live: Schema,
  declared: Schema,
  after: Schema,
  { kept }: ComparisonContext,
): readonly Operation[] {
  const wanted = new Set(declared.sequences.map(nameKey));
  const left = sortObjects(live.sequences).filter((sequence) => !wanted.has(nameKey(sequence)));
  if (left.length === 0) return [];
  const [before, later] = [sequenceTexts(live), sequenceTexts(after)];
  return left.flatMap((sequence): readonly Operation[] => {
    if (isUsed(sequence, before) && !isUsed(sequence, later)) return [{ kind: "dropSequence", sequence }];
    kept.push({ object: `sequence ${formatName(sequence)}`, reason: keptReason(isUsed(sequence, later)) });
    return [];
  });
}

function keptReason(used: boolean): string {
  return used ? "something that stays uses it" : "declared nowhere, and nothing that goes used it";
}

// What nextval('app."Counter"'::regclass) names, without quotes.
function sequenceTexts({ tables }: Schema): ReadonlySet<string> {
  const defaults = tables.flatMap(({ columns }) => columns.flatMap((column) => column.default ?? []));
  const literals = defaults.filter((text) => /nextval/i.test(text)).flatMap(stringLiterals);
  return new Set(literals.map((text) => text.replaceAll('"', "")));
}

function isUsed(sequence: Sequence, texts: ReadonlySet<string>): boolean {
  return (
    texts.has(formatName(sequence)) || (sequence.schema === null && texts.has(`public.${sequence.name}`))
  );
}

function sortObjects<T extends { readonly schema: string | null; readonly name: string }>(
  objects: readonly T[],
): readonly T[] {
  return sortItems(objects).sort((a, b) => compareText(a.schema ?? "", b.schema ?? ""));
}
