import type { Column, Table } from "@typeorm-autogen/model";
import type { MysqlFacts } from "./facts.js";

/** The collation that a column of text has: its own, its table's, or the database's. */
export function collationOf(
  { collation, options }: Pick<Column, "collation" | "options">,
  table: Pick<Table, "options"> | undefined,
  facts: MysqlFacts,
): string {
  const charset = options?.["charset"] ?? table?.options?.["charset"];
  const implied = charset === undefined ? undefined : (facts.collations[String(charset)] ?? charset);
  return collation ?? String(table?.options?.["collation"] ?? implied ?? facts.collation);
}

/** The bytes that a letter may take. https://dev.mysql.com/doc/refman/8.4/en/charset-charsets.html */
export function letterBytes(collation: string): number {
  return bytesByCharset[collation.split("_")[0] ?? ""] ?? 1;
}

const bytesByCharset: Readonly<Record<string, number>> = {
  utf8mb4: 4,
  utf8mb3: 3,
  utf8: 3,
  utf16: 4,
  utf16le: 4,
  utf32: 4,
  ucs2: 2,
  gb18030: 4,
  ujis: 3,
  eucjpms: 3,
  big5: 2,
  gbk: 2,
  gb2312: 2,
  sjis: 2,
  cp932: 2,
  euckr: 2,
};

/**
 * What a collation makes of a text, so that texts which it takes for one become equal; close, but not to the letter:
 * _bin, _cs and _as tell what counts. https://dev.mysql.com/doc/refman/8.4/en/charset-collation-names.html
 */
export function foldingOf(collation: string): (text: string) => string {
  if (/bin(?:ary)?$|_cs(?:_|$)/.test(collation)) return (text) => text;
  const letters = (text: string) => text.toLowerCase();
  if (collation.includes("_as_")) return letters;
  return (text) => letters(text).normalize("NFD").replaceAll(/\p{M}/gu, "");
}
