/**
 * What InnoDB does for one clause of an ALTER TABLE, as each ALGORITHM= allows it, from the least to the most:
 * an entry in the catalogue; work on an index or an entry that takes a wait; the table written anew in place; a copy of it,
 * during which nobody may write. MySQL has no word for the second and calls it INPLACE too.
 * https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html
 * https://mariadb.com/kb/en/innodb-online-ddl-overview/
 */
export type Algorithm = "instant" | "nocopy" | "inplace" | "copy";

/** The cost of one clause. */
export interface DdlCost {
  readonly algorithm: Algorithm;
  /** Writers wait also where the table is not copied. */
  readonly shared?: true;
  /** Readers too. */
  readonly exclusive?: true;
  /** An index is built. */
  readonly builds?: true;
  /** Columns come or go: beside a clause that is not instant, the table is written anew. */
  readonly reshapes?: true;
  readonly because?: string;
}

const order: readonly Algorithm[] = ["instant", "nocopy", "inplace", "copy"];

/** Nothing but an entry in the catalogue. */
export const instant: DdlCost = { algorithm: "instant" };

/** Which of two costs is higher; positive: the first. */
export function compareCosts(a: DdlCost, b: DdlCost): number {
  return (
    order.indexOf(a.algorithm) - order.indexOf(b.algorithm) ||
    Number(a.shared ?? false) - Number(b.shared ?? false)
  );
}

/** A copy of the table, and why. */
export function copy(because: string): DdlCost {
  return { algorithm: "copy", shared: true, because };
}

/** The table written anew while others write, and why. */
export function rebuild(because: string): DdlCost {
  return { algorithm: "inplace", because };
}
