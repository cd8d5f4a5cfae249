import type { ColumnType, EnumType, QualifiedName } from "@typeorm-autogen/model";
import type { Declaring } from "./declaring.js";
import type { TypeTraits } from "./entity-dialect.js";
import { serverName } from "./server-name.js";
import { tableName } from "./table-name.js";
import type { ColumnShape, EntityShape, TableColumnShape } from "./typeorm-shape.js";

/** A column's type, with the enum type that it needs, if any. */
export interface DeclaredType {
  readonly type: ColumnType;
  readonly enumType?: EnumType;
}

/** The type that TypeORM gives a column, in normal form. */
export function declareType(
  column: ColumnShape,
  entity: EntityShape,
  table: QualifiedName,
  declaring: Declaring,
): DeclaredType {
  const base = declaring.driver.normalizeType(column);
  const dimensions = column.isArray && declaring.entities.arrays ? { dimensions: 1 } : {};
  if (base === "enum" && declaring.entities.enums === "types") {
    const enumType = declareEnum(column, entity, table, declaring);
    return { type: { name: enumType.name, schema: enumType.schema, ...dimensions }, enumType };
  }
  const short = declaring.driver.createFullType(tableColumn(column, base, declaring));
  const text = declaring.entities.typeText?.(short, typeTraits(column)) ?? short;
  return { type: { ...declaring.types.parse(text), ...dimensions } };
}

function typeTraits({ unsigned, zerofill, enum: values }: ColumnShape): TypeTraits {
  return { unsigned: unsigned === true, zerofill: zerofill === true, values: values?.map(String) };
}

// TypeORM names an enum type after table and column, in the table's schema, and reads a dot in `enumName` as a path.
function declareEnum(
  column: ColumnShape,
  entity: EntityShape,
  table: QualifiedName,
  declaring: Declaring,
): EnumType {
  const own = `${entity.tableName}_${column.databaseName.toLowerCase()}_enum`;
  const name = column.enumName?.includes(".")
    ? tableName(column.enumName, undefined, declaring)
    : {
        schema: table.schema,
        name: serverName(column.enumName || own, declaring.entities.nameBytes),
      };
  return { ...name, values: (column.enum ?? []).map(String) };
}

function tableColumn(column: ColumnShape, type: string, declaring: Declaring): TableColumnShape {
  return {
    type,
    length: declaring.driver.getColumnLength(column),
    precision: column.precision,
    scale: column.scale,
    width: column.width,
    zerofill: column.zerofill,
    unsigned: column.unsigned,
    enum: column.enum?.map(String),
    isArray: column.isArray && !declaring.entities.arrays,
    spatialFeatureType: column.spatialFeatureType,
    srid: column.srid,
  };
}
