import { nameKey, type QualifiedName } from "@typeorm-autogen/model";
import { flatten, type LeafOperation, type Operation } from "@typeorm-autogen/ops";

/** What happens to a live table that a view may read. */
export interface ShakenTable {
  /** Its name in the live schema. */
  readonly table: QualifiedName;
  /** It or a column of it is dropped or renamed, or changes its type: a query over it may have to change at the same time. */
  readonly shaken: boolean;
  /** It has another name afterwards. */
  readonly renamed: boolean;
  /** Columns that are dropped, as they are called before; perhaps to come again. */
  readonly dropped: ReadonlySet<string>;
  /** Columns, as they are called before, that are renamed while others take over their names. */
  readonly succeeded: ReadonlySet<string>;
  /** Columns, as they are called before, whose type becomes another one, not only longer. */
  readonly retyped: ReadonlySet<string>;
  /** It has other columns afterwards. */
  readonly reshaped: boolean;
}

/** The live tables that operations, in their order, touch in a way that views notice. */
export function shakenTables(operations: readonly Operation[]): readonly ShakenTable[] {
  const origins = new Map<string, QualifiedName>();
  const groups = new Map<string, { table: QualifiedName; changes: LeafOperation[] }>();
  for (const operation of flatten(operations)) {
    const name = tableOf(operation);
    if (!name) continue;
    const table = origins.get(nameKey(name)) ?? name;
    const group = groups.get(nameKey(table));
    if (group) group.changes.push(operation);
    else groups.set(nameKey(table), { table, changes: [operation] });
    if (operation.kind !== "renameTable") continue;
    origins.delete(nameKey(name));
    origins.set(nameKey(operation.to), table);
  }
  return [...groups.values()].map(({ table, changes }) => ({
    table: { schema: table.schema, name: table.name },
    shaken: changes.some(shakes),
    renamed: changes.some(({ kind }) => kind === "renameTable"),
    ...columnsOf(changes),
    reshaped: changes.some(({ kind }) => kind === "addColumn" || kind === "dropColumn"),
  }));
}

function tableOf(operation: LeafOperation): QualifiedName | undefined {
  if (operation.kind === "renameTable") return operation.from;
  if (operation.kind === "createTable") return undefined;
  return "table" in operation ? operation.table : undefined;
}

function shakes(change: LeafOperation): boolean {
  switch (change.kind) {
    case "dropTable":
    case "renameTable":
    case "dropColumn":
    case "renameColumn":
      return true;
    case "alterColumn":
      return ["type", "collation", "generated"].some((key) => key in change.to);
    default:
      return false;
  }
}

/** By the names of before: the columns that go, those that get another type, and those that leave their name to another. */
function columnsOf(changes: readonly LeafOperation[]) {
  const origins = new Map<string, string>();
  const taken = new Set<string>();
  const dropped = new Set<string>();
  const retyped = new Set<string>();
  for (const op of changes) {
    if (op.kind === "addColumn") taken.add(op.column.name);
    if (op.kind === "dropColumn") dropped.add(origins.get(op.column.name) ?? op.column.name);
    if (op.kind === "alterColumn" && op.to.type && op.to.type.name !== op.was?.type?.name)
      retyped.add(origins.get(op.column) ?? op.column);
    if (op.kind !== "renameColumn") continue;
    const origin = origins.get(op.from) ?? op.from;
    origins.delete(op.from);
    origins.set(op.to, origin);
  }
  for (const name of origins.keys()) taken.add(name);
  const renamed = [...origins].flatMap(([name, origin]) => (name === origin ? [] : [origin]));
  return { dropped, retyped, succeeded: new Set(renamed.filter((name) => taken.has(name))) };
}
