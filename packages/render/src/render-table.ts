import type { PrimaryKey, Table, TableAttachment, TypeCodec } from "@typeorm-autogen/model";
import {
  type Call,
  type Expression,
  call,
  callback,
  list,
  literal,
  literals,
  names,
  sql,
  withOptions,
} from "./expression.js";
import { renderColumn } from "./render-column.js";
import { renderItemCall } from "./render-item.js";
import {
  renderCheck,
  renderExclusion,
  renderForeignKey,
  renderIndex,
  renderName,
  renderPrimaryKey,
  renderUnique,
} from "./render-parts.js";

type ItemCall = Parameters<typeof renderItemCall>[0];

/** `op.createTable(…)`, one call inside for each part of the table; `options` are left out where they say nothing. */
export function renderTable(table: Table, types: TypeCodec, options: Expression): Call {
  const body = callback("t", renderDescription(table, types));
  return call("op", "createTable", ...withOptions([renderName(table), body], options));
}

/** What describes a table in a function of `t`, one call for each part of it. */
export function renderDescription(table: Table, types: TypeCodec): readonly Call[] {
  const describe = (method: string, ...args: readonly Expression[]) => call("t", method, ...args);
  const item = <T>(kind: ItemCall, items: readonly T[], render: (item: T) => readonly Expression[]) =>
    items.flatMap((each) => renderItemCall(kind, table, each, describe(kind, ...render(each)), types));
  return [
    ...item("column", table.columns, (column) => renderColumn(column, types)),
    ...item("primaryKey", table.primaryKey ? [table.primaryKey] : [], renderKey),
    ...item("unique", table.uniques, renderUnique),
    ...item("foreignKey", table.foreignKeys, renderForeignKey),
    ...item("check", table.checks, renderCheck),
    ...(table.exclusions ?? []).map((exclusion) => describe("exclusion", ...renderExclusion(exclusion))),
    ...item("index", table.indexes, renderIndex),
    ...(table.triggers ?? []).map((trigger) => describe("trigger", literal(trigger.name), sql(trigger.sql))),
    ...(table.attached ?? []).map((attachment) => describe("attached", ...renderAttachment(attachment))),
    ...(table.comment === undefined ? [] : [describe("comment", literal(table.comment))]),
    ...(table.options ? [describe("options", literals(table.options))] : []),
  ];
}

function renderAttachment({ kind, sql: statements, object }: TableAttachment): readonly Expression[] {
  return withOptions([literal(kind), list(statements.map(sql))], literals({ object }));
}

// A key without a name or options is the short form: its columns alone.
function renderKey(primaryKey: PrimaryKey): readonly Expression[] {
  const { name, columns, ...options } = primaryKey;
  const isShort = name === undefined && Object.keys(options).length === 0;
  return isShort ? [names(columns)] : renderPrimaryKey(primaryKey);
}
