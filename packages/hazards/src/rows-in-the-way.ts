import { equalNames, formatName, type QualifiedName } from "@typeorm-autogen/model";
import type { AddColumn, AlterColumn } from "@typeorm-autogen/ops";
import { columnName } from "./lost-data.js";
import type { Finding, Site } from "./site.js";

/** What rows that exist may refuse, and what they do to others from now on. */
export function rowsInTheWay(site: Site): readonly Finding[] {
  const { op, isNew } = site;
  switch (op.kind) {
    case "addColumn":
      return isNew(op.table) ? [] : addedColumn(op);
    case "alterColumn":
      return isNew(op.table) ? [] : requiredColumn(op);
    case "createUnique":
      return becomesUnique(site, op.table, op.unique.columns);
    case "createIndex":
      return op.index.unique
        ? becomesUnique(
            site,
            op.table,
            op.index.parts.map((part) => part.column ?? part.expression ?? ""),
          )
        : [];
    case "createForeignKey":
      return op.foreignKey.onDelete === "cascade" && !isNew(op.table)
        ? [
            {
              rule: "on-delete-cascade",
              object: columnName(op.table, op.foreignKey.columns.join(", ")),
              message: `deleting a row of ${formatName(op.foreignKey.references)} deletes the rows that refer to it, without a word`,
            },
          ]
        : [];
    default:
      return [];
  }
}

function addedColumn({ table, column, backfill }: AddColumn): readonly Finding[] {
  const fills = column.default ?? column.generated ?? column.identity ?? column.autoincrement ?? backfill;
  if (column.nullable || fills !== undefined) return [];
  return [
    {
      rule: "add-required-column",
      object: columnName(table, column.name),
      message: "is required and has no value for rows that exist: it fails where there are any",
      safe: `say what they get: --backfill "${column.name}=SQL", or a default`,
    },
  ];
}

function requiredColumn({ table, column, to, backfill }: AlterColumn): readonly Finding[] {
  if (to.nullable !== false || backfill !== undefined) return [];
  return [
    {
      rule: "set-not-null",
      object: columnName(table, column),
      message: "becomes required: it fails where rows hold NULL, for which `upgrade` looks first",
      safe: `say what such rows get: --backfill "${table.name}.${column}=SQL"`,
    },
  ];
}

// A column that the same revisions add is NULL everywhere, and NULL is no duplicate of NULL.
function becomesUnique(
  { all, isNew }: Site,
  table: QualifiedName,
  columns: readonly string[],
): readonly Finding[] {
  const empty = all.some(
    (other) =>
      other.kind === "addColumn" &&
      equalNames(other.table, table) &&
      columns.includes(other.column.name) &&
      other.column.nullable &&
      other.column.default === undefined &&
      other.backfill === undefined,
  );
  if (isNew(table) || empty) return [];
  return [
    {
      rule: "add-unique-on-existing",
      object: columnName(table, columns.join(", ")),
      message: "becomes unique: it fails where rows hold duplicates, for which `upgrade` looks first",
    },
  ];
}
