import type { QualifiedName } from "@typeorm-autogen/model";

/** A table that goes, or a column of one. */
export interface Leaving {
  readonly table: QualifiedName;
  /** Absent: the whole table. */
  readonly column?: string;
}

/** Something that the server keeps and that reads what goes, for which the server would refuse to let it go. */
export interface Dependent {
  /** Which of what goes it reads, counted from 0. */
  readonly of: number;
  /** As people say it: `view sales`, `policy own_rows on table orders`. */
  readonly object: string;
  /** The view that it is, or the table that it hangs on; null where it is neither. */
  readonly relation: QualifiedName | null;
}
