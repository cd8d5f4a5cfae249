import type { Impact, ImpactContext, ImpactWork } from "@typeorm-autogen/dialect";
import type { QualifiedName, Schema } from "@typeorm-autogen/model";
import {
  flatten,
  recreates,
  schemaForBatch,
  type LeafOperation,
  type Operation,
  type TableChange,
} from "@typeorm-autogen/ops";
import { inPlace } from "./ddl.js";

/**
 * How long an operation writes: SQLite has one lock for the whole file, which readers outlive only in WAL mode.
 * https://sqlite.org/lockingv3.html
 */
export function impact(operation: Operation, { state }: ImpactContext): readonly Impact[] {
  if (operation.kind === "alterTable") {
    const before = state && schemaForBatch(state, operation);
    return alteration(operation.table, operation.changes, before, recreates(operation));
  }
  const [of] = flatten([operation]);
  if (!of) return [];
  if (of.kind === "dropTable") return [whole(of, of.table, "nothing")];
  if (of.kind === "renameTable") return [whole(of, of.from, "nothing")];
  return isTableChange(of) ? alteration(of.table, [of], state) : [];
}

function isTableChange(operation: LeafOperation): operation is TableChange {
  return "table" in operation && operation.kind !== "createTable" && operation.kind !== "dropTable";
}

function alteration(
  table: QualifiedName,
  changes: readonly TableChange[],
  state: Schema | null,
  anew = false,
): readonly Impact[] {
  const [first] = changes;
  if (!first) return [];
  if (anew || !inPlace(changes, state))
    return [whole(first, table, "rewrite", "the table is built anew and its rows are copied")];
  const dropped = changes.find(({ kind }) => kind === "dropColumn");
  if (dropped) return [whole(dropped, table, "rewrite", "the column leaves every row")];
  const built = changes.find(({ kind }) => kind === "createIndex" || kind === "renameIndex");
  if (built) return [whole(built, table, "index", "the index is built")];
  return [whole(first, table, "nothing")];
}

function whole(of: LeafOperation, table: QualifiedName, work: ImpactWork, because?: string): Impact {
  return {
    of,
    table,
    lock: "database",
    blocks: "everybody",
    work,
    ...(because !== undefined && { because }),
  };
}
