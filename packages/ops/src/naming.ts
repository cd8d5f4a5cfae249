import { createHash } from "node:crypto";
import type { ForeignKey, QualifiedName } from "@typeorm-autogen/model";

/** The parts of a table that a convention names; an index always has a name. */
export type NamedPart = "primaryKey" | "unique" | "check" | "exclusion" | "foreignKey";

/**
 * How constraints without a name are called: texts in which `{table}` stands for the table, `{columns}` for
 * the columns with `_` between them, `{column}` for the first of them, `{referenced}` for the table that a foreign key
 * refers to, `{hash}` for ten characters that only this part of this table has.
 */
export type NamingTemplates = { readonly [Part in NamedPart]?: string };

/** What is known of a part that has no name. */
export type UnnamedPart = Partial<Pick<ForeignKey, "columns" | "references" | "referencedColumns">> & {
  readonly expression?: string;
  readonly elements?: readonly { readonly column?: string; readonly expression?: string }[];
};

/** The name that a convention gives; undefined where it says nothing of such parts. */
export function conventionalName(
  naming: NamingTemplates,
  kind: NamedPart,
  table: QualifiedName,
  part: UnnamedPart,
): string | undefined {
  const template = naming[kind];
  if (template === undefined) return undefined;
  const columns = columnsOf(part);
  const values: Readonly<Record<string, string>> = {
    table: table.name,
    columns: columns.join("_"),
    column: columns[0] ?? "",
    referenced: part.references?.name ?? "",
    hash: hashOf(table, [columns, part.expression ?? "", part.references ?? null]),
  };
  return template.replace(/\{(\w+)\}/g, (token, key: string) => values[key] ?? token);
}

/** The columns of a part; elements that are expressions stand among them as SQL. */
export function columnsOf({ columns, elements = [] }: UnnamedPart): readonly string[] {
  return columns ?? elements.map(({ column, expression }) => column ?? expression ?? "");
}

function hashOf({ schema, name }: QualifiedName, content: unknown): string {
  const text = JSON.stringify([schema, name, content]);
  return createHash("sha256").update(text).digest("hex").slice(0, 10);
}
