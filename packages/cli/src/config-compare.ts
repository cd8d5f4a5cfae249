import type { CompareHooks } from "@typeorm-autogen/compare";
import type { QualifiedName } from "@typeorm-autogen/model";

/** What counts as a difference. */
export interface CompareConfig {
  /** Tables of the database that are nobody's business: names, or patterns with `*`. */
  readonly ignore?: readonly string[];
  /** Whether a table counts, on both sides. */
  readonly includeName?: (table: QualifiedName) => boolean;
  /** Whether an object counts, asked for both sides. */
  readonly includeObject?: CompareHooks["includeObject"];
  /** Three-valued: true (different), false (the same), undefined (the usual rule). */
  readonly compareType?: CompareHooks["compareType"];
  readonly compareDefault?: CompareHooks["compareDefault"];
  readonly compareComment?: CompareHooks["compareComment"];
  /** What to do with guesses at renames. */
  readonly renames?: "ask" | "auto" | "never";
  readonly undeclaredTables?: "drop" | "ignore";
  readonly undeclaredIndexes?: "keep" | "drop";
  /** `@Check` on MySQL and MariaDB, where TypeORM leaves it out. */
  readonly mysqlChecks?: "honour" | "ignore";
  /** TypeORM's metadata rows: kept up to date where the table exists, always (creating it), or never. */
  readonly typeormMetadata?: "auto" | "always" | "never";
}
