import type { Column, IndexPart, Table } from "@typeorm-autogen/model";

type Rewrite = (sql: string) => string;

/** A table with every SQL text in it rewritten: defaults, checks, generated columns, keys and predicates. */
export function mapTexts(table: Table, text: Rewrite): Table {
  return {
    ...table,
    columns: table.columns.map((column) => mapColumn(column, text)),
    checks: table.checks.map((check) => ({ ...check, expression: text(check.expression) })),
    indexes: table.indexes.map((index) => ({
      ...mapPredicate(index, text),
      parts: index.parts.map((part) => mapPart(part, text)),
    })),
    ...(table.exclusions && {
      exclusions: table.exclusions.map((exclusion) => ({
        ...mapPredicate(exclusion, text),
        elements: exclusion.elements.map((element) => mapPart(element, text)),
      })),
    }),
  };
}

function mapColumn(column: Column, text: Rewrite): Column {
  const { generated, default: value } = column;
  return {
    ...column,
    ...(value !== undefined && { default: text(value) }),
    ...(generated && { generated: { ...generated, expression: text(generated.expression) } }),
  };
}

function mapPart<T extends IndexPart>(part: T, text: Rewrite): T {
  return part.expression === undefined ? part : { ...part, expression: text(part.expression) };
}

function mapPredicate<T extends { readonly where?: string }>(item: T, text: Rewrite): T {
  return item.where === undefined ? item : { ...item, where: text(item.where) };
}
