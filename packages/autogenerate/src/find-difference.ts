import {
  compare,
  type AlikeTables,
  type Answers,
  type CompareOptions,
  type Comparison,
  type ExpressionQuestion,
  type ViewQuestion,
} from "@typeorm-autogen/compare";
import type { Connection, Dialect, ServerFacts, Verdict } from "@typeorm-autogen/dialect";
import { introspect, type CatalogueScope } from "@typeorm-autogen/introspect";
import {
  emptySchema,
  equalNames,
  findColumn,
  formatName,
  nameKey,
  renameType,
  type QualifiedName,
  type Schema,
  type Table,
} from "@typeorm-autogen/model";
import { retypeSchema, type Operation } from "@typeorm-autogen/ops";
import type { AnyComparator, BuiltInComparison } from "./comparator.js";
import { readComparators, runComparators } from "./run-comparators.js";
import { Silence, silencedHooks } from "./silence.js";
import { judgedRules, type Bench } from "./judged-rules.js";

/** What is compared with what. */
export interface DifferenceInput {
  readonly dialect: Dialect;
  /** Null where nothing is connected: then texts are compared by their spelling, and what is compared was replayed. */
  readonly connection: Connection | null;
  /** What is compared with the declared schema, in the place of what the database holds. */
  readonly replayed?: Schema;
  readonly facts: ServerFacts;
  readonly declared: Schema;
  /** Tables that are nobody's business: Autogen's own and TypeORM's. */
  readonly ownTables: readonly QualifiedName[];
  readonly metadataTable: QualifiedName;
  readonly includes: (table: QualifiedName) => boolean;
  readonly options: CompareOptions;
  /** Comparators of plugins and of the project. */
  readonly comparators?: readonly AnyComparator[];
  /** Parts of the built-in comparison that are left out. */
  readonly leftOut?: readonly BuiltInComparison[];
  /** What earlier differences between such schemas, of the same server, found out. This one adds to it. */
  readonly memory?: DifferenceMemory;
  /** Told what happens, for progress. */
  readonly onStep?: (step: "reading the database" | "comparing" | "asking the server") => void;
}

/** What need not be worked out again for tables that are the same objects as before. */
export interface DifferenceMemory {
  /** Their normal forms. */
  readonly forms: WeakMap<Table, Table>;
  readonly alike: AlikeTables;
}

/** The difference, with both sides as they were compared. */
export interface Difference extends Comparison {
  readonly live: Schema;
  readonly declared: Schema;
  /** Expressions that no server judged; only their spelling was compared. */
  readonly unjudged: readonly string[];
}

/**
 * Reads the live database in a read-only transaction and compares the declared schema with it. Writes nothing.
 * Expressions that differ in spelling are put before the server, all of them in a few round trips.
 */
export async function findDifference(input: DifferenceInput): Promise<Difference> {
  const { connection } = input;
  await connection?.begin("read");
  try {
    const live = input.replayed ?? (await readLive(input));
    const declared = normalForm(withoutIdleMetadata(input, live), input);
    return await settleWithOwn(input, live, declared);
  } finally {
    await connection?.rollback();
  }
}

// Each table has a normal form of its own, whatever the others are.
function normalForm(schema: Schema, { dialect, facts, memory }: DifferenceInput): Schema {
  if (!memory) return dialect.normalise(schema, facts);
  const { forms } = memory;
  const fresh = schema.tables.filter((table) => !forms.has(table));
  const normal = dialect.normalise({ ...schema, tables: fresh }, facts);
  for (const [i, table] of fresh.entries()) forms.set(table, normal.tables[i] ?? table);
  return { ...normal, tables: schema.tables.map((table) => forms.get(table) ?? table) };
}

// What a comparator silences is compared again without it.
async function settleWithOwn(input: DifferenceInput, live: Schema, declared: Schema): Promise<Difference> {
  const silence = new Silence(input.leftOut);
  const hooked = (): DifferenceInput => {
    const hooks = silencedHooks(input.options.hooks ?? {}, silence);
    return { ...input, options: { ...input.options, hooks } };
  };
  const comparators = await readComparators(input.comparators ?? [], input);
  for (;;) {
    const difference = await settle(hooked(), live, declared);
    if (comparators.length === 0) return difference;
    const { before, after, silenced } = await runComparators(comparators, input, difference, silence);
    if (!silenced) return { ...difference, operations: [...before, ...difference.operations, ...after] };
  }
}

async function readLive({ dialect, connection, facts, onStep, ...input }: DifferenceInput): Promise<Schema> {
  if (!connection) throw new TypeError("Without a connection, what is compared has to be given.");
  onStep?.("reading the database");
  const schemas = [...new Set([...input.declared.schemas, ...schemasLeft(input.options.answers)])];
  const scope: CatalogueScope = { schemas, metadataTable: input.metadataTable };
  const declared = new Set(input.declared.tables.map(nameKey));
  // By their bare names: another application's tables of this kind lie in another schema, and are not ours to drop.
  const own = new Set(input.ownTables.map(({ name }) => name));
  const live = await introspect(
    dialect.reader(connection, facts),
    scope,
    (table) => (!own.has(table.name) || declared.has(nameKey(table))) && input.includes(table),
  );
  return dialect.normalise({ ...live, views: live.views.filter(input.includes) }, facts);
}

// What an answer moves out of a schema has to be seen, though no entity lives there any more. Names may hold dots.
function schemasLeft({ renames }: Answers): readonly string[] {
  return renames.flatMap(({ object, from }) => {
    if (object === "schema") return [from];
    if (object !== undefined && object !== "table") return [];
    return [...from.matchAll(/\./g)].map(({ index }) => from.slice(0, index));
  });
}

// TypeORM's metadata rows are kept up to date where its table exists or is declared; elsewhere nobody asked for them.
function withoutIdleMetadata({ declared, metadataTable }: DifferenceInput, live: Schema): Schema {
  const wanted = live.typeormMetadata ?? declared.tables.find((table) => equalNames(table, metadataTable));
  const { typeormMetadata, ...rest } = declared;
  return wanted && typeormMetadata ? { ...rest, typeormMetadata } : rest;
}

// A comparison stands when what it assumed is what the server says. In a database in sync all texts mean the same, so
// that is assumed first, and one comparison is enough there; afterwards different is, which asks all that is left at once.
async function settle(input: DifferenceInput, live: Schema, declared: Schema): Promise<Difference> {
  const rules = input.dialect.rules(input.facts);
  const { alike } = input.memory ?? {};
  const { defaultSchema } = input.facts;
  const options = { ...input.options, defaultSchema, ...(alike && { alike }) };
  const bench: Bench = { verdicts: new Map(), open: new Map(), openViews: new Map() };
  for (let assumed = true; ; assumed = false) {
    input.onStep?.("comparing");
    const comparison = compare(live, declared, judgedRules(rules, bench, assumed), options);
    const verdicts = await judgeOpen(input, bench, comparison);
    if (verdicts.every(({ equivalent }) => equivalent === assumed))
      return { ...comparison, live, declared, unjudged: unjudgedReasons(bench) };
  }
}

async function judgeOpen(
  input: DifferenceInput,
  bench: Bench,
  { operations }: Comparison,
): Promise<readonly Verdict[]> {
  const { dialect, connection, facts } = input;
  const [expressions, views] = [new Map(bench.open), new Map(bench.openViews)];
  bench.open.clear();
  bench.openViews.clear();
  if (expressions.size + views.size > 0) input.onStep?.("asking the server");
  const questions = [...expressions.values()].map((question) => underPresentTypes(question, operations));
  const answers = connection && questions.length > 0 ? await dialect.judge(connection, questions, facts) : [];
  const named = answers.map((verdict, i) => (questions[i] ? underItsName(verdict, questions[i]) : verdict));
  return [
    ...keepVerdicts(expressions, named, bench),
    ...keepVerdicts(views, await judgeViews(input, [...views.values()]), bench),
  ];
}

const places: Readonly<Record<ExpressionQuestion["place"], string>> = {
  default: "the default",
  check: "a check",
  generated: "the expression",
  predicate: "the predicate of an index",
  indexKey: "a key of an index",
  operatorClass: "an operator class",
};

// A dialect says why it cannot judge a text; whose text it is stands in the question.
function underItsName(verdict: Verdict, { place, table, column }: ExpressionQuestion): Verdict {
  if (verdict.unjudged === undefined) return verdict;
  const owner = formatName(table) + (column ? `.${column.name}` : "");
  return { ...verdict, unjudged: `${places[place]} of ${owner}: ${verdict.unjudged}` };
}

async function judgeViews(
  { dialect, connection, facts }: DifferenceInput,
  questions: readonly ViewQuestion[],
): Promise<readonly Verdict[]> {
  if (questions.length === 0) return [];
  if (!connection) return [];
  if (!dialect.judgeViews) return questions.map(() => ({ equivalent: false }));
  return dialect.judgeViews(connection, questions, facts);
}

function keepVerdicts(
  questions: ReadonlyMap<string, unknown>,
  answers: readonly Verdict[],
  { verdicts }: Bench,
): readonly Verdict[] {
  return [...questions.keys()].map((key, i) => {
    const verdict = answers[i] ?? { equivalent: false, unjudged: "no server was asked what it means" };
    verdicts.set(key, verdict);
    return verdict;
  });
}

// The server still knows a type that is to be renamed by its old name.
function underPresentTypes(
  question: ExpressionQuestion,
  operations: readonly Operation[],
): ExpressionQuestion {
  const renames = operations.filter((operation) => operation.kind === "renameEnum");
  return renames.toReversed().reduce(({ table, live, declared, ...rest }, { from, to }) => {
    const [retyped = table] = retypeSchema({ ...emptySchema, tables: [table] }, to, from).tables;
    const column = rest.column && findColumn(retyped, rest.column.name);
    return {
      ...rest,
      table: retyped,
      ...(column && { column }),
      live: renameType(live, to, from),
      declared: renameType(declared, to, from),
    };
  }, question);
}

function unjudgedReasons({ verdicts }: Bench): readonly string[] {
  return [...verdicts.values()].flatMap(({ unjudged }) => (unjudged === undefined ? [] : [unjudged]));
}
