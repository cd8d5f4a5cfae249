import type { Exclusion, ExclusionElement } from "@typeorm-autogen/model";
import { duplicates } from "./key-checks.js";
import type { RowCheck } from "./row-check.js";
import { fromClause, withValue, type RowSource } from "./row-source.js";
import { canTell, checkOf, type RowsBefore, type TableRows } from "./rows-before.js";

/**
 * Pairs of rows that a new exclusion constraint refuses. Where it asks for more than equality each row is held against
 * others, which may take the server long: such a check gives up in time.
 */
export function checkExclusion(
  exclusion: Exclusion,
  rows: TableRows,
  before: RowsBefore,
): readonly RowCheck[] {
  const { elements, where } = exclusion;
  const texts = elements.map((element) => elementText(element, before));
  if (!canTell([...texts, where ?? ""].join(" "), rows, before.dialect)) return [];
  const columns = elements.flatMap(({ column }) => column ?? []);
  if (elements.every(({ operator }) => operator === "="))
    return [duplicates(columns, texts, rows, texts, where)];
  const check = checkOf(rows);
  if (check.key.length === 0) return [];
  const marked = markRows(texts, where, rows, before);
  const name =
    exclusion.name === undefined ? "an exclusion constraint" : `the exclusion constraint ${exclusion.name}`;
  return [
    {
      ...check,
      source: marked,
      kind: "exclusion",
      columns,
      problem: `conflict with another row under ${name}`,
      condition: conflict(exclusion, { ...rows, source: marked }, check.key, before),
      costly: true,
    },
  ];
}

function elementText({ column, expression, collation }: ExclusionElement, { dialect }: RowsBefore): string {
  const value = column === undefined ? `(${expression ?? "NULL"}\n)` : dialect.identifier(column);
  return collation === undefined ? value : `${value} COLLATE ${dialect.identifier(collation)}`;
}

const elementName = (at: number) => `autogen_element_${at}`;
const whereName = "autogen_where";

// What is compared becomes a column, so that it can be told whose it is.
function markRows(
  texts: readonly string[],
  where: string | undefined,
  { table, source }: TableRows,
  { dialect }: RowsBefore,
): RowSource {
  const start =
    where === undefined ? source : withValue(source, table.name, whereName, `(${where}\n)`, dialect);
  return texts.reduce(
    (marked, text, at) => withValue(marked, table.name, elementName(at), text, dialect),
    start,
  );
}

function conflict(
  { elements, where }: Exclusion,
  { table, source }: TableRows,
  key: readonly string[],
  { dialect }: RowsBefore,
): string {
  const { identifier } = dialect;
  const of = (alias: string, column: string) => `${identifier(alias)}.${identifier(column)}`;
  const other = "autogen_other";
  const pairs = elements.map(
    ({ operator }, at) => `${of(table.name, elementName(at))} ${operator} ${of(other, elementName(at))}`,
  );
  const held = where === undefined ? [] : [of(table.name, whereName), of(other, whereName)];
  const same = key.map((column) => `${of(table.name, column)} = ${of(other, column)}`).join(" AND ");
  return `EXISTS (SELECT 1 FROM ${fromClause(source, other, dialect)} WHERE ${[...pairs, ...held].join(" AND ")} AND NOT (${same}))`;
}
