import type {
  CompareCapabilities,
  CompareRules,
  ExpressionQuestion,
  ViewQuestion,
} from "@typeorm-autogen/compare";
import type { ServerFacts } from "@typeorm-autogen/dialect";
import { equal, type IndexDefinition, type Table } from "@typeorm-autogen/model";
import { conversionRisk } from "./conversion-risk.js";
import { conversion, pairsInForeignKey, typeAffinity } from "./conversion.js";
import { equivalentCollation, equivalentOptions, equivalentType, isTold } from "./equivalence.js";
import { flavorOf } from "./flavor.js";
import { expressionForm } from "./expression-form.js";
import { inlineEnums, mapValues } from "./inline-enums.js";
import { mysqlFacts } from "./facts.js";
import { normalDefault } from "./literal-form.js";
import { namedSequences } from "./named-sequences.js";

const capabilities: CompareCapabilities = {
  renamesConstraints: false,
  renamesIndexes: true,
  namesPrimaryKeys: false,
  comments: true,
  addsConstraints: true,
  forwardReferences: false,
  // Errors 1832 and 1833, whatever the change: https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html
  holdsLinkedColumns: true,
  expandsViews: true,
  // https://dev.mysql.com/doc/refman/8.4/en/create-table-check-constraints.html: each kind has a namespace in its schema.
  schemaNames: ["check", "foreignKey"],
};

/** What comparing has to ask of a server of this family. */
export function rules(facts: ServerFacts): CompareRules {
  const { collation, defaultSchema } = mysqlFacts(facts);
  return {
    capabilities,
    equivalentType,
    equivalentExpression,
    equivalentView,
    equivalentCollation: (live, declared, table) => equivalentCollation(live, declared, collation, table),
    equivalentOptions,
    declarable,
    conversion,
    conversionRisk,
    inlineEnums,
    mapValues,
    pairsInForeignKey,
    ...(!flavorOf(facts).rebuildsFulltext && { freesRequired }),
    typeAffinity,
    namedSequences: (text) =>
      namedSequences(text).map((name) => (name.schema === defaultSchema ? { ...name, schema: null } : name)),
    // Names of tables were folded by normalise where the server folds them.
    foldName: (name, of) => (of === "column" ? name.toLowerCase() : name),
  };
}

/** Whether two texts are the same in normal form. False means: ask the server. */
export function equivalentExpression({ place, column, live, declared }: ExpressionQuestion): boolean {
  if (live === declared) return true;
  const form = (text: string) =>
    expressionForm(place === "default" && column ? (normalDefault(text, column.type) ?? "null") : text);
  const [was, is] = [form(live), form(declared)];
  return was === is || isTold(was, is);
}

/** Whether two queries are the same in normal form. False means: ask the server. */
export function equivalentView({ live, declared }: ViewQuestion): boolean {
  return expressionForm(live.definition) === expressionForm(declared.definition);
}

// Copying a table is refused while a foreign key holds what becomes required: errors 1832 and 1833.
function freesRequired({ indexes }: Table): boolean {
  return indexes.some(({ method }) => method === "fulltext");
}

// Entities declare plain columns, uniqueness, `fulltext` with its parser, `spatial`.
function declarable({ parts, options }: IndexDefinition): boolean {
  return options?.["invisible"] === undefined && parts.every((part) => equal(Object.keys(part), ["column"]));
}
