import {
  equal,
  equalNames,
  findTable,
  formatName,
  nameKey,
  type QualifiedName,
  type Schema,
  type View,
} from "@typeorm-autogen/model";
import type { Operation } from "@typeorm-autogen/ops";
import type { ComparisonContext } from "./comparison-context.js";
import { compareViewIndexes, dropViewIndexes } from "./compare-view-indexes.js";
import { holdsStar, mentionsColumn } from "./mentions.js";
import { shakenTables, type ShakenTable } from "./shaken-tables.js";
import { ViewSources } from "./view-sources.js";

/** What happens to views: what goes before anything else is done, and what comes after all of it. */
export interface ViewDifference {
  readonly dropped: readonly Operation[];
  readonly created: readonly Operation[];
  /** Views that do not come again. */
  readonly gone: readonly View[];
}

/** A live view and what becomes of it. */
interface ViewFate {
  readonly live: View;
  /** Absent: declared nowhere. */
  readonly declared?: View;
  /** It is dropped, and created again unless `gone`. */
  readonly rebuilt: boolean;
  readonly altered: boolean;
  readonly gone: boolean;
}

/**
 * Compares views by name, and their queries as the server reads them. One whose query changes is replaced in place, or
 * makes way where the tables that it reads change at the same time. One that nobody declares goes if TypeORM or an earlier
 * revision made it, or if only what goes read it; it is kept and reported otherwise.
 */
export function compareViews(
  live: Schema,
  declared: Schema,
  operations: readonly Operation[],
  context: ComparisonContext,
): ViewDifference {
  const sources = new ViewSources();
  const fates = decideFates(live, declared, shakenTables(operations), sources, context);
  const standing = new Set(live.views.map(nameKey));
  const fresh = declared.views.filter((view) => !standing.has(nameKey(view)));
  const rebuilt = fates.filter((fate) => fate.rebuilt);
  const byView = new Map(fates.map((fate) => [target(fate), fate]));
  const coming = [...fresh, ...fates.filter(({ gone }) => !gone).map(target)];
  return {
    dropped: sources
      .sort(rebuilt.map((fate) => fate.live))
      .toReversed()
      .flatMap(dropping),
    created: sources.sort(coming).flatMap((view) => arrival(view, byView.get(view), context)),
    gone: fates.filter(({ gone }) => gone).map((fate) => fate.live),
  };
}

function target({ live, declared }: ViewFate): View {
  return declared ?? live;
}

function decideFates(
  live: Schema,
  declared: Schema,
  tables: readonly ShakenTable[],
  sources: ViewSources,
  context: ComparisonContext,
): readonly ViewFate[] {
  const wanted = new Map(declared.views.map((view) => [nameKey(view), view]));
  const known = new Map(live.views.map((view) => [nameKey(view), wanted.get(nameKey(view))]));
  const going = goingViews(live, declared, known, sources, context);
  const fates = new Map(
    live.views.map((view): [string, ViewFate] => {
      const own = known.get(nameKey(view));
      const gone = going.has(nameKey(view));
      if (gone || !own) {
        const rebuilt = gone || losesColumns(view, tables, declared, sources);
        return [nameKey(view), { live: view, rebuilt, altered: false, gone }];
      }
      return [nameKey(view), pairFate(view, own, tables, sources, context)];
    }),
  );
  makeWayForSources(fates, sources);
  spread(fates, sources);
  return [...fates.values()];
}

// Both ways what a view reads has to change before it does, and the reverse of two steps takes the second back first.
function makeWayForSources(fates: Map<string, ViewFate>, sources: ViewSources): void {
  const altered = [...fates].filter(([, fate]) => fate.altered);
  for (const [key, fate] of altered) {
    if (altered.some(([, other]) => other !== fate && sources.reads(fate.live, other.live)))
      fates.set(key, { ...fate, rebuilt: true, altered: false });
  }
}

function pairFate(
  live: View,
  declared: View,
  tables: readonly ShakenTable[],
  sources: ViewSources,
  { rules }: ComparisonContext,
): ViewFate {
  const fate = { live, declared, rebuilt: false, altered: false, gone: false };
  const read = tables.filter(({ table }) => sources.reads(live, table));
  // Views follow what is renamed, so that a name which something else takes over means something else in the declared query.
  const changed =
    !(rules.equivalentView?.({ live, declared }) ?? live.definition === declared.definition) ||
    read.some(
      ({ table, renamed, succeeded }) =>
        (renamed && sources.reads(declared, table)) || mentionsColumn(declared.definition, succeeded),
    );
  if (live.materialized !== declared.materialized || !equal(live.columns, declared.columns))
    return { ...fate, rebuilt: true };
  const loses = read.some(({ table, dropped }) =>
    [...dropped].some((column) => sources.readsColumn(live, table, column)),
  );
  if (loses || (changed && (live.materialized || read.some(({ shaken }) => shaken))))
    return { ...fate, rebuilt: true };
  const stale =
    rules.capabilities.expandsViews &&
    read.some(({ reshaped }) => reshaped) &&
    holdsStar(declared.definition);
  const again = stale === true || recast(live, read, sources);
  return live.materialized ? { ...fate, rebuilt: again } : { ...fate, altered: changed || again };
}

// PostgreSQL writes types into the text that it keeps, as casts and arrays. A view that is carried through a change of type
// is made of that text, which may then mean something else than the query that is declared.
function recast(live: View, read: readonly ShakenTable[], sources: ViewSources): boolean {
  if (!/::|\bARRAY\[/.test(live.definition)) return false;
  return read.some(({ table, retyped }) =>
    [...retyped].some((column) => sources.readsColumn(live, table, column)),
  );
}

// A view of the user's own makes way for a column that is dropped and comes again. One whose column goes for good stays:
// only its owner knows what it should say then, and the server names it.
function losesColumns(
  view: View,
  tables: readonly ShakenTable[],
  declared: Schema,
  sources: ViewSources,
): boolean {
  const lost = tables.flatMap(({ table, dropped }) =>
    [...dropped]
      .filter((column) => sources.readsColumn(view, table, column))
      .map((column) => findTable(declared, table)?.columns.some(({ name }) => name === column) ?? false),
  );
  return lost.length > 0 && lost.every(Boolean);
}

// A server drops no view that another reads (PostgreSQL), or renames no column while a view reads what is not there
// (SQLite): what reads a view that makes way has to make way as well.
function spread(fates: Map<string, ViewFate>, sources: ViewSources): void {
  const rebuilt = [...fates.values()].filter((fate) => fate.rebuilt).map(({ live }) => live);
  const views = [...fates.values()].map(({ live }) => live);
  for (const key of sources.readers(views, rebuilt)) {
    const fate = fates.get(key);
    if (!fate || fate.rebuilt) continue;
    const lost = [...fates.values()].some(
      ({ live, gone }) => gone && !fate.declared && sources.reads(fate.live, live),
    );
    if (!lost) fates.set(key, { ...fate, rebuilt: true, altered: false });
  }
}

/** The views that nobody declares and that are ours to drop, by nameKey; the others are kept, and reported. */
function goingViews(
  live: Schema,
  declared: Schema,
  known: ReadonlyMap<string, View | undefined>,
  sources: ViewSources,
  { options, kept }: ComparisonContext,
): ReadonlySet<string> {
  const schemas = new Set([...declared.tables, ...declared.views].map(({ schema }) => schema));
  const undeclared = live.views.filter((view) => !known.get(nameKey(view)) && schemas.has(view.schema));
  const going = new Set<string>();
  for (const view of sources.sort(undeclared).toReversed()) {
    const readers = live.views.filter((other) => other !== view && sources.reads(other, view));
    const orphaned = readers.length > 0 && readers.every((other) => going.has(nameKey(other)));
    if (options.undeclaredTables !== "ignore" && (orphaned || isOurs(view, live, options.made ?? [])))
      going.add(nameKey(view));
    else kept.push({ object: `view ${formatName(view)}`, reason: keptReason, view });
  }
  return going;
}

const keptReason = "declared nowhere, and made by neither TypeORM nor a revision";

function isOurs(view: View, { typeormMetadata = [] }: Schema, made: readonly QualifiedName[]): boolean {
  return (
    made.some((name) => equalNames(name, view)) ||
    typeormMetadata.some(
      ({ table, schema, name, type }) =>
        table === null && type.endsWith("VIEW") && schema === view.schema && name === view.name,
    )
  );
}

function dropping(view: View): readonly Operation[] {
  const { schema, name, materialized } = view;
  const drop = { view: { schema, name }, ...(materialized && { materialized }), was: own(view) };
  return [...dropViewIndexes(view), { kind: "dropView", ...drop }];
}

function arrival(view: View, fate: ViewFate | undefined, context: ComparisonContext): readonly Operation[] {
  if (!fate)
    return [{ kind: "createView", view: own(view) }, ...compareViewIndexes(undefined, view, context)];
  const { live, declared, rebuilt, altered } = fate;
  const standing = own({ ...view, ...keptParts(live) });
  if (rebuilt) {
    const indexes = compareViewIndexes(undefined, view, context, live);
    return [{ kind: "createView", view: standing }, ...indexes];
  }
  const indexes = declared ? compareViewIndexes(live, declared, context) : [];
  return altered ? [{ kind: "alterView", view: standing, was: live.definition }, ...indexes] : indexes;
}

// Nobody declares these, so they stay as they are.
function keptParts({ comment, options }: View): Pick<View, "comment" | "options"> {
  return { ...(comment !== undefined && { comment }), ...(options && { options }) };
}

/** The view as operations hold it: what it is, not what the server says around it. */
function own({ schema, name, definition, materialized, columns, comment, options }: View): View {
  return {
    schema,
    name,
    definition,
    ...(materialized && { materialized }),
    ...(columns && { columns }),
    ...(comment !== undefined && { comment }),
    ...(options && { options }),
  };
}
