import type { Check, ForeignKey, IndexDefinition, PrimaryKey, Unique } from "@typeorm-autogen/model";
import type { RowCheck } from "./row-check.js";
import { fromClause } from "./row-source.js";
import { canTell, checkOf, knows, rowsOf, type RowsBefore, type TableRows } from "./rows-before.js";

/** Columns that hold the same values twice. NULL equals nothing, unless the key says so. */
export function checkUnique(
  columns: readonly string[],
  rows: TableRows,
  { dialect }: RowsBefore,
  nullsEqual = false,
): readonly RowCheck[] {
  if (!knows(rows, columns)) return [];
  const unique = columns.map(dialect.identifier);
  return [duplicates(columns, unique, rows, nullsEqual ? [] : unique)];
}

/** Rows that share these values, of those that meet the condition and hold all that is required. */
export function duplicates(
  columns: readonly string[],
  unique: readonly string[],
  rows: TableRows,
  required: readonly string[],
  where?: string,
): RowCheck {
  const conditions = [
    ...(where === undefined ? [] : [`(${where}\n)`]),
    ...required.map((key) => `${key} IS NOT NULL`),
  ];
  return {
    ...checkOf(rows),
    kind: "duplicate",
    columns,
    problem: "hold the same values, which have to be unique",
    unique,
    ...(conditions.length > 0 && { condition: conditions.join(" AND ") }),
  };
}

/** NULL and duplicates under a new primary key. */
export function checkPrimaryKey(
  { columns }: PrimaryKey,
  rows: TableRows,
  before: RowsBefore,
): readonly RowCheck[] {
  const nullable = rows.table.columns.filter(({ name, nullable }) => nullable && columns.includes(name));
  const empty = nullable
    .filter(({ name }) => knows(rows, [name]))
    .map(({ name }): RowCheck => ({
      ...checkOf(rows),
      kind: "required",
      columns: [name],
      problem: "hold NULL, which a primary key does not allow",
      condition: `${before.dialect.identifier(name)} IS NULL`,
    }));
  return [...empty, ...checkUnique(columns, rows, before)];
}

/** Duplicates under a new unique constraint. */
export function checkUniqueKey(unique: Unique, rows: TableRows, before: RowsBefore): readonly RowCheck[] {
  return checkUnique(unique.columns, rows, before, unique.nullsNotDistinct);
}

/** Duplicates under a new unique index, over its expressions and where its predicate holds. */
export function checkIndex(
  index: IndexDefinition,
  rows: TableRows,
  { dialect }: RowsBefore,
): readonly RowCheck[] {
  const { unique, parts, where, nullsNotDistinct } = index;
  if (!unique || parts.some(({ collation, length }) => collation !== undefined || length !== undefined))
    return [];
  const keys = parts.map(({ column, expression }) =>
    column === undefined ? `(${expression ?? "NULL"}\n)` : dialect.identifier(column),
  );
  if (!canTell([...keys, where ?? ""].join(" "), rows, dialect)) return [];
  const columns = parts.flatMap(({ column }) => (column === undefined ? [] : [column]));
  return [duplicates(columns, keys, rows, nullsNotDistinct ? [] : keys, where)];
}

/** Rows that a new check refuses. */
export function checkCondition(check: Check, rows: TableRows, { dialect }: RowsBefore): readonly RowCheck[] {
  if (check.notValid || !canTell(check.expression, rows, dialect)) return [];
  const name = check.name === undefined ? "a check" : `the check ${check.name}`;
  const problem = `violate ${name}`;
  return [
    { ...checkOf(rows), kind: "check", columns: [], problem, condition: `NOT (${check.expression}\n)` },
  ];
}

/** Rows that refer to no row under a new foreign key. A table that is made meanwhile holds none. */
export function checkForeignKey(key: ForeignKey, rows: TableRows, before: RowsBefore): readonly RowCheck[] {
  const { dialect } = before;
  const target = rowsOf(before, key.references);
  if (key.notValid || !knows(rows, key.columns) || (target && !knows(target, key.referencedColumns)))
    return [];
  const own = (column: string) => `${dialect.identifier(rows.table.name)}.${dialect.identifier(column)}`;
  const present = key.columns.map((column) => `${own(column)} IS NOT NULL`);
  const absent = target ? [`NOT EXISTS (${matchingRows(key, target, own, before)})`] : [];
  return [
    {
      ...checkOf(rows),
      kind: "foreignKey",
      columns: key.columns,
      problem: `refer to no row of ${key.references.name}`,
      condition: [...present, ...absent].join(" AND "),
    },
  ];
}

function matchingRows(
  key: ForeignKey,
  { source }: TableRows,
  own: (column: string) => string,
  { dialect }: RowsBefore,
): string {
  const alias = "referenced";
  const pairs = key.columns.map(
    (column, i) =>
      `${dialect.identifier(alias)}.${dialect.identifier(key.referencedColumns[i] ?? "")} = ${own(column)}`,
  );
  return `SELECT 1 FROM ${fromClause(source, alias, dialect)} WHERE ${pairs.join(" AND ")}`;
}
