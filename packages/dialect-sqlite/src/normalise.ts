import type { Column, ForeignKey, Schema, Table } from "@typeorm-autogen/model";
import { isRowidAlias } from "./catalogue-table.js";
import { foldName } from "./lexicon.js";
import { respellTable } from "./respell.js";
import { stripParentheses } from "./strip-parentheses.js";

/**
 * A schema with what SQLite does not keep left out (comments, actions and collations that are what there is anyway,
 * DEFAULT NULL) and with what it implies filled in (a rowid alias is NOT NULL).
 */
export function normalise(schema: Schema): Schema {
  return { ...schema, tables: schema.tables.map(normaliseTable) };
}

function normaliseTable({ comment: _, ...table }: Table): Table {
  return respellTable({
    ...table,
    columns: table.columns.map((column) => normaliseColumn(column, table)),
    foreignKeys: table.foreignKeys.map(normaliseForeignKey),
  });
}

function normaliseColumn({ comment: _, collation, ...column }: Column, table: Table): Column {
  const { default: standing, ...rest } = column;
  const keeps =
    standing !== undefined && foldName(stripParentheses(standing)) !== "null" && !column.generated;
  return {
    ...rest,
    nullable: column.nullable && !isRowidAlias(column, table.primaryKey, table.options),
    ...(keeps && { default: standing }),
    ...(collation !== undefined && foldName(collation) !== "binary" && { collation }),
  };
}

// Declarations may carry NO ACTION as a word; absent is its normal form.
function normaliseForeignKey({ onDelete, onUpdate, ...key }: ForeignKey): ForeignKey {
  const acts = (action: string | undefined) => action !== undefined && action.toLowerCase() !== "no action";
  return {
    ...key,
    ...(onDelete && acts(onDelete) && { onDelete }),
    ...(onUpdate && acts(onUpdate) && { onUpdate }),
  };
}
