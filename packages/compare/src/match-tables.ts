import { compareNames, formatName, nameKey, type Schema, type Table } from "@typeorm-autogen/model";
import type { ComparisonContext } from "./comparison-context.js";

/** Which tables of the two sides belong together. */
export interface MatchedTables {
  readonly pairs: readonly (readonly [live: Table, declared: Table])[];
  readonly created: readonly Table[];
  readonly dropped: readonly Table[];
  /** Declared nowhere and left alone. */
  readonly staying: readonly Table[];
}

/**
 * Pairs tables by name. An undeclared one is dropped where an entity lives in its schema, unless the options say
 * otherwise; elsewhere it is nobody's business.
 */
export function matchTables(live: Schema, declared: Schema, context: ComparisonContext): MatchedTables {
  const { options, rules, kept } = context;
  const before = new Map(live.tables.map((table) => [nameKey(table), table]));
  const pairs: [Table, Table][] = [];
  const created: Table[] = [];
  for (const table of [...declared.tables].sort(compareNames)) {
    const old = before.get(nameKey(table));
    if (old && before.delete(nameKey(table))) pairs.push([old, table]);
    else created.push(table);
  }
  const undeclared = [...before.values()].sort(compareNames);
  const going = droppedTables(live, declared, context);
  const dropped = undeclared.filter((table) => going.has(nameKey(table)));
  const staying = undeclared.filter((table) => !going.has(nameKey(table)));
  const ignored =
    options.undeclaredTables === "ignore" ? "declared nowhere, and undeclared tables are ignored" : undefined;
  for (const table of staying.filter(isInPlay(declared))) {
    kept.push({
      object: `table ${formatName(table)}`,
      reason: ignored ?? rules.staying?.(table) ?? "",
    });
  }
  return { pairs, created, dropped, staying };
}

/** The tables that will be dropped, by nameKey. */
export function droppedTables(
  live: Schema,
  declared: Schema,
  { options, rules }: Pick<ComparisonContext, "options" | "rules">,
): ReadonlySet<string> {
  if (options.undeclaredTables === "ignore") return new Set();
  const wanted = new Set(declared.tables.map(nameKey));
  const undeclared = live.tables.filter(
    (table) => !wanted.has(nameKey(table)) && rules.staying?.(table) === undefined,
  );
  return new Set(undeclared.filter(isInPlay(declared)).map(nameKey));
}

function isInPlay(declared: Schema): (table: Table) => boolean {
  const schemas = new Set(declared.tables.map(({ schema }) => schema));
  return ({ schema }) => schemas.has(schema);
}
