import { compare, type CompareOptions, type Comparison } from "@typeorm-autogen/compare";
import type { Connection, Dialect, ServerFacts, Verdict } from "@typeorm-autogen/dialect";
import { introspect, type CatalogueScope } from "@typeorm-autogen/introspect";
import { equalNames, nameKey, type QualifiedName, type Schema } from "@typeorm-autogen/model";
import { judgedRules, type Bench } from "./judged-rules.js";

/** What is compared with what. */
export interface DifferenceInput {
  readonly dialect: Dialect;
  readonly connection: Connection;
  readonly facts: ServerFacts;
  readonly declared: Schema;
  /** Tables that are nobody's business: Autogen's own and TypeORM's. */
  readonly ownTables: readonly QualifiedName[];
  readonly metadataTable: QualifiedName;
  readonly includes: (table: QualifiedName) => boolean;
  readonly options: CompareOptions;
  /** Told what happens, for progress. */
  readonly onStep?: (step: "reading the database" | "comparing" | "asking the server") => void;
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
  await connection.begin("read");
  try {
    const live = await readLive(input);
    return await settle(input, live, input.dialect.normalise(withoutIdleMetadata(input, live), input.facts));
  } finally {
    await connection.rollback();
  }
}

async function readLive({ dialect, connection, facts, onStep, ...input }: DifferenceInput): Promise<Schema> {
  onStep?.("reading the database");
  const scope: CatalogueScope = { schemas: input.declared.schemas, metadataTable: input.metadataTable };
  const declared = new Set(input.declared.tables.map(nameKey));
  // By their bare names: another application's tables of this kind lie in another schema, and are not ours to drop.
  const own = new Set(input.ownTables.map(({ name }) => name));
  const live = await introspect(
    dialect.reader(connection, facts),
    scope,
    (table) => (!own.has(table.name) || declared.has(nameKey(table))) && input.includes(table),
  );
  return dialect.normalise(live, facts);
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
  const bench: Bench = { verdicts: new Map(), open: new Map() };
  for (let assumed = true; ; assumed = false) {
    input.onStep?.("comparing");
    const comparison = compare(live, declared, judgedRules(rules, bench, assumed), input.options);
    const verdicts = await judgeOpen(input, bench);
    if (verdicts.every(({ equivalent }) => equivalent === assumed))
      return { ...comparison, live, declared, unjudged: unjudgedReasons(bench) };
  }
}

async function judgeOpen(input: DifferenceInput, bench: Bench): Promise<readonly Verdict[]> {
  const { dialect, connection, facts } = input;
  const questions = [...bench.open];
  if (questions.length === 0) return [];
  input.onStep?.("asking the server");
  const answers = await dialect.judge(
    connection,
    questions.map(([, question]) => question),
    facts,
  );
  const verdicts = questions.map(([key], i) => {
    const verdict = answers[i] ?? { equivalent: false, unjudged: "the server gave no verdict" };
    bench.verdicts.set(key, verdict);
    return verdict;
  });
  bench.open.clear();
  return verdicts;
}

function unjudgedReasons({ verdicts }: Bench): readonly string[] {
  return [...verdicts.values()].flatMap(({ unjudged }) => (unjudged === undefined ? [] : [unjudged]));
}
