import { compareText, formatName, nameKey, type Schema, type Table } from "@typeorm-autogen/model";
import type { Operation } from "@typeorm-autogen/ops";
import type { ComparisonContext } from "./comparison-context.js";
import { compareSequences } from "./compare-sequences.js";
import { enumUses } from "./enum-uses.js";
import { keptReason, sortObjects } from "./standalone-objects.js";

/** What stands outside tables: what comes before them, what goes after them. */
export interface NamespaceDifference {
  /** Schemas and extensions. */
  readonly first: readonly Operation[];
  /** Enum types and sequences that come; sequences that leave what owned them. */
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
  const sequences = compareSequences(live, declared, after, context);
  return {
    first: [
      ...missing(live.schemas, declared.schemas).map((name): Operation => ({ kind: "createSchema", name })),
      ...missing(live.extensions, declared.extensions).map((name): Operation => ({
        kind: "createExtension",
        name,
      })),
    ],
    created: [...sequences.freed, ...createdEnums(live, declared), ...sequences.created],
    dropped: [...sequences.settled, ...droppedEnums(live, declared, after, context)],
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
