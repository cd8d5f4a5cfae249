import { columnCommentSql, nameSql, UnsupportedError, type DdlContext } from "@typeorm-autogen/dialect";
import { formatName } from "@typeorm-autogen/model";
import type { AlterColumn } from "@typeorm-autogen/ops";
import { planNumbers } from "./alter-numbers.js";
import { IncompleteChange } from "./incomplete-change.js";
import { identifier } from "./names.js";
import { defaultText, label, settleRows, spelling, typeWithCollation } from "./spelling.js";

/** What one column's change takes: actions that share one ALTER TABLE with others, and statements around it. */
export interface ColumnPlan {
  readonly before: readonly string[];
  readonly actions: readonly string[];
  readonly after: readonly string[];
}

/**
 * Plans an alterColumn. Whatever the order of actions in one ALTER TABLE, the server drops defaults first, changes
 * types next and sets defaults last (AlterTablePass in its tablecmds.c), so that a default never stands in a cast's way.
 */
export function planAlterColumn(op: AlterColumn, context: DdlContext): ColumnPlan {
  const steps = [typeActions(op), defaultActions(op), generatedActions(op, context)];
  const nullability = nullabilityPlan(op);
  const numbers = planNumbers(op);
  const comment = op.to.comment;
  return {
    before: numbers.before,
    actions: [...steps.flat(), ...nullability.actions],
    after: [
      ...nullability.after,
      ...numbers.after,
      ...(comment === undefined ? [] : [columnCommentSql(spelling, op.table, op.column, comment)]),
    ],
  };
}

const alter = (op: AlterColumn) => `ALTER COLUMN ${identifier(op.column)}`;

function typeActions(op: AlterColumn): readonly string[] {
  const { to, was } = op;
  if (to.type === undefined && to.collation === undefined) return [];
  const type = to.type ?? was?.type;
  if (type === undefined) throw new IncompleteChange(op, "collation", "was.type");
  const collation = to.collation === undefined ? was?.collation : to.collation;
  const using = op.using === undefined ? "" : ` USING ${op.using}`;
  return [`${alter(op)} TYPE ${typeWithCollation(type, collation)}${using}`];
}

// A default that stays is set anew beside a type change: it may have no cast to the new type, and it is respelled.
function defaultActions(op: AlterColumn): readonly string[] {
  const { to, was } = op;
  if (to.default === null) return [`${alter(op)} DROP DEFAULT`];
  const retyped = to.type !== undefined && typeof was?.default === "string";
  const text = to.default ?? (retyped ? was.default : undefined);
  if (typeof text !== "string") return [];
  return [...(retyped ? [`${alter(op)} DROP DEFAULT`] : []), `${alter(op)} SET DEFAULT ${defaultText(text)}`];
}

function generatedActions(op: AlterColumn, { facts }: DdlContext): readonly string[] {
  const generated = op.to.generated;
  if (generated === undefined) return [];
  if (generated === null) return [`${alter(op)} DROP EXPRESSION`];
  const major = Number.parseInt(facts.version, 10);
  if (!op.was?.generated || major < 17) throw new GeneratedChange(op);
  return [`${alter(op)} SET EXPRESSION AS (${generated.expression})`];
}

function nullabilityPlan(op: AlterColumn): Omit<ColumnPlan, "before"> {
  if (op.to.nullable === undefined) return { actions: [], after: [] };
  if (op.to.nullable) return { actions: [`${alter(op)} DROP NOT NULL`], after: [] };
  const setNotNull = `${alter(op)} SET NOT NULL`;
  if (op.backfill === undefined) return { actions: [setNotNull], after: [] };
  const table = nameSql(spelling, op.table);
  const column = identifier(op.column);
  const update = `UPDATE ${table} SET ${column} = ${op.backfill} WHERE ${column} IS NULL`;
  return { actions: [], after: [update, settleRows, `ALTER TABLE ${table} ${setNotNull}`] };
}

/** A computed column cannot get another expression before PostgreSQL 17, and a plain one never becomes computed. */
class GeneratedChange extends UnsupportedError {
  constructor(op: AlterColumn) {
    super(
      label,
      `another expression for the generated column ${formatName(op.table)}.${op.column} in place`,
      "drop the column and add it again; it holds no data of its own",
    );
  }
}
