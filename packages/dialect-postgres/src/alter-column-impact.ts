import { significantTokens, type Column, type Table } from "@typeorm-autogen/model";
import { applyPatch, type AlterColumn } from "@typeorm-autogen/ops";
import type { Held } from "./impact.js";
import { lexicon, storedName } from "./lexicon.js";
import { rewritesRows } from "./type-rewrite.js";
import { types } from "./types.js";

/** The locks of a column's change, and what the server does while it holds them. */
export function alterColumnImpact(op: AlterColumn, table: Table | undefined): readonly Held[] {
  const changed = Object.keys(op.to);
  if (changed.length === 0) return [];
  if (changed.every((key) => key === "comment"))
    return [{ table: op.table, lock: "SHARE UPDATE EXCLUSIVE", work: "nothing" }];
  const work = hardest(op, table);
  return [{ table: op.table, lock: "ACCESS EXCLUSIVE", ...(work ?? { work: "nothing" }) }];
}

type Work = Pick<Held, "work" | "because">;

function hardest(op: AlterColumn, table: Table | undefined): Work | undefined {
  const before = columnBefore(op, table);
  return typeWork(op, before, table) ?? numberWork(op) ?? requiredWork(op, table);
}

function columnBefore(op: AlterColumn, table: Table | undefined): Column | undefined {
  const known = table?.columns.find(({ name }) => name === op.column);
  if (known || op.was?.type === undefined) return known;
  return { name: op.column, nullable: true, ...(op.was as Partial<Column>), type: op.was.type };
}

function typeWork(op: AlterColumn, before: Column | undefined, table: Table | undefined): Work | undefined {
  const { to, column } = op;
  if (to.generated && (to.generated.stored || before?.generated?.stored))
    return { work: "rewrite", because: "every row's value is computed again" };
  if (to.type === undefined && to.collation === undefined) return undefined;
  if (!before) return { work: "rewrite", because: `the type of ${column} changes` };
  const after = applyPatch(before, to);
  if (op.using !== undefined || rewritesRows(before, after))
    return { work: "rewrite", because: conversionWords(before, after) };
  return dependentWork(before, after, table);
}

function conversionWords(before: Column, after: Column): string {
  const [from, into] = [types.print(before.type), types.print(after.type)];
  return from === into ? `${before.name} is converted` : `${before.name} turns from ${from} into ${into}`;
}

// The rows stay as they are, but what was built on them may not.
function dependentWork(before: Column, after: Column, table: Table | undefined): Work | undefined {
  const { name } = before;
  const recollated = (before.collation ?? "") !== (after.collation ?? "");
  if (recollated && table?.indexes.some((index) => readsColumn(index, name)))
    return { work: "index", because: `the indexes on ${name} are built in another order` };
  const check = table?.checks.find(({ expression }) => mentions(expression, name));
  return check && { work: "scan", because: `the check ${check.name ?? ""} is held against every row again` };
}

function numberWork({ to }: AlterColumn): Work | undefined {
  if (!to.autoincrement && !to.identity) return undefined;
  return { work: "scan", because: "the highest number is looked for" };
}

function requiredWork(op: AlterColumn, table: Table | undefined): Work | undefined {
  if (op.to.nullable !== false) return undefined;
  if (op.backfill !== undefined)
    return { work: "rewrite", because: "rows without a value are given one while the lock is held" };
  const proved = table?.checks.some(
    ({ expression, notValid }) => !notValid && saysNotNull(expression, op.column),
  );
  return proved ? undefined : { work: "scan", because: "every row is searched for NULL" };
}

// The server skips the search where a valid check proves that there is none (12 and later).
function saysNotNull(expression: string, column: string): boolean {
  const [first, ...rest] = significantTokens(expression, lexicon).filter(
    ({ text }) => text !== "(" && text !== ")",
  );
  const words = rest.map(({ text }) => text.toLowerCase()).join(" ");
  return first !== undefined && storedName(first) === column && words === "is not null";
}

function mentions(expression: string, column: string): boolean {
  return significantTokens(expression, lexicon).some((token) => storedName(token) === column);
}

function readsColumn({ parts }: Table["indexes"][number], column: string): boolean {
  return parts.some((part) => part.column === column);
}
