import type { ColumnType } from "./column-type.js";

/** `GENERATED … AS IDENTITY`, with the options that differ from the server's defaults. */
export interface Identity {
  readonly mode: "always" | "byDefault";
  readonly start?: string;
  readonly increment?: string;
  readonly minimum?: string;
  readonly maximum?: string;
  readonly cache?: string;
  readonly cycle?: true;
}

/** A column computed from others. */
export interface Generated {
  /** SQL text without the parentheses around it. */
  readonly expression: string;
  readonly stored: boolean;
}

/** What only some dialects know: `onUpdate`, `charset`, `sequence`. Keys and values are the dialect's own. */
export type DialectOptions = Readonly<Record<string, string | number | boolean>>;

/** One column of a table. An absent property means that the database has nothing there. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
  /** SQL text, without parentheses that the dialect's syntax demands around expressions. */
  readonly default?: string;
  /** Numbers come by themselves: a serial on PostgreSQL, AUTOINCREMENT on SQLite, AUTO_INCREMENT on MySQL. */
  readonly autoincrement?: true;
  readonly identity?: Identity;
  readonly generated?: Generated;
  readonly collation?: string;
  readonly comment?: string;
  readonly options?: DialectOptions;
}
