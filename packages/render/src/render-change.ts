import type { TypeCodec } from "@typeorm-autogen/model";
import type {
  AlterColumn,
  ColumnPlace,
  PlaceColumns,
  TableChange,
  TableChangeMap,
} from "@typeorm-autogen/ops";
import {
  call,
  isEmpty,
  list,
  literal,
  literals,
  names,
  record,
  sql,
  withOptions,
  type Call,
  type Expression,
} from "./expression.js";
import { conditions, underCondition } from "./render-condition.js";
import { renderItemCall } from "./render-item.js";
import { renderColumn, renderFormer, renderPatch } from "./render-column.js";
import {
  renderCheck,
  renderExclusion,
  renderForeignKey,
  renderIndex,
  renderPrimaryKey,
  renderUnique,
} from "./render-parts.js";

type ChangeArguments = {
  readonly [Kind in keyof TableChangeMap]: (
    change: TableChangeMap[Kind],
    types: TypeCodec,
  ) => readonly Expression[];
};

const rename = ({ from, to }: { readonly from: string; readonly to: string }): readonly Expression[] => [
  literal(from),
  literal(to),
];

const changeArguments: ChangeArguments = {
  addColumn: ({ column, backfill, place }, types) =>
    renderColumn(column, types, { backfill: optionalSql(backfill), ...renderInsert(place) }),
  dropColumn: ({ column, place }, types) => renderColumn(column, types, renderInsert(place)),
  alterColumn: renderAlterColumn,
  renameColumn: rename,
  placeColumns: ({ to, was }) => {
    const options = record({ was: was && names(was) });
    if ("orders" in to) return withOptions([list(to.orders.map(names))], options);
    const { column, ...place } = to;
    return withOptions([literal(column), literals(place)], options);
  },
  createPrimaryKey: ({ primaryKey }) => renderPrimaryKey(primaryKey),
  dropPrimaryKey: ({ primaryKey }) => renderPrimaryKey(primaryKey),
  createUnique: ({ unique }) => renderUnique(unique),
  dropUnique: ({ unique }) => renderUnique(unique),
  createCheck: ({ check }) => renderCheck(check),
  dropCheck: ({ check }) => renderCheck(check),
  createExclusion: ({ exclusion }) => renderExclusion(exclusion),
  dropExclusion: ({ exclusion }) => renderExclusion(exclusion),
  createForeignKey: ({ foreignKey }) => renderForeignKey(foreignKey),
  dropForeignKey: ({ foreignKey }) => renderForeignKey(foreignKey),
  alterForeignKey: ({ name, to, was }) => [
    literal(name),
    literals({ ...to }),
    record({ was: literals({ ...was }) }),
  ],
  renameConstraint: rename,
  validateConstraint: ({ name }) => [literal(name)],
  createIndex: ({ index }) => renderIndex(index),
  dropIndex: ({ index }) => renderIndex(index),
  renameIndex: rename,
  setTableComment: ({ to, was }) =>
    withOptions([literal(to)], record({ was: was === null ? undefined : literal(was) })),
  setTableOptions: ({ to, was }) => [literals(to), record({ was: literals(was) })],
};

function renderInsert(place: ColumnPlace | undefined): Readonly<Record<string, Expression>> {
  if (!place) return {};
  return "before" in place ? { insertBefore: literal(place.before) } : { insertAfter: literal(place.after) };
}

/** What a change is called on `t`, where that is not its kind. */
const methods: Partial<Record<TableChange["kind"], string>> = {
  setTableComment: "comment",
  setTableOptions: "options",
};

/** `t.addColumn(…)` and its like: one change of a table, called on what stands for that table. */
export function renderChange(
  receiver: string | Call,
  change: TableChange,
  types: TypeCodec,
): readonly Call[] {
  const method = change.kind === "placeColumns" ? placeMethod(change) : (methods[change.kind] ?? change.kind);
  const plain = call(receiver, method, ...renderArguments(change, types));
  switch (change.kind) {
    case "addColumn":
      return renderItemCall("column", change.table, change.column, plain, types);
    case "createPrimaryKey":
      return renderItemCall("primaryKey", change.table, change.primaryKey, plain, types);
    case "createUnique":
      return renderItemCall("unique", change.table, change.unique, plain, types);
    case "createForeignKey":
      return renderItemCall("foreignKey", change.table, change.foreignKey, plain, types);
    case "createCheck":
      return renderItemCall("check", change.table, change.check, plain, types);
    case "createIndex":
      return renderItemCall("index", change.table, change.index, plain, types);
    default:
      return [plain];
  }
}

function placeMethod({ to }: PlaceColumns): string {
  return "orders" in to ? "placeColumns" : "placeColumn";
}

// How many arguments stand before the options.
const required: Partial<Record<TableChange["kind"], number>> = {
  createForeignKey: 4,
  dropForeignKey: 4,
};

function renderArguments(change: TableChange, types: TypeCodec): readonly Expression[] {
  if ("nameOnly" in change && change.nameOnly) return withOptions([nameAlone(change)], conditions(change));
  const render = changeArguments[change.kind] as (
    change: TableChange,
    types: TypeCodec,
  ) => readonly Expression[];
  return underCondition(render(change, types), required[change.kind] ?? 2, change as Conditional);
}

type NameOnly = Extract<TableChange, { readonly nameOnly?: true }>;
type Conditional = Parameters<typeof conditions>[0];

function nameAlone(change: NameOnly): Expression {
  switch (change.kind) {
    case "dropColumn":
      return literal(change.column.name);
    case "dropIndex":
      return literal(change.index.name);
    case "dropPrimaryKey":
      return literal(change.primaryKey.name ?? null);
    case "dropUnique":
      return literal(change.unique.name ?? null);
    case "dropCheck":
      return literal(change.check.name ?? null);
    case "dropExclusion":
      return literal(change.exclusion.name ?? null);
    case "dropForeignKey":
      return literal(change.foreignKey.name ?? null);
  }
}

function renderAlterColumn(op: AlterColumn, types: TypeCodec): readonly Expression[] {
  const options = record({
    was: op.was && renderFormer(op.was, types),
    using: optionalSql(op.using),
    usingBack: optionalSql(op.usingBack),
    backfill: optionalSql(op.backfill),
  });
  return [literal(op.column), renderPatch(op.to, types), ...(isEmpty(options) ? [] : [options])];
}

function optionalSql(text: string | undefined): Expression | undefined {
  return text === undefined ? undefined : sql(text);
}
