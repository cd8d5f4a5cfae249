import type { DialectOptions, QualifiedName, Table } from "@typeorm-autogen/model";
import type { Directive } from "./directive.js";
import { evolveTable } from "./evolve-table.js";

/** Options of a table by name; null stands for none. */
export type TableOptionsPatch = Readonly<Record<string, DialectOptions[string] | null>>;

/** Changes options of a table: STRICT and WITHOUT ROWID on SQLite, engine, charset and collation on MySQL. */
export interface SetTableOptions {
  readonly kind: "setTableOptions";
  readonly table: QualifiedName;
  /** The options that change; the others stay. */
  readonly to: TableOptionsPatch;
  /** The same options as they were. */
  readonly was: TableOptionsPatch;
}

export const setTableOptions: Directive<SetTableOptions> = {
  reverse: (op) => ({ ...op, to: op.was, was: op.to }),
  evolve: (schema, op) => evolveTable(schema, op.kind, op.table, (table) => withOptions(table, op.to)),
};

function withOptions({ options, ...table }: Table, patch: TableOptionsPatch): Table {
  const entries = Object.entries({ ...options, ...patch }).filter(
    (entry): entry is [string, DialectOptions[string]] => entry[1] !== null,
  );
  return entries.length === 0 ? table : { ...table, options: Object.fromEntries(entries) };
}
