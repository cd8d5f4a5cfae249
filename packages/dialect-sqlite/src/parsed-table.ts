import type {
  Check,
  DialectOptions,
  ForeignKey,
  Generated,
  PrimaryKey,
  Unique,
} from "@typeorm-autogen/model";

/** What the text of a column's definition says and the pragmas do not. */
export interface ParsedColumn {
  readonly name: string;
  readonly collation?: string;
  readonly autoincrement?: true;
  readonly generated?: Generated;
  /** What happens where the column is required and gets NULL. */
  readonly options?: DialectOptions;
}

/** What the text of a CREATE TABLE says and the pragmas do not. Names as written; SQLite ignores their case. */
export interface ParsedTable {
  readonly columns: readonly ParsedColumn[];
  readonly primaryKey?: PrimaryKey;
  readonly uniques: readonly Unique[];
  readonly checks: readonly Check[];
  /** An empty `referencedColumns` means the primary key of the referenced table. */
  readonly foreignKeys: readonly ForeignKey[];
  readonly strict: boolean;
  readonly withoutRowid: boolean;
  /** The primary key stands in its column's definition, where DESC has another meaning. */
  readonly keyInColumn?: true;
}

/** Where the readers of clauses put what they find. */
export interface TableDraft {
  readonly columns: ParsedColumn[];
  primaryKey?: PrimaryKey;
  readonly uniques: Unique[];
  readonly checks: Check[];
  readonly foreignKeys: ForeignKey[];
  keyInColumn?: true;
}
