import type {
  Check,
  Column,
  DialectOptions,
  Exclusion,
  ForeignKey,
  Generated,
  Identity,
  IndexPart,
  QualifiedName,
  SequenceOptions,
  SequenceOwner,
  Unique,
} from "@typeorm-autogen/model";
import { AmbiguousNameError } from "./errors.js";

/**
 * A table or type in a script: `"users"` in the default schema, `"audit.users"` in another. Names that hold a dot
 * themselves are written out: `{ schema: null, name: "a.b" }`.
 */
export type NameInScript = string | QualifiedName;

/** Options as a script gives them: what is so or is left out may also be computed, and then false. */
export type InScript<Options> = {
  readonly [Key in keyof Options]: Exclude<Options[Key], undefined> extends true ? boolean : Options[Key];
};

/** The options that hold: false says no more than what is left out. */
export function chosen<Options extends object>(options?: InScript<Options>): Options {
  const given = Object.entries(options ?? {}).filter(([, value]) => value !== false);
  return Object.fromEntries(given) as Options;
}

/** What a column is besides its name and type. Columns are NOT NULL unless `nullable`. Texts are SQL. */
export interface ColumnOptions {
  readonly nullable?: boolean;
  readonly default?: string;
  readonly autoincrement?: true;
  readonly identity?: Identity["mode"] | Identity;
  readonly generated?: Generated;
  readonly collation?: string;
  readonly comment?: string;
  readonly options?: DialectOptions;
}

/** What changes of a column; null takes an attribute away. */
export type ColumnChange = {
  readonly [Key in Exclude<keyof ColumnOptions, "nullable">]?: ColumnOptions[Key] | null;
} & { readonly type?: string; readonly nullable?: boolean };

/** How a column changes, beyond what changes. */
export interface AlterColumnOptions {
  /** Every attribute before the change: what the way back, and some servers, need. */
  readonly was?: ColumnChange;
  /** SQL that converts existing values to the new type. */
  readonly using?: string;
  /** The same for the way back. */
  readonly usingBack?: string;
  /** SQL that takes the place of NULL before the column becomes required. */
  readonly backfill?: string;
}

/** Options of a primary key or unique constraint. */
export type KeyOptions = Omit<Unique, "name" | "columns">;

/** Options of a foreign key; a missing action is NO ACTION. */
export type ForeignKeyOptions = Omit<ForeignKey, "name" | "columns" | "references" | "referencedColumns">;

/** Options of a check constraint. */
export type CheckOptions = Omit<Check, "name" | "expression">;

/** Options of an exclusion constraint. `where` is SQL text. */
export type ExclusionOptions = Omit<Exclusion, "name" | "elements">;

/** Options of an index. `where` is SQL text. */
export interface IndexOptions {
  readonly unique?: true;
  readonly method?: string;
  readonly where?: string;
  readonly include?: readonly string[];
  readonly nullsNotDistinct?: true;
  readonly concurrently?: true;
  readonly options?: Readonly<Record<string, string | number | boolean>>;
}

/** What a view is besides its query. */
export interface ViewOptions {
  readonly materialized?: true;
  /** Names of its columns, written before the query. */
  readonly columns?: readonly string[];
  readonly comment?: string;
  readonly options?: DialectOptions;
}

/** Which of the two kinds of view is meant. */
export type ViewKind = Pick<ViewOptions, "materialized">;

/** A key of an index: a column's name, or a part with its options. */
export type IndexKey = string | InScript<IndexPart>;

/** A column whose type is an enum that is about to change: `"orders.status"`, or with default and dimensions. */
export type EnumUseInScript =
  | string
  | {
      readonly table: NameInScript;
      readonly column: string;
      readonly default?: string;
      readonly dimensions?: number;
    };

/** The column that a sequence belongs to: `"orders.number"`, or its parts where dots would mislead. */
export type OwnerInScript = string | { readonly table: NameInScript; readonly column: string };

/** Options of a sequence. Numbers are written as text: they may be larger than JavaScript's. */
export interface SequenceInScript extends Omit<SequenceOptions, "ownedBy"> {
  readonly ownedBy?: OwnerInScript;
}

/** What changes of a sequence; null gives an option back to the server's default. */
export type SequenceChange = { readonly [Key in keyof SequenceInScript]?: SequenceInScript[Key] | null };

/** Reads a column as a script names it. */
export function readOwner(owner: OwnerInScript): SequenceOwner {
  if (typeof owner !== "string") return { ...owner, table: readName(owner.table) };
  const dot = owner.lastIndexOf(".");
  return { table: readName(owner.slice(0, dot)), column: owner.slice(dot + 1) };
}

/** The options of a sequence as a script gives them. */
export function readSequence({ ownedBy, ...options }: SequenceInScript): SequenceOptions {
  return { ...options, ...(ownedBy !== undefined && { ownedBy: readOwner(ownedBy) }) };
}

/** Reads a name as a script gives it. Throws AmbiguousNameError for a text that cannot be told apart. */
export function readName(name: NameInScript): QualifiedName {
  if (typeof name !== "string") return { schema: name.schema, name: name.name };
  const [first = "", second, ...more] = name.split(".");
  if (second === undefined) return { schema: null, name };
  if (first === "" || second === "" || more.length > 0) throw new AmbiguousNameError(name);
  return { schema: first, name: second };
}

/** The identity a script's short or long form means. */
export function readIdentity(identity: Identity["mode"] | Identity): Identity {
  return typeof identity === "string" ? { mode: identity } : identity;
}

/** The index part a script's short or long form means. */
export function readIndexKey(key: IndexKey): IndexPart {
  return typeof key === "string" ? { column: key } : chosen<IndexPart>(key);
}

/** A column as scripts describe it, its type already read. */
export function readColumn(name: string, type: Column["type"], options?: InScript<ColumnOptions>): Column {
  const { nullable, identity, ...rest } = chosen<ColumnOptions>(options);
  return {
    name,
    type,
    nullable: nullable ?? false,
    ...rest,
    ...(identity !== undefined && { identity: readIdentity(identity) }),
  };
}
