import { nameSql, quoteText } from "@typeorm-autogen/dialect";
import type { Identity, QualifiedName, SequenceOptions } from "@typeorm-autogen/model";
import type { AlterColumn, SequencePatch } from "@typeorm-autogen/ops";
import { IncompleteChange } from "./incomplete-change.js";
import { identifier } from "./names.js";
import { alterSequenceStatements, countingClauses, raiseCounter } from "./sequence-sql.js";
import {
  advanceSequence,
  columnSequence,
  createSerialSequence,
  givenOut,
  interimSequence,
  nextvalSequence,
  nextvalSql,
  ownSerialSequence,
  serialCounting,
  serialSequence,
  type SerialColumn,
} from "./serial.js";
import { identitySql, spelling } from "./spelling.js";
import { typeSql } from "./types.js";

/** Statements before and after the rest of a column's change. */
export interface NumbersPlan {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

const quoted = (name: QualifiedName) => nameSql(spelling, name);
const alter = ({ table, column }: AlterColumn) =>
  `ALTER TABLE ${quoted(table)} ALTER COLUMN ${identifier(column)}`;
const nothing: NumbersPlan = { before: [], after: [] };

/**
 * What it takes that a column begins or ceases to number itself, or does it in another way. What numbers it goes first: a
 * column with it refuses types that cannot be numbered (uuid). The new way goes on where the old one stood.
 */
export function planNumbers(op: AlterColumn): NumbersPlan {
  const { to, was } = op;
  if (to.autoincrement === true) return becomeSerial(op);
  if (to.identity && !was?.identity) return becomeIdentity(op, to.identity);
  if (to.identity)
    return { ...nothing, after: changeIdentity(op, was?.identity ?? to.identity, to.identity) };
  if (to.identity === null) return { ...nothing, before: [...handOver(op), `${alter(op)} DROP IDENTITY`] };
  if (to.autoincrement === null) {
    const drop = `DROP SEQUENCE ${quoted(serialSequence(op.table, formerSerial(op)))}`;
    return { ...nothing, before: [...handOver(op), `${alter(op)} DROP DEFAULT`, drop] };
  }
  return was?.autoincrement ? { ...nothing, after: changeSerial(op) } : nothing;
}

// A default that takes its numbers from a sequence of its own goes on where the column's stood.
function handOver({ table, column, to }: AlterColumn): readonly string[] {
  const heir = nextvalSequence(to.default);
  if (heir === undefined) return [];
  const given = [givenOut(heir), lastValue(columnSequence(table, column))];
  return [advanceSequence({ table, column, target: quoteText(heir), counting: {}, given })];
}

const lastValue = (sequence: string) => `pg_catalog.pg_sequence_last_value(${sequence}::pg_catalog.regclass)`;

function formerSerial({ column, was }: AlterColumn): SerialColumn {
  return { name: column, options: was?.options };
}

// The sequence of a serial keeps its own type, and with it its last number, when the column's type changes.
function changeSerial(op: AlterColumn): readonly string[] {
  const { table, column, to, was } = op;
  const old = serialSequence(table, formerSerial(op));
  const retype = to.type && `ALTER SEQUENCE ${quoted(old)} AS ${typeSql(to.type)}`;
  if (to.options === undefined) return retype ? [retype] : [];
  const name = serialSequence(table, { name: column, options: to.options });
  const patch = patchBetween(serialCounting(was?.options), serialCounting(to.options));
  const change = {
    kind: "alterSequence",
    sequence: old,
    to: patch,
    was: serialCounting(was?.options),
  } as const;
  const rename = `ALTER SEQUENCE ${quoted(old)} RENAME TO ${identifier(name.name)}`;
  return [
    ...(retype ? [retype] : []),
    ...alterSequenceStatements(change).map(({ sql }) => sql),
    ...(name.name === old.name ? [] : [rename]),
  ];
}

function becomeSerial(op: AlterColumn): NumbersPlan {
  const { table, to, was } = op;
  const column = { name: op.column, options: to.options === undefined ? was?.options : to.options };
  const type = to.type ?? was?.type;
  if (type === undefined) throw new IncompleteChange(op, "autoincrement", "was.type");
  const sequence = serialSequence(table, column);
  const counting = serialCounting(column.options);
  const settled = [
    ownSerialSequence(table, column),
    `${alter(op)} SET DEFAULT ${nextvalSql(sequence)}`,
    advanceSequence({
      table,
      column: op.column,
      target: columnSequence(table, op.column),
      counting,
      given: [givenOut(nextvalSequence(was?.default) ?? quoted(sequence), counting)],
    }),
  ];
  if (!was?.identity) return { before: [], after: [createSerialSequence(table, column, type), ...settled] };
  // Its sequence goes with the identity, so another one takes the number over and then the name.
  const interim = interimSequence(table, op.column);
  const reached = lastValue(columnSequence(table, op.column));
  return {
    before: [
      createSerialSequence(table, column, type, interim),
      `SELECT pg_catalog.setval(${quoteText(quoted(interim))}, n.reached) FROM (SELECT ${reached} AS reached) n WHERE n.reached IS NOT NULL`,
      `${alter(op)} DROP IDENTITY`,
    ],
    after: [`ALTER SEQUENCE ${quoted(interim)} RENAME TO ${identifier(sequence.name)}`, ...settled],
  };
}

function becomeIdentity(op: AlterColumn, identity: Identity): NumbersPlan {
  const { table, column, to } = op;
  const add = `${alter(op)} ADD ${identitySql(identity)}`;
  const advance = (former: string | undefined) =>
    advanceSequence({
      table,
      column,
      target: columnSequence(table, column),
      counting: identity,
      ...(former !== undefined && { given: [givenOut(former, identity)] }),
    });
  if (to.autoincrement !== null)
    return { ...nothing, after: [add, advance(nextvalSequence(op.was?.default))] };
  // The identity makes a sequence of the same name, so the old one steps aside until its number is taken over.
  const old = serialSequence(table, formerSerial(op));
  const interim = interimSequence(table, column);
  return {
    before: [
      `${alter(op)} DROP DEFAULT`,
      `ALTER SEQUENCE ${quoted(old)} RENAME TO ${identifier(interim.name)}`,
      `ALTER SEQUENCE ${quoted(interim)} OWNED BY NONE`,
    ],
    after: [add, advance(quoted(interim)), `DROP SEQUENCE ${quoted(interim)}`],
  };
}

function changeIdentity(op: AlterColumn, was: Identity, to: Identity): readonly string[] {
  const { mode, ...counting } = to;
  const { mode: former, ...before } = was;
  const patch = patchBetween(before, counting);
  const clauses = countingClauses(patch, before).map((clause) =>
    clause === "RESTART" ? clause : `SET ${clause}`,
  );
  const kind = `SET GENERATED ${mode === "always" ? "ALWAYS" : "BY DEFAULT"}`;
  const actions = [...(former === mode ? [] : [kind]), ...clauses];
  if (actions.length === 0) return [];
  return [
    raiseCounter(columnSequence(op.table, op.column), patch, before),
    `${alter(op)} ${actions.join(" ")}`,
  ];
}

/** What changes from some options to others; null for those that go. */
function patchBetween(was: SequenceOptions, to: SequenceOptions): SequencePatch {
  const before = was as Readonly<Record<string, unknown>>;
  const gone = Object.fromEntries(Object.keys(was).map((key) => [key, null]));
  return Object.fromEntries(
    Object.entries({ ...gone, ...to }).filter(([key, value]) => value !== before[key]),
  );
}
