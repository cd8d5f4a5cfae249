import type {
  Check,
  Column,
  DialectOptions,
  EnumType,
  Generated,
  QualifiedName,
} from "@typeorm-autogen/model";
import type { UnsupportedDeclaration } from "./declaration.js";
import { declareType } from "./declare-type.js";
import type { Declaring } from "./declaring.js";
import type { Generation } from "./entity-dialect.js";
import { quoteJson, quoteLiteral, requoteLiteral } from "./quote-literal.js";
import { serverName } from "./server-name.js";
import type { ColumnShape, EntityShape } from "./typeorm-shape.js";

/** A column with what it brings along. */
export interface DeclaredColumn {
  readonly column: Column;
  readonly enumType?: EnumType;
  /** The check that stands in for an enum type. */
  readonly check?: Check;
  readonly extension?: string;
  readonly unsupported: readonly UnsupportedDeclaration[];
}

/** What TypeORM would create for one column of an entity. */
export function declareColumn(
  source: ColumnShape,
  entity: EntityShape,
  table: QualifiedName,
  declaring: Declaring,
): DeclaredColumn {
  const { type, enumType } = declareType(source, entity, table, declaring);
  const generation = declareGeneration(source, declaring);
  const numbered = generation?.kind === "autoincrement" || generation?.kind === "identity";
  const check = inlineEnumCheck(source, declaring);
  const column: Column = {
    name: serverName(source.databaseName, declaring.entities.nameBytes),
    type,
    nullable: source.isNullable && !source.isPrimary && !numbered,
    ...declareValue(source, generation, declaring),
    ...(source.collation && { collation: source.collation }),
    ...declareComment(source.comment, declaring),
    ...declareOptions(source, declaring),
  };
  const extension = neededExtension(source, column, declaring);
  return {
    column,
    ...(enumType && { enumType }),
    ...(check && { check }),
    ...(extension !== undefined && { extension }),
    unsupported: unsupportedOfColumn(source, entity, generation, declaring),
  };
}

/** A comment where the database keeps one. TypeORM drops the null characters, which no server accepts. */
export function declareComment(
  comment: string | undefined,
  { entities }: Declaring,
): { readonly comment?: string } {
  const text = comment?.replaceAll("\u0000", "");
  return entities.comments && text ? { comment: text } : {};
}

function declareOptions(
  { charset, onUpdate }: ColumnShape,
  { entities }: Declaring,
): { readonly options?: DialectOptions } {
  const options = entities.columnOptions?.({ charset, onUpdate });
  return options ? { options } : {};
}

type Value = Pick<Column, "default" | "autoincrement" | "identity" | "generated">;

function declareValue(column: ColumnShape, generation: Generation | undefined, declaring: Declaring): Value {
  const generated = declareGenerated(column);
  if (generated) return { generated };
  if (generation?.kind === "autoincrement") return { autoincrement: true };
  if (generation?.kind === "identity") return { identity: generation.identity };
  const given = declareDefault(column, declaring);
  if (given !== undefined) return { default: given };
  return generation?.kind === "default" ? { default: generation.default } : {};
}

// The expression stays as the user wrote it.
function declareGenerated({ asExpression, generatedType }: ColumnShape): Generated | undefined {
  return asExpression ? { expression: asExpression, stored: generatedType === "STORED" } : undefined;
}

function declareDefault(column: ColumnShape, { driver, entities }: Declaring): string | undefined {
  const text = driver.normalizeDefault(column);
  if (text === undefined || text === null || text === "" || isNull(text)) return undefined;
  if (typeof column.default === "function") return text;
  // What TypeORM 0.3 makes of an object on SQLite is no SQL; 1.x writes JSON.
  if (text === "[object Object]") return quoteJson(column.default, entities.backslashes);
  return requoteLiteral(text, entities.backslashes);
}

// DEFAULT NULL is no default: servers keep nothing of it.
function isNull(text: string): boolean {
  return /^[\s(]*null[\s)]*$/i.test(text);
}

function declareGeneration(
  { isGenerated, generationStrategy, generatedIdentity }: ColumnShape,
  { entities, driver }: Declaring,
): Generation | undefined {
  if (!isGenerated || !generationStrategy) return undefined;
  return entities.generation({
    strategy: generationStrategy,
    identity: generatedIdentity,
    uuidFunction: driver.uuidGenerator,
  });
}

// TypeORM 0.3 writes the check for arrays too, which then refuses every array of two; 1.x leaves it out.
function inlineEnumCheck(column: ColumnShape, { entities, driver }: Declaring): Check | undefined {
  if (entities.enums !== "checks" || !column.enum) return undefined;
  if (column.isArray && driver.dataSource !== undefined) return undefined;
  const values = column.enum.map((value) => quoteLiteral(String(value))).join(",");
  return { expression: `"${column.databaseName}" IN (${values})` };
}

function neededExtension(
  source: ColumnShape,
  column: Column,
  { entities, facts }: Declaring,
): string | undefined {
  const type = typeof source.type === "string" ? source.type : "";
  return entities.extension({ type, default: column.default }, facts);
}

function unsupportedOfColumn(
  column: ColumnShape,
  entity: EntityShape,
  generation: Generation | undefined,
  { entities }: Declaring,
): readonly UnsupportedDeclaration[] {
  const object = `${entity.name}.${column.propertyPath}`;
  const charset = column.charset !== undefined && entities.charsets === "refused";
  const stray =
    generation?.kind === "autoincrement" && entities.autoincrementIsPrimary && !isOnlyPrimary(column, entity);
  return [
    ...(charset ? [{ what: "character set of a column", object }] : []),
    ...(stray ? [{ what: "generated number outside a primary key of one column", object }] : []),
  ];
}

function isOnlyPrimary(column: ColumnShape, entity: EntityShape): boolean {
  return column.isPrimary && entity.columns.filter(({ isPrimary }) => isPrimary).length === 1;
}
