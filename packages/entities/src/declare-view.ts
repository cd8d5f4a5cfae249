import { qualify, type QualifiedName, type TypeormMetadata, type View } from "@typeorm-autogen/model";
import { declareIndexes } from "./declare-indexes.js";
import type { Declaring } from "./declaring.js";
import { ViewExpressionError, ViewParameterError } from "./errors.js";
import { keepFirst } from "./keep-first.js";
import { entityTableName } from "./table-name.js";
import type { DataSourceShape, EntityShape } from "./typeorm-shape.js";

/** A view with the row that TypeORM keeps of it. */
export interface DeclaredView {
  readonly view: View;
  readonly metadata: TypeormMetadata;
}

/**
 * What TypeORM would create for a view entity. `others` are all entities, among which `dependsOn` looks. Throws
 * ViewExpressionError and ViewParameterError.
 */
export function declareView(
  entity: EntityShape,
  others: readonly EntityShape[],
  dataSource: DataSourceShape,
  declaring: Declaring,
): DeclaredView {
  const name = entityTableName(entity, declaring);
  const text = queryText(entity, dataSource);
  const materialized =
    declaring.entities.materializedViews && entity.tableMetadataArgs?.materialized === true;
  // TypeORM creates indexes of materialized views only.
  const indexes = materialized ? keepFirst(declareIndexes(entity, declaring)) : [];
  const dependsOn = dependencies(entity, others, declaring);
  return {
    view: {
      ...qualify(name.name, name.schema),
      definition: text.replace(/[\s;]+$/, ""),
      ...(materialized && { materialized }),
      ...(indexes.length > 0 && { indexes: indexes.map(({ concurrently: _, ...index }) => index) }),
      ...(dependsOn.length > 0 && { dependsOn }),
    },
    metadata: {
      table: null,
      schema: name.schema,
      type: materialized ? "MATERIALIZED_VIEW" : "VIEW",
      name: name.name,
      value: text,
    },
  };
}

function queryText({ name, expression }: EntityShape, dataSource: DataSourceShape): string {
  if (typeof expression === "string") return expression.trim();
  if (expression === undefined) throw new ViewExpressionError(name, "it has none");
  const [text, parameters] = buildQuery(name, expression, dataSource);
  const bound = Object.keys(parameters).filter((key) => holdsParameter(text, key));
  if (bound.length > 0) throw new ViewParameterError(name, bound);
  return text;
}

function buildQuery(
  entity: string,
  expression: Exclude<EntityShape["expression"], string | undefined>,
  dataSource: DataSourceShape,
): readonly [text: string, parameters: object] {
  try {
    const query = expression(dataSource);
    return [query.getQuery(), query.getParameters()];
  } catch (error) {
    throw new ViewExpressionError(entity, error instanceof Error ? error.message : String(error), error);
  }
}

// TypeORM writes `:name` and `:...name` into the text, and fills in values only when it runs a query.
function holdsParameter(text: string, key: string): boolean {
  const escaped = key.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`:(?:\\.\\.\\.)?${escaped}(?![A-Za-z0-9_.])`).test(text);
}

function dependencies(
  { dependsOn }: EntityShape,
  others: readonly EntityShape[],
  declaring: Declaring,
): readonly QualifiedName[] {
  const wanted = dependsOn ?? new Set();
  return others
    .filter(({ target, name }) => wanted.has(target) || wanted.has(name))
    .map((other) => entityTableName(other, declaring));
}
