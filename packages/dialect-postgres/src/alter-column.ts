import { columnCommentSql, nameSql, UnsupportedError, type DdlContext } from "@typeorm-autogen/dialect";
import { formatName, type Identity } from "@typeorm-autogen/model";
import type { AlterColumn, ColumnPatch } from "@typeorm-autogen/ops";
import {
  advanceSequence,
  createSerialSequence,
  nextvalSql,
  ownSerialSequence,
  serialSequence,
} from "./serial.js";
import { identifier } from "./names.js";
import {
  defaultText,
  identitySql,
  label,
  sequenceOptions,
  settleRows,
  spelling,
  typeWithCollation,
} from "./spelling.js";
import { typeSql } from "./types.js";

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
  const comment = op.to.comment;
  return {
    before: dropNumbers(op),
    actions: [...steps.flat(), ...nullability.actions],
    after: [
      ...nullability.after,
      ...serialStatements(op),
      ...identityStatements(op),
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

// They go first: a type that numbers itself refuses to become one that cannot (uuid), whatever else is changed with it.
function dropNumbers(op: AlterColumn): readonly string[] {
  const table = nameSql(spelling, op.table);
  const sequence = serialSequence(op.table, { name: op.column, options: op.was?.options });
  return [
    ...(op.to.autoincrement === null
      ? [`ALTER TABLE ${table} ${alter(op)} DROP DEFAULT`, `DROP SEQUENCE ${nameSql(spelling, sequence)}`]
      : []),
    ...(op.to.identity === null ? [`ALTER TABLE ${table} ${alter(op)} DROP IDENTITY`] : []),
  ];
}

function serialStatements(op: AlterColumn): readonly string[] {
  const { to, was } = op;
  const options = to.options === undefined ? was?.options : to.options;
  const column = { name: op.column, options };
  const type = to.type ?? was?.type;
  if (to.autoincrement === true) {
    if (type === undefined) throw new IncompleteChange(op, "autoincrement", "was.type");
    const sequence = serialSequence(op.table, column);
    return [
      createSerialSequence(op.table, column, type),
      ownSerialSequence(op.table, column),
      `ALTER TABLE ${nameSql(spelling, op.table)} ${alter(op)} SET DEFAULT ${nextvalSql(sequence)}`,
      advanceSequence(op.table, op.column),
    ];
  }
  if (!was?.autoincrement || to.autoincrement === null || to.type === undefined) return [];
  // The sequence of a serial keeps its own type, and with it its last number, when the column's type changes.
  return [`ALTER SEQUENCE ${nameSql(spelling, serialSequence(op.table, column))} AS ${typeSql(to.type)}`];
}

function identityStatements(op: AlterColumn): readonly string[] {
  const { to, was } = op;
  if (to.identity === undefined || to.identity === null) return [];
  const start = `ALTER TABLE ${nameSql(spelling, op.table)} ${alter(op)}`;
  if (!was?.identity)
    return [`${start} ADD ${identitySql(to.identity)}`, advanceSequence(op.table, op.column)];
  return [`${start} ${changeIdentity(was.identity, to.identity).join(" ")}`];
}

function changeIdentity(was: Identity, to: Identity): readonly string[] {
  const gone = (key: keyof Identity) => was[key] !== undefined && to[key] === undefined;
  return [
    `SET GENERATED ${to.mode === "always" ? "ALWAYS" : "BY DEFAULT"}`,
    ...sequenceOptions(to).map((option) => `SET ${option}`),
    ...(gone("increment") ? ["SET INCREMENT BY 1"] : []),
    ...(gone("minimum") ? ["SET NO MINVALUE"] : []),
    ...(gone("maximum") ? ["SET NO MAXVALUE"] : []),
    ...(gone("start") ? ["SET START WITH 1"] : []),
    ...(gone("cache") ? ["SET CACHE 1"] : []),
    ...(gone("cycle") ? ["SET NO CYCLE"] : []),
  ];
}

/** A change that cannot be written without knowing what was there before. */
class IncompleteChange extends UnsupportedError {
  constructor(op: AlterColumn, attribute: keyof ColumnPatch, missing: string) {
    super(
      label,
      `changing ${attribute} of ${formatName(op.table)}.${op.column} without its type`,
      `give ${missing} in the script`,
    );
  }
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
