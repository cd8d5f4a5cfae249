import type {
  Column,
  Exclusion,
  Generated,
  QualifiedName,
  SqlScalar,
  SqlValue,
  Table,
  View,
} from "@typeorm-autogen/model";
import { UnsupportedError } from "./errors.js";

/** How a dialect spells the parts of standard DDL. Optional parts are those that some databases do not have. */
export interface SqlSpelling {
  /** The dialect's name for people, used in errors. */
  readonly label: string;
  /** A name, quoted. */
  identifier(name: string): string;
  literal(value: SqlValue): string;
  /** The type as it stands in a column's definition, serial types included. */
  columnType(column: Column): string;
  /** What follows DEFAULT: the expression, in parentheses where the syntax demands them. */
  defaultText(expression: string): string;
  /** A collation's name as it follows COLLATE. */
  collation(name: string): string;
  /** Keys take COLLATE and DESC; absent: refused. */
  readonly keyParts?: true;
  /** The clause of a computed column. */
  generated(generated: Generated): string;
  /** The clause of an identity column; absent: refused. */
  identity?(column: Column): string;
  /** The clause of an exclusion constraint, without name and deferrability; absent: refused. */
  exclusion?(exclusion: Exclusion): string;
  /** A column whose definition holds the primary key (SQLite's AUTOINCREMENT), and the words that say so. */
  primaryKeyInColumn?(table: Table): { readonly column: string; readonly clause: string } | undefined;
  /** What follows the closing parenthesis of CREATE TABLE, with its leading space; empty for nothing. */
  tableOptions?(table: Table): string;
  /** Clauses of CREATE VIEW, each with its leading space: behind CREATE, behind the view's name, behind the query. */
  viewClauses?(view: View): { readonly kind?: string; readonly options?: string; readonly end?: string };
  /** CREATE OR REPLACE VIEW takes any query; absent: a view is dropped and created again. */
  readonly replacesViews?: true;
  readonly materializedViews?: true;
  /** COMMENT ON; absent: comments are refused. */
  readonly comments?: true;
  /** What has to run between changing rows of a table and altering it; absent: nothing. */
  readonly settleRows?: string;
}

/** `"schema"."name"`, or `"name"` in the default schema. */
export function nameSql(spelling: Pick<SqlSpelling, "identifier">, { schema, name }: QualifiedName): string {
  return schema === null
    ? spelling.identifier(name)
    : `${spelling.identifier(schema)}.${spelling.identifier(name)}`;
}

/** Names as a list, quoted, without parentheses: `"a", "b"`. */
export function namesSql(spelling: Pick<SqlSpelling, "identifier">, names: readonly string[]): string {
  return names.map((name) => spelling.identifier(name)).join(", ");
}

/** An expression that a closing parenthesis may follow: a trailing line comment gets its line end. */
export function closed(expression: string): string {
  return expression.includes("--") ? `${expression}\n` : expression;
}

/** A name in double quotes. Throws UnsupportedError for one that no server can hold. */
export function quoteIdentifier(name: string): string {
  if (name.includes("\0") || name === "") {
    throw new UnsupportedError("SQL", `the name ${JSON.stringify(name)}`, "give the object another name");
  }
  return `"${name.replaceAll('"', '""')}"`;
}

/** Text in single quotes, for servers where a backslash is a plain character. */
export function quoteText(text: string): string {
  if (text.includes("\0")) {
    throw new UnsupportedError("SQL", "text with a NUL character", "take it out of the text");
  }
  return `'${text.replaceAll("'", "''")}'`;
}

/** SQL for a value: numbers bare, booleans TRUE and FALSE, text quoted. Throws for NaN and infinity. */
export function standardLiteral(value: SqlScalar): string {
  if (value === null) return "NULL";
  if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
  if (typeof value === "string") return quoteText(value);
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new UnsupportedError("SQL", `the number ${value}`, "write it as text with a cast");
  }
  return String(value);
}
