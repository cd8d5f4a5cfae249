import type { QualifiedName } from "@typeorm-autogen/model";
import type { LeafOperation } from "@typeorm-autogen/ops";

/**
 * How long a change keeps its lock: no longer than an entry in the catalogue takes, or as long as it takes to read the
 * table, to build an index on it, or to write all of it anew.
 */
export type ImpactWork = "nothing" | "scan" | "index" | "rewrite";

/** Who waits until the change is done. */
export type ImpactBlocks = "nobody" | "writes" | "everybody";

/** What a change does to a running system, on one table. A change may concern several. */
export interface Impact {
  /** The change that causes it: of several that share a statement, the one that holds up most. */
  readonly of: LeafOperation;
  readonly table: QualifiedName;
  /** The strongest lock on the table, in the server's own words: `SHARE ROW EXCLUSIVE`, `ALGORITHM=COPY, LOCK=SHARED`. */
  readonly lock: string;
  readonly blocks: ImpactBlocks;
  readonly work: ImpactWork;
  /** Why it takes the work that it takes: `the type changes from integer to bigint`. Absent where it takes none. */
  readonly because?: string;
  /** The script demands that the table is built anew. */
  readonly recreates?: true;
}

const works: readonly ImpactWork[] = ["nothing", "scan", "index", "rewrite"];
const blocked: readonly ImpactBlocks[] = ["nobody", "writes", "everybody"];

/** Which of two impacts holds up more: for how long, then whom. Negative: the first holds up less. */
export function compareImpacts(a: Impact, b: Impact): number {
  return (
    works.indexOf(a.work) - works.indexOf(b.work) || blocked.indexOf(a.blocks) - blocked.indexOf(b.blocks)
  );
}
