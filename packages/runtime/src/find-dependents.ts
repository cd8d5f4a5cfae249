import type { Dialect, Leaving } from "@typeorm-autogen/dialect";
import { equalNames, formatName, keyAfterRename, nameKey, type QualifiedName } from "@typeorm-autogen/model";
import { flatten, type LeafOperation, type Operation, type RenameSchema } from "@typeorm-autogen/ops";
import type { Session } from "./session.js";
import type { PendingWork } from "./walk-rows.js";

/** Something that no operation takes away reads what one drops. */
export interface DependentInTheWay {
  /** The revision that would fail; null for operations that are in no revision yet. */
  readonly revision: string | null;
  /** What goes: `users`, `users.email`. */
  readonly object: string;
  /** What reads it: `view sales`. */
  readonly dependent: string;
}

interface Departure extends Leaving {
  readonly revision: string | null;
  readonly object: string;
  /** Views and tables that are gone by then, or that an operation has given another query. */
  readonly settled: readonly QualifiedName[];
}

/**
 * What reads columns and tables that these operations drop for good, and would make the server refuse in the middle. SQL
 * text may put anything right: what follows it is not looked at. Writes nothing.
 */
export async function findDependents(
  { connection, dialect, facts }: Session,
  work: readonly PendingWork[],
): Promise<readonly DependentInTheWay[]> {
  const departures = dialect.findDependents ? planDepartures(work, dialect) : [];
  if (departures.length === 0) return [];
  await connection.begin("read");
  try {
    const found = (await dialect.findDependents?.(connection, departures, facts)) ?? [];
    return found.flatMap(({ of, object, relation }) => {
      const departure = departures[of];
      if (!departure || departure.settled.some((name) => relation && equalNames(name, relation))) return [];
      return [{ revision: departure.revision, object: departure.object, dependent: object }];
    });
  } finally {
    await connection.rollback().catch(() => {});
  }
}

function planDepartures(work: readonly PendingWork[], { capabilities }: Dialect): readonly Departure[] {
  const departures: Departure[] = [];
  const settled: QualifiedName[] = [];
  const names = new FormerNames();
  for (const { revision, operations } of work) {
    if (operations === null) return departures;
    for (const operation of flatten(operations)) {
      if (operation.kind === "execute") return departures;
      const leaving = leavingOf(operation, names);
      if (leaving && !(capabilities.rebuildsTables && comesAgain(operation, operations)))
        departures.push({ ...leaving, revision, object: describe(operation), settled: [...settled] });
      const gone = "view" in operation ? operation.view : operation.kind === "dropTable" && operation.table;
      const former = gone && names.table(gone);
      if (former) settled.push(former);
      names.follow(operation);
    }
  }
  return departures;
}

// In the same change of the table, so that nothing ever finds it missing.
function comesAgain(operation: LeafOperation, operations: readonly Operation[]): boolean {
  if (operation.kind !== "dropColumn") return false;
  const { name } = operation.column;
  const together = operations.find((one) => flatten([one]).includes(operation));
  return flatten(together ? [together] : []).some(
    (other) =>
      (other.kind === "addColumn" && other.column.name === name) ||
      (other.kind === "renameColumn" && other.to === name),
  );
}

function leavingOf(operation: LeafOperation, names: FormerNames): Leaving | undefined {
  if (operation.kind !== "dropTable" && operation.kind !== "dropColumn") return undefined;
  const table = names.table(operation.table);
  if (!table || operation.kind === "dropTable") return table && { table };
  const column = names.column(operation.table, operation.column.name);
  return column === undefined ? undefined : { table, column };
}

function describe(operation: LeafOperation): string {
  if (operation.kind === "dropColumn") return `${formatName(operation.table)}.${operation.column.name}`;
  return operation.kind === "dropTable" ? formatName(operation.table) : "";
}

/** What tables, views and columns are called in the database as it is; undefined for what operations make. */
class FormerNames {
  readonly #tables = new Map<string, QualifiedName | undefined>();
  readonly #columns = new Map<string, string | undefined>();
  readonly #schemas = new Map<string, string | undefined>();

  table({ schema, name }: QualifiedName): QualifiedName | undefined {
    const key = nameKey({ schema, name });
    if (this.#tables.has(key)) return this.#tables.get(key);
    if (schema === null || !this.#schemas.has(schema)) return { schema, name };
    const former = this.#schemas.get(schema);
    return former === undefined ? undefined : { schema: former, name };
  }

  column(table: QualifiedName, name: string): string | undefined {
    const key = this.#key(table, name);
    return this.#columns.has(key) ? this.#columns.get(key) : name;
  }

  follow(operation: LeafOperation): void {
    if (operation.kind === "createTable") this.#tables.set(nameKey(operation.table), undefined);
    if (operation.kind === "addColumn")
      this.#columns.set(this.#key(operation.table, operation.column.name), undefined);
    if (operation.kind === "renameTable" || operation.kind === "renameView")
      this.#rename(operation.from, operation.to);
    if (operation.kind === "renameSchema") this.#renameSchema(operation);
    if (operation.kind !== "renameColumn") return;
    const former = this.column(operation.table, operation.from);
    this.#columns.set(this.#key(operation.table, operation.to), former);
  }

  #rename(from: QualifiedName, to: QualifiedName): void {
    this.#tables.set(nameKey(to), this.table(from));
    this.#tables.set(nameKey(from), undefined);
  }

  #renameSchema({ from, to }: RenameSchema): void {
    for (const [key, former] of this.#tables) {
      const moved = keyAfterRename(key, { from, to });
      if (moved === key) continue;
      this.#tables.delete(key);
      this.#tables.set(moved, former);
    }
    this.#schemas.set(to, this.#schemas.has(from) ? this.#schemas.get(from) : from);
    this.#schemas.set(from, undefined);
  }

  // A table keeps its columns under another name.
  #key(table: QualifiedName, column: string): string {
    return JSON.stringify([nameKey(this.table(table) ?? table), column]);
  }
}
