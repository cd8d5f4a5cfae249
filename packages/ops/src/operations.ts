import type { EnumType, SqlValue, TypeCodec, TypeormMetadata } from "@typeorm-autogen/model";
import type { OnlineOptions } from "./alter-table.js";
import type { Autocommit } from "./autocommit.js";
import type { Backfill } from "./backfill.js";
import { batchAlteration, type BatchOptions } from "./batch-call.js";
import { bindParameters, type SqlParameters } from "./bind-parameters.js";
import { readRow, type RowInScript, type TypedRow } from "./bulk-insert.js";
import { splitConditions, type Conditions, type IfExists, type IfNotExists } from "./conditions.js";
import type { EnumUse } from "./enums.js";
import type { Operation, OwnCalls } from "./operation-map.js";
import { ownOperations, type OperationDefinition } from "./own-operations.js";
import { nameUnnamed } from "./name-unnamed.js";
import { BackfillPaceError, BlockError, OnlineOptionError } from "./errors.js";
import {
  chosen,
  readName,
  readOwner,
  readSequence,
  type EnumUseInScript,
  type InScript,
  type NameInScript,
  type SequenceChange,
  type SequenceInScript,
  type ViewKind,
  type ViewOptions,
} from "./script-types.js";
import type { DatabaseFacts, ScriptConnection, ScriptLanguage } from "./script-language.js";
import { SqlText } from "./sql-text.js";
import { recordChanges, tableAlteration, type TableAlteration } from "./table-alteration.js";
import { buildTable, type TableBuilder } from "./table-builder.js";
import { viewCalls } from "./view-calls.js";

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
export interface Operations extends OwnCalls {
  createSchema(name: string, options?: InScript<IfNotExists>): void;
  dropSchema(name: string, options?: InScript<IfExists>): void;
  /** Renames a schema with all that is in it. */
  renameSchema(from: string, to: string): void;
  /** Does nothing where the extension is there already. */
  createExtension(name: string): void;
  dropExtension(name: string, options?: InScript<IfExists>): void;
  createEnum(
    name: NameInScript,
    values: readonly string[],
    options?: InScript<EnumOptions & IfNotExists>,
  ): void;
  /** Names the values too, for the way back. */
  dropEnum(name: NameInScript, values: readonly string[], options?: InScript<EnumOptions & IfExists>): void;
  renameEnum(from: NameInScript, to: NameInScript): void;
  alterEnum(name: NameInScript, values: readonly string[], options: AlterEnumOptions): void;
  createSequence(name: NameInScript, options?: InScript<SequenceInScript & IfNotExists>): void;
  dropSequence(name: NameInScript, options?: InScript<SequenceInScript & IfExists>): void;
  /** Changes options in place; null gives one back to the server's default. The number that it had reached stays. */
  alterSequence(name: NameInScript, to: SequenceChange, options?: { readonly was?: SequenceInScript }): void;
  renameSequence(from: NameInScript, to: NameInScript): void;
  createTable(name: NameInScript, describe: (t: TableBuilder) => void, options?: InScript<IfNotExists>): void;
  /** Drops a table and its rows. Describe it where this call has to be undone without a downgrade of its own. */
  dropTable(name: NameInScript, describe?: (t: TableBuilder) => void, options?: InScript<IfExists>): void;
  dropTable(name: NameInScript, options: InScript<IfExists>): void;
  renameTable(from: NameInScript, to: NameInScript): void;
  /** Changes a table; the changes that `alter` makes travel together. */
  alterTable(name: NameInScript, alter: (t: TableAlteration) => void, options?: OnlineOptions): void;
  /** For one change alone: `op.alterTable("users").addColumn("age", "integer")`. */
  alterTable(name: NameInScript): TableAlteration;
  /**
   * Changes a table in one go, built anew where that is needed or asked for: Alembic's batch mode. `options` may be left
   * out.
   */
  batchAlterTable(name: NameInScript, options: BatchOptions, alter: (t: TableAlteration) => void): void;
  batchAlterTable(name: NameInScript, alter: (t: TableAlteration) => void): void;
  createView(name: NameInScript, query: string, options?: InScript<ViewOptions & IfNotExists>): void;
  /** Drops a view. Nothing may read it any more. */
  dropView(name: NameInScript, options?: InScript<ViewKind & IfExists>): void;
  /** Gives a view another query; what hangs on it stays, and so do the views that read it. */
  alterView(name: NameInScript, query: string, options?: InScript<ViewOptions>): void;
  renameView(from: NameInScript, to: NameInScript, options?: InScript<ViewKind>): void;
  /** Keeps a row of TypeORM's metadata table, so that TypeORM's own tools agree. null: no such row. */
  typeormMetadata(
    row: Pick<TypeormMetadata, "type" | "name"> & Partial<Pick<TypeormMetadata, "schema" | "table">>,
    to: string | null,
    options: { readonly was: string | null },
  ): void;
  /**
   * Runs SQL: as it is written, or with a value in each place that says `:name`, as a literal. A colon before a name that
   * is no place needs a space between them.
   */
  execute(sql: string, parameters?: SqlParameters): void;
  /**
   * Runs a text of several statements as it is written for the database's own client, its DELIMITER included. Where it has
   * BEGIN and COMMIT, what stands outside them runs as in an autocommitBlock.
   */
  executeScript(text: string): void;
  /**
   * Adds rows, a thousand to a statement. Dates are written in UTC, objects and arrays as JSON; a PostgreSQL array or an
   * expression wants `op.sql`. What a row leaves out takes its default.
   */
  bulkInsert<Row extends object>(table: NameInScript, rows: readonly (Row & TypedRow<Row>)[]): void;
  /**
   * Gives columns of existing rows a value (SQL text), 5000 rows at a time, each chunk in a transaction of its own, walked
   * by the primary key or by `key`. What came before is committed first; a run that died goes on behind the last chunk.
   */
  backfill(table: NameInScript, options: Omit<Backfill, "kind" | "table">): void;
  /**
   * Runs what `record` calls outside the revision's transaction, each statement committed by itself: CREATE INDEX
   * CONCURRENTLY, VACUUM. What came before is committed first. `repeatable`: its SQL may run twice, so that a run that
   * was killed in it goes on without asking.
   */
  autocommitBlock(record: () => void, options?: InScript<Pick<Autocommit, "repeatable">>): void;
  /** SQL for a value: numbers and booleans bare, text, dates and bytes quoted, objects and arrays as JSON, null as NULL. */
  literal(value: SqlValue): string;
  /** A name as it is. Names that a script gives are final: a convention names only what is given null for a name. */
  f(name: string): string;
  /** SQL that stands where a value could: `op.sql("now()")`. */
  sql(text: string): SqlText;
  /** The database that this script is for, so that it can branch; `connected` is false where it is only read. */
  readonly database: DatabaseFacts & { readonly connected: boolean };
  /** The `-x KEY=VALUE` of the command line; none where the script is only read. */
  readonly x: Readonly<Record<string, string>>;
  /** Runs what is recorded so far, then this query, and returns its rows. Refused where nothing is connected. */
  query(sql: string, parameters?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
  /** The connection itself. Its calls are refused where nothing is connected. */
  getBind(): ScriptConnection;
  /** Runs what is recorded so far. */
  flush(): Promise<void>;
}

/** What recording needs of a dialect and of whoever runs the script. */
export interface RecordingHost extends ScriptLanguage {
  readonly connected: boolean;
  /** Runs these operations now. Throws where there is no connection. */
  flush(operations: readonly Operation[]): Promise<void>;
  query(sql: string, parameters: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
  execute(sql: string, parameters: readonly unknown[]): Promise<number>;
}

/** Builds an `op` that hands each directive to `push`; `drain` takes what was recorded since the last time. */
export function operationsFacade(
  host: RecordingHost,
  recorded: Operation[],
  own: Iterable<OperationDefinition<Operation>> = ownOperations(),
): Operations {
  const { naming } = host;
  const push = (operation: Operation) =>
    void recorded.push(naming ? nameUnnamed(operation, naming) : operation);
  return {
    ...ownCalls(push, own),
    ...namespaceCalls(push),
    ...enumCalls(push),
    ...tableCalls(push, host.types),
    ...viewCalls(push),
    ...rowCalls(push, host),
    ...connectionCalls(host, recorded),
    typeormMetadata: (row, to, { was }) =>
      push({ kind: "setTypeormMetadata", row: { schema: null, table: null, ...row }, to, was }),
    autocommitBlock: (call, options) => {
      const inner = recordBlock(recorded, call);
      push({ kind: "autocommit", operations: inner, ...chosen<Pick<Autocommit, "repeatable">>(options) });
    },
    literal: (value) => host.literal(value),
    f: (name) => name,
    sql: (text) => new SqlText(text),
    database: { ...host.database, connected: host.connected },
    x: host.x ?? {},
  };
}

// The block's calls go to the same list; what they added is taken back out of it.
function recordBlock(recorded: Operation[], call: () => void): Autocommit["operations"] {
  const before = recorded.length;
  const answer: unknown = call();
  const inner = recorded.splice(before);
  const isAsync = answer instanceof Promise;
  if (isAsync) answer.catch(() => {});
  if (isAsync || inner.some(({ kind }) => kind === "autocommit")) throw new BlockError(isAsync);
  return inner as Autocommit["operations"];
}

type Push = (operation: Operation) => void;

function ownCalls(push: Push, own: Iterable<OperationDefinition<Operation>>): OwnCalls {
  const calls = [...own].map((definition) => {
    const make = (definition.make ?? asGiven) as (...given: readonly unknown[]) => object;
    const call = (...given: readonly unknown[]) =>
      push({ ...make(...given), kind: definition.kind } as unknown as Operation);
    return [definition.kind, call] as const;
  });
  return Object.fromEntries(calls) as OwnCalls;
}

function asGiven(operation: object): object {
  return operation;
}

type RowCall = "execute" | "executeScript" | "bulkInsert" | "backfill";

function rowCalls(push: Push, host: ScriptLanguage): Pick<Operations, RowCall> {
  return {
    executeScript: (text) => {
      for (const { sql, alone } of host.split(text)) {
        const statement = { kind: "execute", sql } as const;
        push(alone ? { kind: "autocommit", operations: [statement] } : statement);
      }
    },
    backfill: (table, options) => push({ kind: "backfill", table: readName(table), ...checkPace(options) }),
    execute: (sql, parameters) =>
      push({ kind: "execute", sql: parameters ? bindParameters(sql, parameters, host) : sql }),
    bulkInsert: (table, rows) =>
      push({
        kind: "bulkInsert",
        table: readName(table),
        rows: rows.map((row) => readRow(row as RowInScript, (value) => host.literal(value))),
      }),
  };
}

function checkPace<Pace extends Pick<Backfill, "chunk" | "pause">>(pace: Pace): Pace {
  const { chunk = 1, pause = 0 } = pace;
  if (Number.isInteger(chunk) && chunk > 0 && pause >= 0) return pace;
  throw new BackfillPaceError(chunk, pause);
}

function connectionCalls(
  host: RecordingHost,
  recorded: Operation[],
): Pick<Operations, "flush" | "query" | "getBind"> {
  const flush = () => host.flush(recorded.splice(0));
  const query: ScriptConnection["query"] = async (sql, parameters = []) => {
    await flush();
    return host.query(sql, parameters);
  };
  const execute: ScriptConnection["execute"] = async (sql, parameters = []) => {
    await flush();
    return host.execute(sql, parameters);
  };
  return { flush, query, getBind: () => ({ query, execute }) };
}

function namespaceCalls(push: Push) {
  const sequence =
    (kind: "createSequence" | "dropSequence") =>
    (name: NameInScript, options?: InScript<SequenceInScript & Conditions>) => {
      const [conditions, rest] = splitConditions(chosen<SequenceInScript & Conditions>(options));
      push({ kind, sequence: { ...readName(name), ...readSequence(rest) }, ...conditions });
    };
  return {
    createSchema: (name: string, options?: InScript<IfNotExists>) =>
      push({ kind: "createSchema", name, ...chosen<IfNotExists>(options) }),
    dropSchema: (name: string, options?: InScript<IfExists>) =>
      push({ kind: "dropSchema", name, ...chosen<IfExists>(options) }),
    renameSchema: (from: string, to: string) => push({ kind: "renameSchema", from, to }),
    createExtension: (name: string) => push({ kind: "createExtension", name }),
    dropExtension: (name: string, options?: InScript<IfExists>) =>
      push({ kind: "dropExtension", name, ...chosen<IfExists>(options) }),
    createSequence: sequence("createSequence"),
    dropSequence: sequence("dropSequence"),
    renameSequence: (from: NameInScript, to: NameInScript) =>
      push({ kind: "renameSequence", from: readName(from), to: readName(to) }),
    alterSequence: (
      name: NameInScript,
      { ownedBy, ...to }: SequenceChange,
      { was }: { readonly was?: SequenceInScript } = {},
    ) =>
      push({
        kind: "alterSequence",
        sequence: readName(name),
        to: {
          ...to,
          ...(ownedBy !== undefined && { ownedBy: ownedBy === null ? null : readOwner(ownedBy) }),
        },
        ...(was && { was: readSequence(was) }),
      }),
  };
}

function enumCalls(push: Push) {
  const type =
    (kind: "createEnum" | "dropEnum") =>
    (name: NameInScript, values: readonly string[], options?: InScript<EnumOptions & Conditions>) => {
      const [conditions, rest] = splitConditions(chosen<EnumOptions & Conditions>(options));
      push({ kind, enum: { ...readName(name), values, ...rest }, ...conditions });
    };
  return {
    createEnum: type("createEnum"),
    dropEnum: type("dropEnum"),
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
  return typeof use === "string" ? readOwner(use) : { ...use, table: readName(use.table) };
}

function tableCalls(push: Push, types: TypeCodec) {
  return {
    createTable: (name: NameInScript, describe: (t: TableBuilder) => void, options?: InScript<IfNotExists>) =>
      push({
        kind: "createTable",
        table: buildTable(readName(name), types, describe),
        ...chosen<IfNotExists>(options),
      }),
    dropTable: (
      name: NameInScript,
      second?: ((t: TableBuilder) => void) | InScript<IfExists>,
      third?: InScript<IfExists>,
    ) => {
      const describe = typeof second === "function" ? second : undefined;
      const table = readName(name);
      push({
        kind: "dropTable",
        table,
        ...(describe && { was: buildTable(table, types, describe) }),
        ...chosen<IfExists>(typeof second === "object" ? second : third),
      });
    },
    renameTable: (from: NameInScript, to: NameInScript) =>
      push({ kind: "renameTable", from: readName(from), to: readName(to) }),
    alterTable: alterTableCall(push, types),
    batchAlterTable: batchCall(push, types),
  };
}

const algorithms: ReadonlySet<unknown> = new Set(["instant", "nocopy", "inplace", "copy", undefined]);
const locks: ReadonlySet<unknown> = new Set(["none", "shared", "exclusive", undefined]);

// Scripts in JavaScript are checked by no compiler, and the words go into SQL.
function checkOnline(online: OnlineOptions): OnlineOptions {
  const { algorithm, lock } = online;
  if (algorithms.has(algorithm) && locks.has(lock)) return online;
  throw new OnlineOptionError(JSON.stringify(online));
}

function batchCall(push: Push, types: TypeCodec): Operations["batchAlterTable"] {
  type Alter = (t: TableAlteration) => void;
  return (name: NameInScript, second: BatchOptions | Alter, third?: Alter) => {
    const [options, alter] = typeof second === "function" ? [{}, second] : [second, third ?? (() => {})];
    push(batchAlteration(readName(name), types, options, alter));
  };
}

function alterTableCall(push: Push, types: TypeCodec): Operations["alterTable"] {
  type Alter = (t: TableAlteration) => void;
  function alterTable(name: NameInScript, alter: Alter, online?: OnlineOptions): void;
  function alterTable(name: NameInScript): TableAlteration;
  function alterTable(name: NameInScript, alter?: Alter, online?: OnlineOptions): TableAlteration | void {
    const table = readName(name);
    if (!alter) return tableAlteration(table, types, push);
    const changes = recordChanges(table, types, alter);
    push({ kind: "alterTable", table, changes, ...(online && { online: checkOnline(online) }) });
  }
  return alterTable;
}
