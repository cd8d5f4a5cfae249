import type { Impact, ImpactBlocks, ImpactContext, ImpactWork } from "@typeorm-autogen/dialect";
import {
  equal,
  equalNames,
  findTable,
  type Column,
  type QualifiedName,
  type Schema,
  type Table,
} from "@typeorm-autogen/model";
import {
  evolve,
  flatten,
  recreates,
  type AddColumn,
  type AlterEnum,
  type AlterTable,
  type CreateCheck,
  type LeafOperation,
  type Operation,
} from "@typeorm-autogen/ops";
import { alterColumnImpact } from "./alter-column-impact.js";
import { rebuildsEnum } from "./alter-enum.js";
import { isVolatileDefault } from "./volatile-default.js";

/** What a change does to one table, before it is told of which change. */
export interface Held {
  readonly table: QualifiedName;
  readonly lock: "SHARE UPDATE EXCLUSIVE" | "SHARE" | "SHARE ROW EXCLUSIVE" | "ACCESS EXCLUSIVE";
  readonly work: ImpactWork;
  readonly because?: string;
}

const blocks: Readonly<Record<Held["lock"], ImpactBlocks>> = {
  "SHARE UPDATE EXCLUSIVE": "nobody",
  SHARE: "writes",
  "SHARE ROW EXCLUSIVE": "writes",
  "ACCESS EXCLUSIVE": "everybody",
};

/**
 * The locks of an operation, change by change, and what the server does while it holds them.
 * https://www.postgresql.org/docs/current/explicit-locking.html, and AlterTableGetLockLevel in the server's tablecmds.c
 */
export function impact(operation: Operation, { facts, state }: ImpactContext): readonly Impact[] {
  if (operation.kind === "alterTable" && recreates(operation)) return recreation(operation, state);
  let schema = state;
  return flatten([operation]).flatMap((change) => {
    const held = holds(change, schema, Number.parseInt(facts.version, 10));
    schema = after(schema, change);
    return held.map((one) => ({ of: change, blocks: blocks[one.lock], ...one }));
  });
}

// Foreign keys that mean the table are dropped and looked up again.
function recreation({ table, changes }: AlterTable, state: Schema | null): readonly Impact[] {
  const [of] = changes;
  if (!of) return [];
  const referring = (state?.tables ?? []).filter(
    (other) =>
      !equalNames(other, table) && other.foreignKeys.some((key) => equalNames(key.references, table)),
  );
  const held = [
    exclusive(table, "rewrite", "it is built anew and its rows are copied"),
    ...referring.map(({ schema, name }) =>
      exclusive({ schema, name }, "scan", `its foreign keys to ${table.name} are checked again`),
    ),
  ];
  return held.map((one) => ({ of, blocks: blocks[one.lock], recreates: true, ...one }));
}

function after(schema: Schema | null, change: LeafOperation): Schema | null {
  try {
    return schema && evolve(schema, [change]);
  } catch {
    return null;
  }
}

const exclusive = (table: QualifiedName, work: ImpactWork, because?: string): Held => ({
  table,
  lock: "ACCESS EXCLUSIVE",
  work,
  ...(because !== undefined && { because }),
});

function holds(op: LeafOperation, state: Schema | null, major: number): readonly Held[] {
  switch (op.kind) {
    case "createTable":
      return referenced(op.table).map((table) => ({ table, lock: "SHARE ROW EXCLUSIVE", work: "nothing" }));
    case "dropTable":
      return [op.table, ...referenced(tableIn(state, op.table) ?? op.was)].map((table) =>
        exclusive(table, "nothing"),
      );
    case "renameTable":
      return [exclusive(op.from, "nothing")];
    case "addColumn":
      return [addColumn(op, major)];
    case "alterColumn":
      return alterColumnImpact(op, tableIn(state, op.table));
    case "alterEnum":
      return alterEnum(op);
    case "setTableOptions":
      return [exclusive(op.table, "rewrite", "the table is written anew")];
    default:
      return constraintOrIndex(op);
  }
}

function alterEnum(op: AlterEnum): readonly Held[] {
  if (!rebuildsEnum(op)) return [];
  return op.columns.map(({ table, column }) =>
    exclusive(table, "rewrite", `the values of ${column} move to a type that is built anew`),
  );
}

function constraintOrIndex(op: LeafOperation): readonly Held[] {
  switch (op.kind) {
    case "createPrimaryKey":
    case "createUnique":
    case "createExclusion":
      return [exclusive(op.table, "index", "its index is built")];
    case "createCheck":
      return [createCheck(op)];
    case "createForeignKey": {
      const { notValid, notEnforced, references } = op.foreignKey;
      const work = notValid || notEnforced ? "nothing" : "scan";
      const because = work === "scan" ? { because: "every row is looked up" } : {};
      return distinct([op.table, references]).map((table) => ({
        table,
        lock: "SHARE ROW EXCLUSIVE",
        work,
        ...because,
      }));
    }
    case "dropForeignKey":
      return distinct([op.table, op.foreignKey.references]).map((table) => exclusive(table, "nothing"));
    case "createIndex":
      return [
        {
          table: op.table,
          lock: op.index.concurrently ? "SHARE UPDATE EXCLUSIVE" : "SHARE",
          work: "index",
          because: "the index is built",
        },
      ];
    case "dropIndex":
      return op.index.concurrently
        ? [{ table: op.table, lock: "SHARE UPDATE EXCLUSIVE", work: "nothing" }]
        : [exclusive(op.table, "nothing")];
    case "validateConstraint":
      return [
        {
          table: op.table,
          lock: "SHARE UPDATE EXCLUSIVE",
          work: "scan",
          because: "every row is looked up",
        },
      ];
    case "setTableComment":
      return [{ table: op.table, lock: "SHARE UPDATE EXCLUSIVE", work: "nothing" }];
    default:
      return entry(op);
  }
}

function createCheck({ table, check }: CreateCheck): Held {
  if (check.notValid || check.notEnforced) return exclusive(table, "nothing");
  return exclusive(table, "scan", "every row is checked");
}

// An index is renamed under a lock of its own alone.
function entry(op: LeafOperation): readonly Held[] {
  switch (op.kind) {
    case "dropColumn":
    case "renameColumn":
    case "renameConstraint":
    case "alterForeignKey":
    case "dropPrimaryKey":
    case "dropUnique":
    case "dropCheck":
    case "dropExclusion":
      return [exclusive(op.table, "nothing")];
    default:
      return [];
  }
}

function addColumn({ table, column, backfill }: AddColumn, major: number): Held {
  if (backfill !== undefined)
    return exclusive(table, "rewrite", "every row is given a value while the lock is held");
  const because = rowsWritten(column, major);
  return because === undefined ? exclusive(table, "nothing") : exclusive(table, "rewrite", because);
}

function rowsWritten(column: Column, major: number): string | undefined {
  if (column.generated)
    return column.generated.stored || major < 18 ? "every row's value is computed and stored" : undefined;
  if (column.identity || column.autoincrement) return "every row gets a number of its own";
  if (column.default === undefined || !isVolatileDefault(column.default)) return undefined;
  return `every row gets its own value of ${column.default}`;
}

function tableIn(state: Schema | null, name: QualifiedName): Table | undefined {
  return state ? findTable(state, name) : undefined;
}

function referenced(table: Table | QualifiedName | undefined): readonly QualifiedName[] {
  if (!table || !("foreignKeys" in table)) return [];
  const { schema, name } = table;
  return distinct(table.foreignKeys.map((key) => key.references)).filter(
    (other) => !equal(other, { schema, name }),
  );
}

function distinct(names: readonly QualifiedName[]): readonly QualifiedName[] {
  const bare = names.map(({ schema, name }) => ({ schema, name }));
  return bare.filter((name, i) => bare.findIndex((other) => equal(other, name)) === i);
}
