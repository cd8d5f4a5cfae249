import { AutogenError } from "@typeorm-autogen/errors";
import type { Comparison } from "@typeorm-autogen/compare";
import { nameKey, type QualifiedName, type Schema } from "@typeorm-autogen/model";
import { evolve, flatten, type LeafOperation, type Operation } from "@typeorm-autogen/ops";
import {
  stop,
  type AnyComparator,
  type AnyOperation,
  type ComparatorContext,
  type ComparatorReader,
  type ComparatorResult,
  type ComparedPairs,
} from "./comparator.js";
import type { DifferenceInput } from "./find-difference.js";
import type { Silence } from "./silence.js";

/** A comparator of the project's own asks the database where none is connected. */
class ComparatorQueryError extends AutogenError {
  constructor() {
    super(
      "not-connected",
      "a comparator of the configuration reads the database, and nothing is connected; compare with the database, or --against scratch",
    );
  }
}

/** A comparator with what it read. */
interface Ready {
  readonly comparator: AnyComparator;
  readonly read: unknown;
}

const places = ["first", "medium", "last"];

/** The comparators of this dialect in their order, each with what it read. */
export async function readComparators(
  comparators: readonly AnyComparator[],
  { dialect, connection, facts, declared }: DifferenceInput,
): Promise<readonly Ready[]> {
  const reader: ComparatorReader = {
    dialect: dialect.name,
    facts,
    schemas: declared.schemas,
    query: async (sql, parameters) => {
      if (!connection) throw new ComparatorQueryError();
      return connection.query(sql, parameters);
    },
  };
  const place = ({ priority = "medium" }: AnyComparator) => places.indexOf(priority);
  const ordered = comparators
    .filter((comparator) => comparator.dialect === undefined || comparator.dialect === dialect.name)
    .toSorted((a, b) => place(a) - place(b) || Number(!a.dialect) - Number(!b.dialect));
  const ready: Ready[] = [];
  for (const comparator of ordered) ready.push({ comparator, read: await comparator.read?.(reader) });
  return ready;
}

/** The operations of own comparators around the built-in ones. */
export interface OwnDifference {
  readonly before: readonly Operation[];
  readonly after: readonly Operation[];
  /** Whether one of them silenced something of the built-in comparison, which then has to be made again. */
  readonly silenced: boolean;
}

/** Asks every comparator about every object of its target. */
export async function runComparators(
  ready: readonly Ready[],
  input: DifferenceInput,
  { live, declared, operations }: Pick<Comparison, "operations"> & Record<"live" | "declared", Schema>,
  silence: Silence,
): Promise<OwnDifference> {
  const { dialect, connection, facts } = input;
  const context: Omit<ComparatorContext<unknown>, "read"> = {
    dialect: dialect.name,
    facts,
    schemas: declared.schemas,
    live: evolve(live, flatten(operations).filter(isRename)),
    declared,
    operations,
    judge: async (questions) =>
      connection
        ? dialect.judge(connection, questions, facts)
        : questions.map(() => ({ equivalent: false, unjudged: "nothing is connected" })),
  };
  const before: AnyOperation[] = [];
  const after: AnyOperation[] = [];
  let silenced = false;
  const quiet = new Set<string>();
  for (const { comparator, read } of ready) {
    for (const { pair, table, column } of pairsOf(comparator.target, context)) {
      const subgroup = JSON.stringify([comparator.subgroup, table && nameKey(table), column]);
      if (comparator.subgroup !== undefined && quiet.has(subgroup)) continue;
      const result = await comparator.compare(pair as never, { ...context, read } as never);
      if (result === stop) {
        quiet.add(subgroup);
        if (table && comparator.priority === "first")
          silenced = silence.add(String(comparator.subgroup), table, column) || silenced;
        continue;
      }
      const placed = place(result, comparator);
      before.push(...placed.before);
      after.push(...placed.after);
    }
  }
  return { before: before as Operation[], after: after as Operation[], silenced };
}

interface Placed {
  readonly before?: readonly AnyOperation[];
  readonly after?: readonly AnyOperation[];
}

function place(
  result: Exclude<ComparatorResult, typeof stop>,
  { priority }: AnyComparator,
): Required<Placed> {
  if (!Array.isArray(result)) return { before: [], after: [], ...(result as Placed | undefined) };
  return priority === "first" ? { before: result, after: [] } : { before: [], after: result };
}

function isRename({ kind }: LeafOperation): boolean {
  return kind === "renameTable" || kind === "renameColumn" || kind === "renameEnum";
}

interface Asked {
  readonly pair: ComparedPairs[keyof ComparedPairs];
  readonly table?: QualifiedName;
  readonly column?: string;
}

type Sides = Pick<ComparatorContext<unknown>, "live" | "declared">;

function pairsOf(target: keyof ComparedPairs, { live, declared }: Sides): readonly Asked[] {
  if (target === "schema") return [{ pair: { live, declared } }];
  const tables = tablePairs(live, declared);
  if (target === "table") return tables.map((pair) => ({ pair, table: pair.name }));
  return tables.flatMap(columnPairs);
}

function tablePairs(live: Schema, declared: Schema): readonly ComparedPairs["table"][] {
  const [lives, declareds] = [live, declared].map(
    ({ tables }) => new Map(tables.map((table) => [nameKey(table), table])),
  );
  const names = new Map([...declared.tables, ...live.tables].map((table) => [nameKey(table), table]));
  return [...names].map(([key, { schema, name }]) => ({
    name: { schema, name },
    live: lives?.get(key) ?? null,
    declared: declareds?.get(key) ?? null,
  }));
}

function columnPairs({ name: table, live, declared }: ComparedPairs["table"]): readonly Asked[] {
  const names = new Set([...(declared?.columns ?? []), ...(live?.columns ?? [])].map(({ name }) => name));
  return [...names].map((name) => ({
    table,
    column: name,
    pair: {
      table,
      name,
      live: live?.columns.find((column) => column.name === name) ?? null,
      declared: declared?.columns.find((column) => column.name === name) ?? null,
    },
  }));
}
