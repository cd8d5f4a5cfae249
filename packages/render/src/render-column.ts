import type { Column, ColumnType, Identity, TypeCodec } from "@typeorm-autogen/model";
import type { ColumnPatch } from "@typeorm-autogen/ops";
import { isEmpty, literal, literals, record, sql, withOptions, type Expression } from "./expression.js";
import { renderItemArgument } from "./render-item.js";

/** The arguments of a call that describes a column: its name, type and whatever else it has. */
export function renderColumn(
  { name, type, nullable, ...attributes }: Column,
  types: TypeCodec,
  more: Readonly<Record<string, Expression | undefined>> = {},
): readonly Expression[] {
  const options = record({
    ...attributeRecord({ ...attributes, ...(nullable && { nullable }) }, types),
    ...more,
  });
  return withOptions([literal(name), renderType(type, types)], options);
}

/** Some attributes of a column; null takes one away. */
export function renderPatch(patch: ColumnPatch, types: TypeCodec): Expression {
  return record(attributeRecord(patch, types));
}

/** All attributes of a column as it was. Required is what columns are unless something else is said. */
export function renderFormer({ nullable, ...patch }: ColumnPatch, types: TypeCodec): Expression {
  return record(attributeRecord({ ...patch, ...(nullable && { nullable }) }, types));
}

type Attributes = Readonly<Record<string, Expression | undefined>>;

function attributeRecord(patch: ColumnPatch, types: TypeCodec): Attributes {
  return {
    type: patch.type && renderType(patch.type, types),
    nullable: optional(patch.nullable, literal),
    default: optional(patch.default, (text) => renderItemArgument("default", text, sql(text), types)),
    autoincrement: optional(patch.autoincrement, literal),
    identity: optional(patch.identity, renderIdentity),
    generated: optional(patch.generated, ({ expression, stored }) =>
      record({ expression: sql(expression), stored: literal(stored) }),
    ),
    collation: optional(patch.collation, literal),
    comment: optional(patch.comment, literal),
    options: optional(patch.options, literals),
  };
}

function renderType(type: ColumnType, types: TypeCodec): Expression {
  return renderItemArgument("type", type, literal(types.print(type)), types);
}

function optional<T>(value: T | null | undefined, render: (value: T) => Expression): Expression | undefined {
  if (value === undefined) return undefined;
  return value === null ? literal(null) : render(value);
}

function renderIdentity({ mode, ...options }: Identity): Expression {
  return isEmpty(literals(options)) ? literal(mode) : literals({ mode, ...options });
}
