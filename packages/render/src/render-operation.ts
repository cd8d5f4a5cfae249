import {
  table,
  type EnumType,
  type QualifiedName,
  type Sequence,
  type Table,
  type TypeCodec,
} from "@typeorm-autogen/model";
import {
  dispatch,
  ownDefinition,
  type AlterEnum,
  type Backfill,
  type Batch,
  type BulkInsert,
  type Cell,
  type EnumUse,
  type Operation,
  type OperationDefinition,
  type OperationKind,
  type OperationTable,
  type SequencePatch,
  type SetTypeormMetadata,
  type TableChange,
  type TableChangeMap,
} from "@typeorm-autogen/ops";
import {
  call,
  callback,
  data,
  list,
  literal,
  literals,
  names,
  record,
  sql,
  withOptions,
} from "./expression.js";
import type { Call, Expression } from "./expression.js";
import { conditions, underCondition } from "./render-condition.js";
import { renderChange } from "./render-change.js";
import { renderName, renderView } from "./render-parts.js";
import { renderDescription, renderTable } from "./render-table.js";

type OwnKind = Exclude<OperationKind, keyof TableChangeMap>;

const own: Pick<OperationTable<Call, TypeCodec>, OwnKind> = {
  createSchema: (op) => call("op", op.kind, ...withOptions([literal(op.name)], conditions(op))),
  dropSchema: (op) => call("op", op.kind, ...withOptions([literal(op.name)], conditions(op))),
  renameSchema: ({ kind, from, to }) => call("op", kind, literal(from), literal(to)),
  createExtension: ({ kind, name }) => call("op", kind, literal(name)),
  dropExtension: (op) => call("op", op.kind, ...withOptions([literal(op.name)], conditions(op))),
  createEnum: (op) => call("op", op.kind, ...underCondition(renderEnum(op.enum), 2, op)),
  dropEnum: (op) => call("op", op.kind, ...underCondition(renderEnum(op.enum), 2, op)),
  renameEnum: ({ kind, from, to }) => call("op", kind, renderName(from), renderName(to)),
  alterEnum: renderAlterEnum,
  createSequence: (op) => call("op", op.kind, ...underCondition(renderSequence(op.sequence), 1, op)),
  dropSequence: (op) => call("op", op.kind, ...underCondition(renderSequence(op.sequence), 1, op)),
  alterSequence: ({ kind, sequence, to, was }) =>
    call(
      "op",
      kind,
      ...withOptions(
        [renderName(sequence), renderSequenceOptions(to)],
        record({ was: was && renderSequenceOptions(was) }),
      ),
    ),
  renameSequence: ({ kind, from, to }) => call("op", kind, renderName(from), renderName(to)),
  createTable: (op, types) => renderTable(op.table, types, conditions(op)),
  dropTable: (op) => call("op", op.kind, ...withOptions([renderName(op.table)], conditions(op))),
  renameTable: ({ kind, from, to }) => call("op", kind, renderName(from), renderName(to)),
  alterTable: ({ kind, table, changes, batch, online }, types) => {
    const body = callback(
      "t",
      changes.flatMap((change) => renderChange("t", change, types)),
    );
    if (!batch) return call("op", kind, ...withOptions([renderName(table), body], literals({ ...online })));
    return call("op", "batchAlterTable", renderName(table), renderBatch(table, batch, types), body);
  },
  createView: (op) => call("op", op.kind, ...underCondition(renderView(op.view), 2, op)),
  dropView: (op) => {
    const options = literals({ materialized: op.materialized });
    return call("op", op.kind, ...underCondition(withOptions([renderName(op.view)], options), 1, op));
  },
  alterView: ({ kind, view }) => call("op", kind, ...renderView(view)),
  renameView: ({ kind, from, to, materialized }) =>
    call("op", kind, ...withOptions([renderName(from), renderName(to)], literals({ materialized }))),
  setTypeormMetadata: renderTypeormMetadata,
  execute: (op) => call("op", op.kind, sql(op.sql)),
  autocommit: ({ operations, repeatable }, types) => {
    const body = operations.flatMap((inner) => renderOperation(inner, types));
    return call("op", "autocommitBlock", ...withOptions([callback("", body)], literals({ repeatable })));
  },
  backfill: renderBackfill,
  bulkInsert: ({ kind, table, rows }) => call("op", kind, renderName(table), list(rows.map(renderRow))),
};

/** An operation as a call on `op`. A change that stands alone needs no function around it. */
export function renderOperation(operation: Operation, types: TypeCodec): readonly Call[] {
  const definition = ownDefinition(operation);
  if (definition) return [renderOwn(definition, operation)];
  if (!isChange(operation)) {
    return [dispatch(own as OperationTable<Call, TypeCodec>, operation, types)];
  }
  return renderChange(call("op", "alterTable", renderName(operation.table)), operation, types);
}

function renderBatch(name: QualifiedName, batch: Batch, types: TypeCodec): Expression {
  const { recreate, copyFrom, reflect, naming } = batch;
  const described = (described: Partial<Table>) =>
    callback("t", renderDescription(table(name, described), types));
  return record({
    recreate: literal(recreate),
    copyFrom: copyFrom && described(copyFrom),
    reflect: reflect && described(reflect),
    naming: naming && literals(naming),
  });
}

function renderOwn({ kind, arguments: args }: OperationDefinition<Operation>, operation: Operation): Call {
  const { kind: _, ...rest } = operation;
  return call("op", kind, ...(args ? args(operation) : [rest]).map(data));
}

function isChange(operation: Operation): operation is TableChange {
  return !(operation.kind in own);
}

function renderBackfill({ kind, table, set, where, key, chunk, pause }: Backfill): Call {
  const values = Object.entries(set).map(([column, value]) => [column, sql(value)] as const);
  const options = record({
    set: { kind: "record", entries: values },
    where: where === undefined ? undefined : sql(where),
    key: key && names(key),
    chunk: chunk === undefined ? undefined : literal(chunk),
    pause: pause === undefined ? undefined : literal(pause),
  });
  return call("op", kind, renderName(table), options);
}

function renderRow(row: BulkInsert["rows"][number]): Expression {
  const cells = Object.entries(row).map(([column, value]) => [column, renderCell(value)] as const);
  return { kind: "record", entries: cells };
}

function renderCell(value: Cell): Expression {
  if (typeof value !== "object" || value === null) return literal(value);
  return { kind: "call", call: call("op", "sql", sql(value.sql)) };
}

function renderEnum({ schema, name, values, ...options }: EnumType): readonly Expression[] {
  return withOptions([renderName({ schema, name }), names(values)], literals(options));
}

function renderSequence({ schema, name, implied: _, ...options }: Sequence): readonly Expression[] {
  return withOptions([renderName({ schema, name })], renderSequenceOptions(options));
}

function renderSequenceOptions({ ownedBy, ...options }: SequencePatch): Expression {
  const settings = literals(options);
  return record({
    ...(settings.kind === "record" && Object.fromEntries(settings.entries)),
    ownedBy: ownedBy === null ? literal(null) : ownedBy && renderEnumUse(ownedBy),
  });
}

function renderAlterEnum(op: AlterEnum): Call {
  const options = record({
    was: names(op.from),
    map: op.map && literals(op.map),
    columns: op.columns.length > 0 ? list(op.columns.map(renderEnumUse)) : undefined,
  });
  return call("op", op.kind, renderName(op.enum), names(op.to), options);
}

function renderEnumUse({ table, column, ...options }: EnumUse): Expression {
  const name = renderName(table);
  const isShort = Object.keys(options).length === 0 && !column.includes(".");
  if (isShort && name.kind === "literal") return literal(`${String(name.value)}.${column}`);
  return record({
    table: name,
    column: literal(column),
    default: options.default === undefined ? undefined : sql(options.default),
    dimensions: options.dimensions === undefined ? undefined : literal(options.dimensions),
  });
}

function renderTypeormMetadata({ row, to, was }: SetTypeormMetadata): Call {
  const { type, schema, table, name } = row;
  const fields = literals({ type, schema: schema ?? undefined, table: table ?? undefined, name });
  const text = (value: string | null) => (value === null ? literal(null) : sql(value));
  return call("op", "typeormMetadata", fields, text(to), record({ was: text(was) }));
}
