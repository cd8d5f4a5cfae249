import { equal, type Column } from "@typeorm-autogen/model";
import type { ColumnPatch } from "@typeorm-autogen/ops";
import type { ComparisonContext } from "./comparison-context.js";
import type { ColumnPair } from "./compare-options.js";

type Difference = { -readonly [Key in keyof ColumnPatch]: ColumnPatch[Key] };

/** What changes from the live to the declared column, each attribute judged by the dialect's rules and the hooks. */
export function compareColumn(given: ColumnPair, context: ComparisonContext): ColumnPatch {
  const declared = keepCounting({ ...given, declared: numberItself(given, context) }, context);
  const pair = { ...given, declared };
  const to: Difference = {};
  if (typeDiffers(pair, context)) to.type = declared.type;
  if (nullabilityDiffers(pair, to.type !== undefined)) to.nullable = declared.nullable;
  for (const [key, differs] of attributes) {
    if (differs(pair, context)) Object.assign(to, { [key]: declared[key] ?? null });
  }
  return to;
}

// Its own sequence as a default is what a serial column has anyway.
function numberItself(
  { table, liveTable, live, declared }: ColumnPair,
  { rules }: ComparisonContext,
): Column {
  const { default: text, ...rest } = declared;
  if (!live.autoincrement || declared.autoincrement || text === undefined) return declared;
  const serial = rules.serialDefault?.(liveTable, live);
  const own =
    serial &&
    rules.equivalentExpression({
      place: "default",
      table,
      column: declared,
      live: serial.text,
      declared: text,
    });
  return own ? { ...rest, autoincrement: true } : declared;
}

// An entity says that a column numbers itself, and no more: how it counts is the database's, whichever way it does.
function keepCounting({ live, declared }: ColumnPair, { rules }: ComparisonContext): Column {
  const { identity } = declared;
  if (identity && Object.keys(identity).length > 1) return declared;
  if (live.identity) {
    const { mode: _, ...counting } = live.identity;
    if (identity) return { ...declared, identity: { ...counting, ...identity } };
    return declared.autoincrement ? withOptions(declared, counting) : declared;
  }
  if (!stopsAsSerial(live, declared) || !rules.splitCounting) return declared;
  const { counting, others } = rules.splitCounting(live.options);
  const kept = withOptions(declared, others);
  return identity ? { ...kept, identity: { ...counting, ...identity } } : kept;
}

function withOptions(column: Column, more: NonNullable<Column["options"]>): Column {
  const options = { ...more, ...column.options };
  return Object.keys(options).length > 0 ? { ...column, options } : column;
}

type Optioned = Column & Required<Pick<Column, "options">>;

function stopsAsSerial(live: Column, declared: Column): live is Optioned {
  return live.autoincrement === true && !declared.autoincrement && live.options !== undefined;
}

type Judge = (pair: ColumnPair, context: ComparisonContext) => boolean;

const attributes: readonly (readonly [Exclude<keyof ColumnPatch, "type" | "nullable">, Judge])[] = [
  ["default", defaultDiffers],
  ["autoincrement", ({ live, declared }) => live.autoincrement !== declared.autoincrement],
  ["identity", ({ live, declared }) => !equal(live.identity, declared.identity)],
  ["generated", generatedDiffers],
  [
    "collation",
    ({ live, declared, liveTable }, { rules }) => !rules.equivalentCollation(live, declared, liveTable),
  ],
  ["comment", commentDiffers],
  ["options", optionsDiffer],
];

function typeDiffers(pair: ColumnPair, { rules, options }: ComparisonContext): boolean {
  const verdict = options.hooks?.compareType?.(pair);
  return verdict ?? !rules.equivalentType(pair.live.type, pair.declared.type);
}

// Every server makes the columns of a primary key required, whatever a declaration or an old SQLite catalogue says. Where
// a type that stays refuses NULL, the column has no say in it.
function nullabilityDiffers({ live, declared, table }: ColumnPair, retyped: boolean): boolean {
  if (live.nullable === declared.nullable || (live.type.refusesNull && !retyped)) return false;
  return !(declared.nullable && table.primaryKey?.columns.includes(declared.name) === true);
}

function defaultDiffers(pair: ColumnPair, context: ComparisonContext): boolean {
  const { live, declared, table } = pair;
  const { rules, options } = context;
  const verdict = options.hooks?.compareDefault?.(pair);
  if (verdict !== null && verdict !== undefined) return verdict;
  if (live.default === declared.default) return false;
  if (live.default === undefined || declared.default === undefined) return true;
  // A text that means the same for the new type, as 1 does for true, may still be none that the server takes for it.
  if (typeDiffers(pair, context)) return true;
  return !rules.equivalentExpression({
    place: "default",
    table,
    column: declared,
    live: live.default,
    declared: declared.default,
  });
}

// What is said of a sequence goes with it.
function optionsDiffer({ live, declared }: ColumnPair, { rules }: ComparisonContext): boolean {
  if (!rules.equivalentOptions(live.options, declared.options)) return true;
  if (!stopsAsSerial(live, declared) || !rules.splitCounting) return false;
  return !equal(rules.splitCounting(live.options).others, live.options);
}

function generatedDiffers({ live, declared, table }: ColumnPair, { rules }: ComparisonContext): boolean {
  const [was, is] = [live.generated, declared.generated];
  if (was === undefined || is === undefined) return was !== is;
  if (was.stored !== is.stored) return true;
  if (was.expression === is.expression) return false;
  return !rules.equivalentExpression({
    place: "generated",
    table,
    column: declared,
    live: was.expression,
    declared: is.expression,
  });
}

function commentDiffers(pair: ColumnPair, { rules, options }: ComparisonContext): boolean {
  const verdict = options.hooks?.compareComment?.(pair);
  if (verdict !== null && verdict !== undefined) return verdict;
  return rules.capabilities.comments && pair.live.comment !== pair.declared.comment;
}

/** Whether rows that exist need a value before this column can be required of them. */
export function needsBackfill({
  nullable,
  default: value,
  autoincrement,
  identity,
  generated,
}: Column): boolean {
  return !nullable && value === undefined && !autoincrement && !identity && !generated;
}
