import { statements, UnsupportedError, type DdlContext, type Statement } from "@typeorm-autogen/dialect";
import { equal, equalNames, formatName, type QualifiedName } from "@typeorm-autogen/model";
import type { AddColumn, PlaceColumns, RenameConstraint, TableChange } from "@typeorm-autogen/ops";
import { alterColumn } from "./alter-column.js";
import { Alteration, type AlterationSettings } from "./alteration.js";
import { tableOptions } from "./create-table.js";
import {
  checkClause,
  dropCheckClause,
  dropIndexClause,
  foreignKeyClause,
  indexClause,
  primaryKeyClause,
  uniqueIndex,
} from "./key-sql.js";
import { updateSql } from "./rows.js";
import { identifier, quoteText } from "./sql-text.js";
import { textTypes } from "./type-names.js";

/** The statements of changes of one table: as few ALTER TABLE as the server lets them share, rows filled in between. */
export function alterTable(
  table: QualifiedName,
  changes: readonly TableChange[],
  context: DdlContext,
  settings: AlterationSettings = {},
): readonly Statement[] {
  const alteration = new Alteration(table, context, returningKeys(changes), settings);
  for (const group of groupFills(changes)) {
    if (group.length > 1) addFilledColumns(alteration, group as readonly AddColumn[]);
    else for (const change of group) make(alteration, change);
  }
  return statements(...alteration.finish());
}

function returningKeys(changes: readonly TableChange[]): ReadonlySet<string> {
  const created = changes.flatMap((change) =>
    change.kind === "createForeignKey" ? [change.foreignKey] : [],
  );
  const dropped = changes.flatMap((change) => (change.kind === "dropForeignKey" ? [change.foreignKey] : []));
  const returning = created.filter((key) =>
    dropped.some((other) => other.name === key.name && equal(other.columns, key.columns)),
  );
  return new Set(returning.flatMap(({ name }) => name ?? []));
}

// Columns that are added one after the other share their ALTER TABLE and their UPDATE.
function groupFills(changes: readonly TableChange[]): readonly (readonly TableChange[])[] {
  const groups: TableChange[][] = [];
  for (const change of changes) {
    const group = groups.at(-1);
    if (isFilled(change) && group?.every(isFilled)) group.push(change);
    else groups.push([change]);
  }
  return groups;
}

function isFilled(change: TableChange): change is AddColumn {
  return change.kind === "addColumn" && change.backfill !== undefined;
}

function addFilledColumns(alteration: Alteration, changes: readonly AddColumn[]): void {
  const values = new Map<string, string>();
  for (const change of changes) {
    const { column, backfill = "NULL" } = change;
    alteration.addColumn({ ...column, nullable: true }, previous(alteration, change));
    values.set(column.name, backfill);
  }
  alteration.run(updateSql(alteration.table, alteration.now, values));
  for (const change of changes) {
    if (!change.column.nullable) alteration.changeColumn(change.column);
    alteration.follow(change);
  }
}

type Makers = {
  readonly [Kind in TableChange["kind"]]: (
    alteration: Alteration,
    change: Extract<TableChange, { readonly kind: Kind }>,
  ) => void;
};

function make(alteration: Alteration, change: TableChange): void {
  if (!equalNames(change.table, alteration.table)) {
    const what = `${change.kind} of ${formatName(change.table)} among changes of ${formatName(alteration.table)}`;
    throw new UnsupportedError(alteration.flavor.label, what, "give each table its own op.alterTable");
  }
  (makers[change.kind] as (alteration: Alteration, change: TableChange) => void)(alteration, change);
}

const makers: Makers = {
  addColumn: (alteration, op) => {
    if (op.backfill !== undefined) return addFilledColumns(alteration, [op]);
    alteration.addColumn(op.column, previous(alteration, op));
    alteration.follow(op);
  },
  dropColumn: (alteration, op) => {
    alteration.dropColumn(op.column.name);
    alteration.follow(op);
  },
  alterColumn,
  renameColumn: (alteration, op) => {
    alteration.renameColumn(op.from, op.to);
    alteration.follow(op);
  },
  placeColumns,
  createPrimaryKey: (alteration, op) => {
    alteration.add("primaryKey", "", `ADD ${primaryKeyClause(op.primaryKey)}`);
    alteration.follow(op);
  },
  dropPrimaryKey: (alteration, op) => {
    alteration.drop("primaryKey", "", "DROP PRIMARY KEY");
    alteration.follow(op);
  },
  // A unique constraint is an index here, whatever the script calls it, and read as one.
  createUnique: (alteration, op) => {
    const index = uniqueIndex(op.unique);
    alteration.add("index", index.name, `ADD ${indexClause(index, alteration.flavor)}`);
    alteration.follow(op);
  },
  dropUnique: (alteration, op) => {
    const index = uniqueIndex(op.unique);
    const known = alteration.now?.uniques.some(({ name }) => name === index.name);
    alteration.drop("index", index.name, dropIndexClause(index.name));
    alteration.follow(known ? op : { kind: "dropIndex", table: op.table, index });
  },
  createCheck: (alteration, op) => {
    alteration.add("check", op.check.name ?? "", `ADD ${checkClause(op.check, alteration.flavor)}`);
    alteration.follow(op);
  },
  dropCheck: (alteration, op) => {
    alteration.drop("check", op.check.name ?? "", dropCheckClause(op.check, alteration.flavor));
    alteration.follow(op);
  },
  createExclusion: refuseExclusion,
  dropExclusion: refuseExclusion,
  createForeignKey: (alteration, op) => {
    // MariaDB looks for the key that it refers to in the table as it was.
    if (equalNames(op.foreignKey.references, op.table)) alteration.flush();
    const clause = foreignKeyClause(op.table, op.foreignKey, alteration.facts);
    alteration.add("foreignKey", op.foreignKey.name ?? "", `ADD ${clause}`);
    alteration.follow(op);
  },
  dropForeignKey: (alteration, op) => {
    const { name } = op.foreignKey;
    if (name === undefined) throw nameless(alteration, "foreign key");
    alteration.drop("foreignKey", name, `DROP FOREIGN KEY ${identifier(name)}`);
    alteration.follow(op);
  },
  alterForeignKey: ({ flavor }, op) => {
    throw new UnsupportedError(
      flavor.label,
      `a deferrable foreign key (${op.name})`,
      "take it out of the script",
    );
  },
  renameConstraint,
  validateConstraint: ({ flavor }, op) => {
    const what = `a constraint that is validated later (${op.name})`;
    throw new UnsupportedError(flavor.label, what, "take it out of the script");
  },
  createIndex: (alteration, op) => {
    alteration.add("index", op.index.name, `ADD ${indexClause(op.index, alteration.flavor)}`);
    alteration.follow(op);
  },
  dropIndex: (alteration, op) => {
    alteration.drop("index", op.index.name, dropIndexClause(op.index.name));
    alteration.follow(op);
  },
  renameIndex: (alteration, op) => {
    const clause = `RENAME INDEX ${identifier(op.from)} TO ${identifier(op.to)}`;
    alteration.rename("index", op.from, op.to, clause);
    alteration.follow(op);
  },
  setTableComment: (alteration, op) => {
    alteration.option(`COMMENT=${quoteText(op.to ?? "")}`);
    alteration.follow(op);
  },
  setTableOptions: (alteration, op) => {
    for (const option of tableOptions(op.to, alteration.facts)) alteration.option(option);
    alteration.follow(op);
    if (op.to["collation"] !== undefined || op.to["charset"] !== undefined) convertText(alteration);
  },
};

// There is no BEFORE: null stands for FIRST.
function previous(
  { now, table, flavor }: Alteration,
  { column, place }: AddColumn,
): string | null | undefined {
  if (!place) return undefined;
  if ("after" in place) return place.after;
  const at = now?.columns.findIndex(({ name }) => name === place.before) ?? -1;
  if (at === -1) {
    const what = `a place for ${column.name} before ${place.before}, of which nothing is known in ${formatName(table)},`;
    throw new UnsupportedError(flavor.label, what, "say insertAfter, or run this revision connected");
  }
  return now?.columns[at - 1]?.name ?? null;
}

function placeColumns(alteration: Alteration, op: PlaceColumns): void {
  const before = alteration.now?.columns.map(({ name }) => name);
  if (!before) throw nameless(alteration, "order of the columns");
  alteration.follow(op);
  const target = alteration.now?.columns ?? [];
  const order = [...before];
  for (const [i, column] of target.entries()) {
    if (order[i] === column.name) continue;
    order.splice(order.indexOf(column.name), 1);
    order.splice(i, 0, column.name);
    alteration.placeColumn(column, target[i - 1]?.name ?? null);
  }
}

function refuseExclusion({ flavor }: Alteration): never {
  throw new UnsupportedError(flavor.label, "an exclusion constraint", "take it out of the script");
}

// Columns keep the collation that they were made with, also where they took it from the table.
function convertText(alteration: Alteration): void {
  for (const column of alteration.now?.columns ?? []) {
    const follows = column.collation === undefined && column.options?.["charset"] === undefined;
    if (follows && textTypes.has(column.type.name)) alteration.changeColumn(column);
  }
}

// The servers rename no constraint: what can be told from the table is dropped and made again under its new name.
function renameConstraint(alteration: Alteration, { table, from, to }: RenameConstraint): void {
  const { now } = alteration;
  const check = now?.checks.find(({ name }) => name === from);
  const foreignKey = now?.foreignKeys.find(({ name }) => name === from);
  const index = now?.indexes.some(({ name }) => name === from);
  if (check) {
    makers.dropCheck(alteration, { kind: "dropCheck", table, check });
    makers.createCheck(alteration, { kind: "createCheck", table, check: { ...check, name: to } });
  } else if (foreignKey) {
    makers.dropForeignKey(alteration, { kind: "dropForeignKey", table, foreignKey });
    const renamed = { ...foreignKey, name: to };
    makers.createForeignKey(alteration, { kind: "createForeignKey", table, foreignKey: renamed });
  } else if (index) makers.renameIndex(alteration, { kind: "renameIndex", table, from, to });
  else if (now?.primaryKey?.name !== from)
    throw nameless(alteration, `constraint ${from}, of which nothing is known,`);
}

function nameless({ table, flavor }: Alteration, what: string): UnsupportedError {
  return new UnsupportedError(
    flavor.label,
    `changing a ${what} of ${formatName(table)} without its name or definition`,
    "drop it and create it again in the script",
  );
}
