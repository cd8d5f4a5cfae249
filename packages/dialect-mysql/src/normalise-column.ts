import type { Column, ColumnType, DialectOptions } from "@typeorm-autogen/model";
import type { MysqlFacts } from "./facts.js";
import type { Flavor } from "./flavor.js";
import { currentTime, fittedTime, normalDefault } from "./literal-form.js";
import { withoutParentheses } from "./lexicon.js";
import { normalSequences } from "./named-sequences.js";
import { textTypes } from "./type-names.js";
import { normalType, withoutWidth } from "./types.js";

/** A column as the server would keep it. */
export function normaliseColumn(column: Column, facts: MysqlFacts, flavor: Flavor): Column {
  const { default: text, generated, comment, collation: _, options: __, ...rest } = column;
  const type = keptType(column.type, flavor);
  const fitted = (sql: string) => (flavor.exactStamps ? sql : fittedTime(sql, type));
  const value =
    text === undefined ? undefined : normalDefault(normalSequences(text, facts.defaultSchema), type);
  const collation = normalCollation(column, type, facts);
  const options = normalOptions(column.options, fitted);
  return {
    ...rest,
    type,
    // MariaDB takes neither NULL nor NOT NULL for a generated column.
    nullable: column.nullable || (generated !== undefined && !flavor.requiredGenerated),
    ...(value !== undefined && { default: fitted(value) }),
    ...(generated && { generated: { ...generated, expression: withoutParentheses(generated.expression) } }),
    ...(collation !== undefined && { collation }),
    ...(comment !== undefined && { comment: toldText(comment) }),
    ...(options && { options }),
  };
}

// MySQL has dropped display widths, but for zerofill, which shows them, and for tinyint(1), which clients take for boolean.
// https://dev.mysql.com/doc/relnotes/mysql/8.0/en/news-8-0-19.html
function keptType(type: ColumnType, { integerWidths }: Flavor): ColumnType {
  const normal = normalType(type);
  const shows = normal.modifiers?.includes("zerofill") === true;
  const isBoolean = normal.name === "tinyint" && normal.arguments?.[0] === 1 && !normal.modifiers;
  return integerWidths || shows || isBoolean ? normal : withoutWidth(normal);
}

/** A collation as the server names it: utf8 is short for utf8mb3. */
function fullCollation(name: string): string {
  return name.toLowerCase().replace(/^utf8(?=_|$)/, "utf8mb3");
}

// A character set without a collation means its default one. Only text has any.
function normalCollation(
  { collation, options }: Column,
  { name }: ColumnType,
  { collations }: MysqlFacts,
): string | undefined {
  if (!textTypes.has(name)) return undefined;
  if (collation !== undefined) return fullCollation(collation);
  const charset = options?.["charset"];
  if (charset === undefined) return undefined;
  const full = fullCollation(String(charset));
  return collations[full] ?? full;
}

function normalOptions(
  options: DialectOptions | undefined,
  fitted: (sql: string) => string,
): DialectOptions | undefined {
  if (!options) return undefined;
  const { charset: _, onUpdate, ...rest } = options;
  const kept = {
    ...rest,
    ...(onUpdate !== undefined && { onUpdate: fitted(currentTime(String(onUpdate)) ?? String(onUpdate)) }),
  };
  return Object.keys(kept).length === 0 ? undefined : kept;
}

/**
 * Text as the server's catalogue can tell it: it keeps names and comments in three bytes for a letter, and says `?` for
 * one that needs four, such as an emoji.
 */
export function toldText(text: string, mark = "?"): string {
  return text.replaceAll(/[\u{10000}-\u{10ffff}]/gu, mark);
}
