import { UnsupportedError } from "@typeorm-autogen/dialect";
import { equal, findColumn, formatName, type Column } from "@typeorm-autogen/model";
import { applyPatch, type AlterColumn } from "@typeorm-autogen/ops";
import type { Alteration } from "./alteration.js";
import { collationOf, foldingOf } from "./collation.js";
import { mysqlFacts } from "./facts.js";
import { rebuildColumn, recomputeColumn } from "./rebuild-column.js";
import { updateSql } from "./rows.js";
import { identifier } from "./sql-text.js";

/** Changes a column. Its rows are converted by the server, in strict mode: what does not fit fails and nothing changes. */
export function alterColumn(alteration: Alteration, op: AlterColumn): void {
  const was = formerColumn(alteration, op);
  const is = applyPatch(was, op.to);
  if (changesKind(was, is)) recomputeColumn(alteration, was, is);
  else if (op.using === undefined) modify(alteration, op, was, is);
  else if (isList(was) && was.type.name === is.type.name) mapValues(alteration, op, was, is);
  else rebuildColumn(alteration, was, is, { using: op.using, backfill: op.backfill });
  alteration.follow(op);
}

// As the database has it, else as the script says that it was.
function formerColumn({ now, table, flavor }: Alteration, { column: name, was }: AlterColumn): Column {
  const live = now && findColumn(now, name);
  if (live) return live;
  if (was?.type) return applyPatch({ name, type: was.type, nullable: was.nullable ?? false }, was);
  const what = `changing ${formatName(table)}.${name} without knowing the whole column`;
  throw new UnsupportedError(flavor.label, what, "run this revision connected, or give `was` in the script");
}

// "Changing the STORED status is not supported for generated columns", and a virtual one holds nothing to keep.
function changesKind(was: Column, is: Column): boolean {
  const kind = ({ generated }: Column) => (generated ? generated.stored : undefined);
  return kind(was) !== kind(is) && (is.generated !== undefined || kind(was) === false);
}

function modify(alteration: Alteration, op: AlterColumn, was: Column, is: Column): void {
  if (op.backfill === undefined || is.nullable) return alteration.changeColumn(is);
  const retyped = !equal(was.type, is.type);
  if (retyped) alteration.changeColumn({ ...is, nullable: true });
  const fill = updateSql(
    alteration.table,
    alteration.now,
    new Map([[is.name, op.backfill]]),
    isNull(is.name),
  );
  if (retyped || alteration.changesColumns) alteration.run(fill);
  else alteration.prepare(fill);
  alteration.changeColumn(is);
}

const isNull = (column: string) => `${identifier(column)} IS NULL`;

const isList = ({ type }: Column) => type.name === "enum" || type.name === "set";

// Between two changes of the type the rows take their new values: every value is one of the enum meanwhile.
function mapValues(alteration: Alteration, op: AlterColumn, was: Column, is: Column): void {
  const values = bothValues(was, is, alteration);
  alteration.changeColumn({
    ...was,
    nullable: was.nullable || is.nullable,
    type: { ...is.type, arguments: values },
  });
  alteration.run(updateSql(alteration.table, alteration.now, new Map([[is.name, op.using ?? ""]])));
  const { using: _, ...rest } = op;
  modify(alteration, rest, was, is);
}

// No list holds two values that the column's collation takes for one (error 1291): the new one stands for both.
function bothValues(was: Column, is: Column, { now, facts }: Alteration): readonly (string | number)[] {
  const fold = foldingOf(collationOf(is, now, mysqlFacts(facts)));
  const fresh = is.type.arguments ?? [];
  const spelled = new Map(fresh.map((value) => [fold(String(value)), value]));
  const old = (was.type.arguments ?? []).map((value) => spelled.get(fold(String(value))) ?? value);
  return [...new Set([...old, ...fresh])];
}
