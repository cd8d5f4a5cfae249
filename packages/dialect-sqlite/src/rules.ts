import type {
  CompareCapabilities,
  CompareRules,
  ExpressionQuestion,
  ViewQuestion,
} from "@typeorm-autogen/compare";
import { equal, type Column, type ColumnType, type IndexDefinition } from "@typeorm-autogen/model";
import { conversionRisk } from "./conversion-risk.js";
import { expressionForm } from "./expression-form.js";
import { inlineEnums, mapValues } from "./inline-enums.js";
import { identifier } from "./sql-text.js";
import { foldName } from "./lexicon.js";
import { affinityOf } from "./types.js";

// A rebuild renames a constraint without touching what it says; an index has to be built again.
const capabilities: CompareCapabilities = {
  renamesConstraints: true,
  renamesIndexes: false,
  namesPrimaryKeys: false,
  comments: false,
  addsConstraints: false,
  forwardReferences: true,
  schemaNames: ["index"],
};

/** What comparing has to ask of SQLite; the same for every version. */
export const rules: CompareRules = {
  capabilities,
  equivalentType: (live, declared) => equal(live, declared),
  equivalentExpression,
  equivalentView,
  // https://sqlite.org/datatype3.html#collation: BINARY is what there is without a COLLATE clause; case is ignored.
  equivalentCollation: (live, declared) =>
    (live.collation ?? "binary").toLowerCase() === (declared.collation ?? "binary").toLowerCase(),
  // Entities declare WITHOUT ROWID, so that its absence means something; STRICT they cannot, and what is there stays.
  equivalentOptions: (live, declared) =>
    live?.["withoutRowid"] === declared?.["withoutRowid"] &&
    Object.entries(declared ?? {}).every(([key, value]) => equal(live?.[key], value)),
  declarable: isDeclarable,
  conversion,
  conversionRisk,
  inlineEnums,
  mapValues,
  typeAffinity,
  foldName,
};

/** The names that an expression in this place can see. */
function visibleColumns({ place, table }: ExpressionQuestion): readonly string[] {
  return place === "default" ? [] : table.columns.map((column) => column.name);
}

function equivalentExpression(question: ExpressionQuestion): boolean {
  const columns = visibleColumns(question);
  return expressionForm(question.live, columns) === expressionForm(question.declared, columns);
}

// SQLite keeps a query as it was written, but for names that ALTER TABLE has renamed in it: its text is what it means.
function equivalentView({ live, declared }: ViewQuestion): boolean {
  return expressionForm(live.definition) === expressionForm(declared.definition);
}

function isDeclarable({ parts }: IndexDefinition): boolean {
  return parts.every((part) => part.column !== undefined && !part.descending && part.collation === undefined);
}

/**
 * Copying a row into a column of another type lets SQLite convert what it can convert without loss, and leaves the rest
 * as it is (https://sqlite.org/datatype3.html#type_affinity). CAST would make 0 of 'abc' and 2020 of '2020-01-31'. Only between text and
 * blobs nothing happens by itself: there, and only there, a CAST is needed and loses nothing.
 */
function conversion(live: Column, declared: Column): string | undefined {
  return castBetween(live.type, declared.type, identifier(declared.name));
}

/** The value of an expression of one type as the other needs it, or undefined where copying it is enough. */
export function castBetween(from: ColumnType, to: ColumnType, value: string): string | undefined {
  const [source, target] = [affinityOf(from), affinityOf(to)];
  if (source === "text" && target === "blob") return `CAST(${value} AS BLOB)`;
  if (source === "blob" && target === "text") return `CAST(${value} AS TEXT)`;
  return undefined;
}

function typeAffinity(a: ColumnType, b: ColumnType): number {
  if (equal(a, b)) return 1;
  if (a.name === b.name) return 0.9;
  const [one, other] = [affinityOf(a), affinityOf(b)];
  if (one === other) return 0.7;
  const numbers = new Set(["integer", "real", "numeric"]);
  return numbers.has(one) && numbers.has(other) ? 0.4 : 0;
}
