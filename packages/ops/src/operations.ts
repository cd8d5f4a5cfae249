import type { EnumType, QualifiedName, Sequence, TypeCodec, TypeormMetadata } from "@typeorm-autogen/model";
import type { EnumUse } from "./enums.js";
import type { Operation } from "./operation-map.js";
import { readName, type EnumUseInScript, type NameInScript, type ViewOptions } from "./script-types.js";
import { recordChanges, tableAlteration, type TableAlteration } from "./table-alteration.js";
import { buildTable, type TableBuilder } from "./table-builder.js";

/** How `op.alterEnum` changes a type. */
export interface AlterEnumOptions {
  readonly was: readonly string[];
  /** Removed values to the values that their rows take; to a new value: a rename. */
  readonly map?: Readonly<Record<string, string>>;
  /** Every column of this type. */
  readonly columns?: readonly EnumUseInScript[];
}

/** What an enum type has besides its values. */
type EnumOptions = Pick<EnumType, "comment" | "attached">;

/** The `op` that a revision script receives. Calls record directives, which run in that order. */
export interface Operations {
  createSchema(name: string): void;
  dropSchema(name: string): void;
  createExtension(name: string): void;
  dropExtension(name: string): void;
  createEnum(name: NameInScript, values: readonly string[], options?: EnumOptions): void;
  /** Names the values too, for the way back. */
  dropEnum(name: NameInScript, values: readonly string[], options?: EnumOptions): void;
  renameEnum(from: NameInScript, to: NameInScript): void;
  alterEnum(name: NameInScript, values: readonly string[], options: AlterEnumOptions): void;
  createSequence(name: NameInScript, options?: Omit<Sequence, keyof QualifiedName>): void;
  dropSequence(name: NameInScript, options?: Omit<Sequence, keyof QualifiedName>): void;
  createTable(name: NameInScript, describe: (t: TableBuilder) => void): void;
  /** Drops a table and its rows. Describe it where this call has to be undone without a downgrade of its own. */
  dropTable(name: NameInScript, describe?: (t: TableBuilder) => void): void;
  renameTable(from: NameInScript, to: NameInScript): void;
  /** Changes a table; the changes that `alter` makes travel together. */
  alterTable(name: NameInScript, alter: (t: TableAlteration) => void): void;
  /** For one change alone: `op.alterTable("users").addColumn("age", "integer")`. */
  alterTable(name: NameInScript): TableAlteration;
  createView(name: NameInScript, query: string, options?: ViewOptions): void;
  /** Drops a view. Nothing may read it any more. */
  dropView(name: NameInScript, options?: Pick<ViewOptions, "materialized">): void;
  /** Gives a view another query; what hangs on it stays, and so do the views that read it. */
  alterView(name: NameInScript, query: string, options?: ViewOptions): void;
  /** Keeps a row of TypeORM's metadata table, so that TypeORM's own tools agree. null: no such row. */
  typeormMetadata(
    row: Pick<TypeormMetadata, "type" | "name"> & Partial<Pick<TypeormMetadata, "schema" | "table">>,
    to: string | null,
    options: { readonly was: string | null },
  ): void;
  /** Runs SQL as it is written. */
  execute(sql: string): void;
  /** SQL for a value: numbers and booleans bare, text quoted, null as NULL. */
  literal(value: string | number | bigint | boolean | null): string;
  /** Runs what is recorded so far, then this query, and returns its rows. Refused where nothing is connected. */
  query(sql: string, parameters?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
  /** Runs what is recorded so far. */
  flush(): Promise<void>;
}

/** What recording needs of a dialect and of whoever runs the script. */
export interface RecordingHost {
  readonly types: TypeCodec;
  literal(value: string | number | bigint | boolean | null): string;
  /** Runs these operations now. Throws where there is no connection. */
  flush(operations: readonly Operation[]): Promise<void>;
  query(sql: string, parameters: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
}

/** Builds an `op` that hands each directive to `push`; `drain` takes what was recorded since the last time. */
export function operationsFacade(host: RecordingHost, recorded: Operation[]): Operations {
  const push = (operation: Operation) => void recorded.push(operation);
  const flush = () => host.flush(recorded.splice(0));
  return {
    ...namespaceCalls(push),
    ...enumCalls(push),
    ...tableCalls(push, host.types),
    ...viewCalls(push),
    typeormMetadata: (row, to, { was }) =>
      push({ kind: "setTypeormMetadata", row: { schema: null, table: null, ...row }, to, was }),
    execute: (sql) => push({ kind: "execute", sql }),
    literal: (value) => host.literal(value),
    flush,
    query: async (sql, parameters = []) => {
      await flush();
      return host.query(sql, parameters);
    },
  };
}

type Push = (operation: Operation) => void;

function namespaceCalls(push: Push) {
  return {
    createSchema: (name: string) => push({ kind: "createSchema", name }),
    dropSchema: (name: string) => push({ kind: "dropSchema", name }),
    createExtension: (name: string) => push({ kind: "createExtension", name }),
    dropExtension: (name: string) => push({ kind: "dropExtension", name }),
    createSequence: (name: NameInScript, options: Omit<Sequence, keyof QualifiedName> = {}) =>
      push({ kind: "createSequence", sequence: { ...readName(name), ...options } }),
    dropSequence: (name: NameInScript, options: Omit<Sequence, keyof QualifiedName> = {}) =>
      push({ kind: "dropSequence", sequence: { ...readName(name), ...options } }),
  };
}

function enumCalls(push: Push) {
  return {
    createEnum: (name: NameInScript, values: readonly string[], options: EnumOptions = {}) =>
      push({ kind: "createEnum", enum: { ...readName(name), values, ...options } }),
    dropEnum: (name: NameInScript, values: readonly string[], options: EnumOptions = {}) =>
      push({ kind: "dropEnum", enum: { ...readName(name), values, ...options } }),
    renameEnum: (from: NameInScript, to: NameInScript) =>
      push({ kind: "renameEnum", from: readName(from), to: readName(to) }),
    alterEnum: (name: NameInScript, to: readonly string[], { was, map, columns = [] }: AlterEnumOptions) =>
      push({
        kind: "alterEnum",
        enum: readName(name),
        from: was,
        to,
        ...(map && { map }),
        columns: columns.map(readEnumUse),
      }),
  };
}

function readEnumUse(use: EnumUseInScript): EnumUse {
  if (typeof use !== "string") return { ...use, table: readName(use.table) };
  const dot = use.lastIndexOf(".");
  return { table: readName(use.slice(0, dot)), column: use.slice(dot + 1) };
}

function tableCalls(push: Push, types: TypeCodec) {
  return {
    createTable: (name: NameInScript, describe: (t: TableBuilder) => void) =>
      push({ kind: "createTable", table: buildTable(readName(name), types, describe) }),
    dropTable: (name: NameInScript, describe?: (t: TableBuilder) => void) =>
      push({
        kind: "dropTable",
        table: readName(name),
        ...(describe && { was: buildTable(readName(name), types, describe) }),
      }),
    renameTable: (from: NameInScript, to: NameInScript) =>
      push({ kind: "renameTable", from: readName(from), to: readName(to) }),
    alterTable: alterTableCall(push, types),
  };
}

function viewCalls(push: Push) {
  const view = (name: NameInScript, definition: string, options: ViewOptions) => ({
    ...readName(name),
    definition,
    ...options,
  });
  return {
    createView: (name: NameInScript, query: string, options: ViewOptions = {}) =>
      push({ kind: "createView", view: view(name, query, options) }),
    dropView: (name: NameInScript, { materialized }: Pick<ViewOptions, "materialized"> = {}) =>
      push({ kind: "dropView", view: readName(name), ...(materialized && { materialized }) }),
    alterView: (name: NameInScript, query: string, options: ViewOptions = {}) =>
      push({ kind: "alterView", view: view(name, query, options) }),
  };
}

function alterTableCall(push: Push, types: TypeCodec): Operations["alterTable"] {
  function alterTable(name: NameInScript, alter: (t: TableAlteration) => void): void;
  function alterTable(name: NameInScript): TableAlteration;
  function alterTable(name: NameInScript, alter?: (t: TableAlteration) => void): TableAlteration | void {
    const table = readName(name);
    if (!alter) return tableAlteration(table, types, push);
    push({ kind: "alterTable", table, changes: recordChanges(table, types, alter) });
  }
  return alterTable;
}
