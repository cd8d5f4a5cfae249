import { formatName, renameIdentifier, type QualifiedName } from "@typeorm-autogen/model";
import type { AddColumn, AlterColumn, AlterEnum, LeafOperation, RenameColumn } from "@typeorm-autogen/ops";
import { needsBackfill } from "./compare-column.js";
import { noAnswers, type Answers, type RenameAnswer } from "./decisions.js";

/**
 * The answers that these operations once followed from, as a comparison of what was there before the first of them with
 * what is there after the last would want them: renames from end to end, and what rows got, under the names that columns
 * have now. What was made in between and is gone again, or bore its name from the start, has none.
 */
export function traceAnswers(operations: readonly LeafOperation[]): Answers {
  const tracer = new AnswerTracer();
  for (const operation of operations) tracer.follow(operation);
  return tracer.answers();
}

/** Names by what they were at first: null for what was not there then. A name that is not kept bears what it bore. */
class Trail {
  readonly #first = new Map<string, string | null>();

  firstOf(name: string): string | null {
    const first = this.#first.get(name);
    return first === undefined ? name : first;
  }

  born(name: string): void {
    this.#first.set(name, null);
  }

  gone(name: string): void {
    this.#first.delete(name);
  }

  rename(from: string, to: string): void {
    const first = this.firstOf(from);
    this.#first.delete(from);
    this.#first.set(to, first);
  }

  /** Those that were called otherwise: what they were, and what they are. */
  renamed(): readonly (readonly [from: string, to: string])[] {
    return [...this.#first].flatMap(([now, first]) =>
      first === null || first === now ? [] : [[first, now] as const],
    );
  }
}

/** What is known of a table's columns, by their present names. */
interface ColumnTrail {
  readonly names: Trail;
  readonly backfills: Map<string, string | null>;
  /** null: two conversions, one after the other, which are not one. */
  readonly conversions: Map<string, string | null>;
}

/** What is known of an enum type's values. */
interface ValueTrail {
  readonly names: Trail;
  /** First names of values that are gone to what their rows hold now; null: nothing was said. */
  readonly mappings: Map<string, string | null>;
}

class AnswerTracer {
  readonly #tables = new Trail();
  readonly #columns = new Map<string, ColumnTrail>();
  readonly #enums = new Trail();
  readonly #values = new Map<string, ValueTrail>();

  follow(op: LeafOperation): void {
    switch (op.kind) {
      case "createTable":
        return this.#tables.born(formatName(op.table));
      case "dropTable":
        this.#columns.delete(formatName(op.table));
        return this.#tables.gone(formatName(op.table));
      case "renameTable":
        moveKey(this.#columns, formatName(op.from), formatName(op.to));
        return this.#tables.rename(formatName(op.from), formatName(op.to));
      case "addColumn":
        return this.#addColumn(op);
      case "dropColumn":
        return this.#dropColumn(op.table, op.column.name);
      case "renameColumn":
        return this.#renameColumn(op);
      case "alterColumn":
        return this.#alterColumn(op);
      case "createEnum":
        return this.#enums.born(formatName(op.enum));
      case "dropEnum":
        this.#values.delete(formatName(op.enum));
        return this.#enums.gone(formatName(op.enum));
      case "renameEnum":
        moveKey(this.#values, formatName(op.from), formatName(op.to));
        return this.#enums.rename(formatName(op.from), formatName(op.to));
      case "alterEnum":
        return this.#alterEnum(op);
      default:
        return;
    }
  }

  answers(): Answers {
    const columns = [...this.#columns].map(([table, trail]) => ({ table, trail }));
    const values = [...this.#values].map(([type, trail]) => ({ type, trail }));
    return {
      ...noAnswers,
      renamePolicy: "never",
      renames: [
        ...this.#tables.renamed().map(([from, to]) => ({ object: "table", from, to }) as const),
        ...this.#enums.renamed().map(([from, to]) => ({ object: "type", from, to }) as const),
        ...columns.flatMap(({ table, trail }) =>
          renamesWithin("column", this.#tables.firstOf(table), trail.names),
        ),
        ...values.flatMap(({ type, trail }) =>
          renamesWithin("value", this.#enums.firstOf(type), trail.names),
        ),
      ],
      backfills: new Map(columns.flatMap(({ table, trail }) => entriesUnder(table, trail.backfills))),
      conversions: new Map(
        columns.flatMap(({ table, trail }) =>
          entriesUnder(table, trail.conversions).filter(
            (entry): entry is [string, string] => entry[1] !== null,
          ),
        ),
      ),
      mappings: new Map(values.flatMap(({ type, trail }) => entriesUnder(type, trail.mappings))),
    };
  }

  #columnsOf(table: QualifiedName): ColumnTrail {
    return kept(this.#columns, formatName(table), () => ({
      names: new Trail(),
      backfills: new Map(),
      conversions: new Map(),
    }));
  }

  #addColumn({ table, column, backfill }: AddColumn): void {
    const { names, backfills } = this.#columnsOf(table);
    names.born(column.name);
    if (needsBackfill(column)) backfills.set(column.name, backfill ?? null);
  }

  #dropColumn(table: QualifiedName, column: string): void {
    const { names, backfills, conversions } = this.#columnsOf(table);
    names.gone(column);
    backfills.delete(column);
    conversions.delete(column);
  }

  // Renames come first in a comparison, so that what is said in SQL has to use the names of afterwards.
  #renameColumn({ table, from, to }: RenameColumn): void {
    const { names, backfills, conversions } = this.#columnsOf(table);
    names.rename(from, to);
    for (const texts of [backfills, conversions]) {
      moveKey(texts, from, to);
      for (const [column, text] of texts)
        if (text !== null) texts.set(column, renameIdentifier(text, from, to));
    }
  }

  #alterColumn({ table, column, to, using, backfill }: AlterColumn): void {
    const { backfills, conversions } = this.#columnsOf(table);
    if (to.nullable === false) backfills.set(column, backfill ?? null);
    if (using !== undefined) conversions.set(column, conversions.has(column) ? null : using);
  }

  #alterEnum({ enum: type, from, to, map = {} }: AlterEnum): void {
    const { names, mappings } = kept(this.#values, formatName(type), () => ({
      names: new Trail(),
      mappings: new Map<string, string | null>(),
    }));
    const target = (value: string) => map[value] ?? (to.includes(value) ? value : null);
    for (const [value, held] of mappings) if (held !== null) mappings.set(value, target(held));
    const renamed = Object.entries(map).filter(([, value]) => !from.includes(value));
    for (const value of from) {
      const first = names.firstOf(value);
      if (to.includes(value) || renamed.some(([old]) => old === value)) continue;
      names.gone(value);
      if (first !== null) mappings.set(first, target(value));
    }
    for (const [old, value] of renamed) names.rename(old, value);
    for (const value of to)
      if (!from.includes(value) && !renamed.some(([, other]) => other === value)) names.born(value);
  }
}

function kept<T>(map: Map<string, T>, key: string, make: () => T): T {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}

function moveKey<T>(map: Map<string, T>, from: string, to: string): void {
  const value = map.get(from);
  map.delete(from);
  if (value !== undefined) map.set(to, value);
}

function renamesWithin(
  object: "column" | "value",
  parent: string | null,
  names: Trail,
): readonly RenameAnswer[] {
  if (parent === null) return [];
  return names.renamed().map(([from, to]) => ({ object, from: `${parent}.${from}`, to }));
}

function entriesUnder<T>(parent: string, entries: ReadonlyMap<string, T>): readonly (readonly [string, T])[] {
  return [...entries].map(([name, value]) => [`${parent}.${name}`, value] as const);
}
