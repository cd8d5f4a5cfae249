import type { CompareRules, ExpressionQuestion, ViewQuestion } from "@typeorm-autogen/compare";
import {
  equal,
  type ColumnType,
  type IndexDefinition,
  type IndexPart,
  type Table,
} from "@typeorm-autogen/model";
import { conversionRisk } from "./conversion-risk.js";
import { conversion, pairsInForeignKey, typeAffinity } from "./conversion.js";
import { normalDefault, normalForm } from "./expression-form.js";
import { nextvalSql, serialSequence, splitCounting } from "./serial.js";

/** What comparing asks, answered without a server. */
export const rules: CompareRules = {
  capabilities: {
    renamesConstraints: true,
    renamesIndexes: true,
    namesPrimaryKeys: true,
    comments: true,
    addsConstraints: true,
    altersForeignKeys: true,
    forwardReferences: false,
    // Indexes, and the constraints that are made of one, share the names of their schema:
    // https://www.postgresql.org/docs/current/sql-createindex.html
    schemaNames: ["index", "key"],
    expandsViews: true,
  },
  equivalentType,
  equivalentExpression,
  equivalentView,
  equivalentCollation: (live, declared) =>
    (live.collation ?? "default") === (declared.collation ?? "default"),
  equivalentOptions: (live, declared) =>
    Object.entries(declared ?? {}).every(([key, value]) => live?.[key] === value),
  serialDefault: (table, column) => {
    const sequence = serialSequence(table, column);
    return { sequence, text: nextvalSql(sequence) };
  },
  splitCounting,
  declarable,
  staying,
  conversion,
  conversionRisk,
  pairsInForeignKey,
  typeAffinity,
};

// TypeORM takes a domain for what it is made of, and entities can declare no more than that.
function equivalentType(
  { base, refusesNull: _, ...live }: ColumnType,
  { base: __, refusesNull: ___, ...declared }: ColumnType,
): boolean {
  if (equal(live, declared)) return true;
  const { dimensions } = live;
  return base !== undefined && equal({ ...base, ...(dimensions !== undefined && { dimensions }) }, declared);
}

/** Whether two texts are the same in normal form. False means: ask the server. */
export function equivalentExpression({ place, column, live, declared }: ExpressionQuestion): boolean {
  if (live === declared) return true;
  if (place === "operatorClass") return false;
  const form = (text: string) =>
    normalForm(place === "default" && column ? (normalDefault(text, column.type) ?? "null") : text);
  return form(live) === form(declared);
}

/** Whether two queries are the same in normal form. False means: ask the server. */
export function equivalentView({ live, declared }: ViewQuestion): boolean {
  return normalForm(live.definition) === normalForm(declared.definition);
}

// TypeORM declares plain columns, uniqueness, a predicate, `spatial` (gist), and since 1.0 the access method.
function declarable(index: IndexDefinition): boolean {
  // Where an index lies is nothing that an entity would want to declare.
  const { tablespace: _, ...parameters } = index.options ?? {};
  if (index.include || index.nullsNotDistinct || Object.keys(parameters).length > 0) return false;
  return index.parts.every(isPlain);
}

// A drop of one would take rows that no entity ever stood for, and nothing could bring back what hangs together.
function staying({ options }: Table): string | undefined {
  if (options?.["partitionBy"] !== undefined) return "declared nowhere, and its partitions would go with it";
  if (options?.["inherits"] !== undefined) return `it inherits from ${String(options["inherits"])}`;
  const heirs = options?.["inheritedBy"];
  return heirs === undefined ? undefined : `${String(heirs)} inherits from it`;
}

function isPlain(part: IndexPart): boolean {
  return part.column !== undefined && Object.keys(part).length === 1;
}
