import type { IndexDefinition, IndexPart, QualifiedName } from "@typeorm-autogen/model";
import { closed, nameSql, namesSql, type SqlSpelling } from "./sql-spelling.js";

/** CREATE INDEX. Dialects without access methods or included columns never meet them: their rules refuse first. */
export function createIndexSql(spelling: SqlSpelling, table: QualifiedName, index: IndexDefinition): string {
  return [
    index.unique ? "CREATE UNIQUE INDEX" : "CREATE INDEX",
    index.concurrently ? " CONCURRENTLY" : "",
    ` ${spelling.identifier(index.name)} ON ${nameSql(spelling, table)}`,
    index.method === undefined ? "" : ` USING ${spelling.identifier(index.method)}`,
    ` (${index.parts.map((part) => indexPartSql(spelling, part)).join(", ")})`,
    index.include === undefined ? "" : ` INCLUDE (${namesSql(spelling, index.include)})`,
    index.nullsNotDistinct ? " NULLS NOT DISTINCT" : "",
    storageSql(index.options),
    tablespaceSql(spelling, index.options),
    index.where === undefined ? "" : ` WHERE ${index.where}`,
  ].join("");
}

/** One key of an index. */
export function indexPartSql(spelling: SqlSpelling, part: IndexPart): string {
  return [
    part.column === undefined ? `(${closed(part.expression ?? "")})` : spelling.identifier(part.column),
    part.collation === undefined ? "" : ` COLLATE ${spelling.collation(part.collation)}`,
    part.operatorClass === undefined ? "" : ` ${part.operatorClass}`,
    part.descending ? " DESC" : "",
    part.nulls === undefined ? "" : ` NULLS ${part.nulls.toUpperCase()}`,
  ].join("");
}

/** ` WITH (…)`: storage parameters of an index; empty for none. The tablespace is none of them. */
function storageSql(options: IndexDefinition["options"]): string {
  const entries = Object.entries(options ?? {}).filter(([key]) => key !== "tablespace");
  if (entries.length === 0) return "";
  return ` WITH (${entries.map(([key, value]) => `${key} = ${String(value)}`).join(", ")})`;
}

/** ` TABLESPACE …`: where an object lies, by its options; empty where they do not say it. */
export function tablespaceSql(
  { identifier }: Pick<SqlSpelling, "identifier">,
  options: IndexDefinition["options"],
): string {
  const tablespace = options?.["tablespace"];
  return tablespace === undefined ? "" : ` TABLESPACE ${identifier(String(tablespace))}`;
}

/** The storage parameters and the tablespace of the index that a constraint rests on. */
export function indexSettingsSql(
  spelling: Pick<SqlSpelling, "identifier">,
  options: IndexDefinition["options"],
): string {
  const place = tablespaceSql(spelling, options);
  return storageSql(options) + (place === "" ? "" : ` USING INDEX${place}`);
}
