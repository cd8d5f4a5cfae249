import type { Column, ColumnType, QualifiedName, Table, TypeCodec } from "@typeorm-autogen/model";
import { call, type Call, type Expression } from "./expression.js";
import { layoutCall, layoutExpression } from "./layout.js";
import { printDocument } from "./print-document.js";

/** A part of a script that a project may write in its own way. */
export type RenderedItem = {
  /** As the script would say it: a call without its semicolon, or an argument. */
  readonly text: string;
} & (
  | { readonly kind: "column"; readonly table: QualifiedName; readonly item: Column }
  | { readonly kind: "primaryKey"; readonly table: QualifiedName; readonly item: Table["primaryKey"] & {} }
  | { readonly kind: "unique"; readonly table: QualifiedName; readonly item: Table["uniques"][number] }
  | {
      readonly kind: "foreignKey";
      readonly table: QualifiedName;
      readonly item: Table["foreignKeys"][number];
    }
  | { readonly kind: "check"; readonly table: QualifiedName; readonly item: Table["checks"][number] }
  | { readonly kind: "index"; readonly table: QualifiedName; readonly item: Table["indexes"][number] }
  | { readonly kind: "type"; readonly item: ColumnType }
  | { readonly kind: "default"; readonly item: string }
);

/**
 * Writes an item in another way: code in its place; null leaves a part of a table out; false or undefined leaves it as it
 * is. What the code needs is added to `imports`, a line each.
 */
export type RenderItem = (item: RenderedItem, imports: Set<string>) => string | false | null | undefined;

/** A spelling of types, and what a project writes in another way. */
export interface ScriptTypes extends TypeCodec {
  readonly renderItem?: (item: RenderedItem) => string | false | null | undefined;
}

// As the rest of the renderer sees it, types have a spelling and nothing else.
const hookOf = (types: TypeCodec) => (types as ScriptTypes).renderItem;

/** The call about a part of a table, after the project's hook. */
export function renderItemCall(
  kind: Exclude<RenderedItem["kind"], "type" | "default">,
  table: QualifiedName,
  item: unknown,
  plain: Call,
  types: TypeCodec,
): readonly Call[] {
  const hook = hookOf(types);
  if (!hook) return [plain];
  const { schema, name } = table;
  const text = printDocument(layoutCall(plain));
  const written = hook({ kind, table: { schema, name }, item, text } as RenderedItem);
  if (written === null) return [];
  return typeof written === "string" ? [call(written, "")] : [plain];
}

/** An argument, after the project's hook. */
export function renderItemArgument(
  kind: "type" | "default",
  item: ColumnType | string,
  plain: Expression,
  types: TypeCodec,
): Expression {
  const hook = hookOf(types);
  if (!hook) return plain;
  const written = hook({ kind, item, text: printDocument(layoutExpression(plain)) } as RenderedItem);
  return typeof written === "string" ? { kind: "call", call: call(written, "") } : plain;
}
