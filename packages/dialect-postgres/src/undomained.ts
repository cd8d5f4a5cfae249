import type { Column } from "@typeorm-autogen/model";

/** The column with what its domain is made of in place of the domain: values convert as those do. */
export function undomained<T extends Pick<Column, "type">>(column: T): T {
  const { base, dimensions } = column.type;
  if (base === undefined) return column;
  return { ...column, type: { ...base, ...(dimensions !== undefined && { dimensions }) } };
}
