import {
  contextAfter,
  createIndexSql,
  foreignKeySql,
  nameSql,
  statements,
  underFormerNames,
  UnsupportedError,
  type DdlContext,
  type DdlTable,
  type Statement,
} from "@typeorm-autogen/dialect";
import {
  equalNames,
  findTable,
  formatName,
  table as tableOf,
  type ForeignKey,
  type QualifiedName,
  type Schema,
  type Table,
} from "@typeorm-autogen/model";
import { EvolveError, type AlterTable, type RenameColumn, type TableChange } from "@typeorm-autogen/ops";
import { isVariable } from "./carry-attached.js";
import { aroundViews } from "./carry-views.js";
import { nameBefore, renamesIn } from "./former-names.js";
import { identifier } from "./names.js";
import { identitiesAside, oldName, refuseInPlace, takeOver } from "./recreate-blocks.js";
import { onItsSequence, ownSerialSequence, serialSequence } from "./serial.js";
import { label, spelling } from "./spelling.js";
import { createdPart, droppedPart, partsOf } from "./table-parts.js";
import { readsFrom, viewsAndReaders } from "./view-readers.js";

const quoted = (name: QualifiedName) => nameSql(spelling, name);

/**
 * Builds a table anew after its changes, the columns in the order that they ask for: the old one steps aside, its rows are
 * copied, and everything that hung on it comes back, with the keys, views, policies and triggers of others that mean it.
 * What would be lost without a word (publications, security labels) stops the statement that looks for it.
 */
export function recreateTable(
  op: AlterTable,
  context: DdlContext,
  alter: (changes: readonly TableChange[]) => readonly Statement[],
  ddl: DdlTable,
): readonly Statement[] {
  const { state } = context;
  const before = state && findTable(state, op.table);
  const after = contextAfter(context, op.changes).state;
  const table = after && findTable(after, op.table);
  if (!state || !before || !after || !table)
    throw new EvolveError("batchAlterTable", `table ${formatName(op.table)}`, "does not exist");
  refuseUnkept(before, op.changes);
  const renames = op.changes.filter((change) => change.kind === "renameColumn");
  const readers = viewsAndReaders(
    state.views,
    state.views.filter((view) => readsFrom(view, op.table)),
  );
  const others = othersMeaning(after, table);
  const early = changesInPlace(op.changes);
  const old = findTable(contextAfter(context, early).state ?? after, table) ?? table;
  const inner = [
    ...alter(early),
    ...statements(...others.drops, ...stepAside(old), ...releaseSequences(after, table)),
    ...bareTable(table, context, ddl),
    ...statements(copyRows(table), takeOver(table), ...ownSequences(after, table), dropOld(table)),
    ...constraints(table, context, ddl),
    ...statements(
      ...underFormerNames(
        renames,
        [...attachments(before, table, renames), ...others.texts],
        renamesIn(context),
      ),
      ...others.keys,
    ),
  ];
  return aroundViews(readers, inner, renames, context);
}

// What is added, and not changed again, is made on the new table alone. Nobody is let in meanwhile.
function changesInPlace(changes: readonly TableChange[]): readonly TableChange[] {
  return changes.map(unhurried).filter((change, at) => {
    const created = createdPart(change);
    return created === undefined || changes.slice(at + 1).some((later) => concerns(later, created.name));
  });
}

function concerns(change: TableChange, part: string | undefined): boolean {
  const dropped = droppedPart(change);
  if (dropped) return dropped.name === part;
  if (change.kind === "renameConstraint" || change.kind === "renameIndex") return change.from === part;
  return "name" in change && change.name === part;
}

function unhurried(change: TableChange): TableChange {
  if (change.kind !== "createIndex" && change.kind !== "dropIndex") return change;
  const { concurrently: _, ...index } = change.index;
  return { ...change, index };
}

function refuse(what: string, nextStep: string): never {
  throw new UnsupportedError(label, what, nextStep);
}

// Families of tables hold their rows in common, and comments call a constraint as it was called.
function refuseUnkept(
  { options = {}, attached = [], ...table }: Table,
  changes: readonly TableChange[],
): void {
  const name = formatName(table);
  const kin = ["partitionBy", "inherits", "inheritedBy"].find((key) => options[key] !== undefined);
  if (kin !== undefined)
    refuse(`building ${name} anew, which is one of a family of tables (${kin})`, "leave recreate out");
  const renamed = changes.find(
    (change) =>
      (change.kind === "renameConstraint" || change.kind === "renameIndex") &&
      attached.some(({ object }) => object === change.from),
  );
  if (renamed)
    refuse(
      `renaming a part of ${name} that has a comment or mark while the table is built anew`,
      "rename it in an op.alterTable of its own",
    );
}

interface Around {
  readonly drops: readonly string[];
  /** What calls columns as they were called before. */
  readonly texts: readonly string[];
  readonly keys: readonly string[];
}

// Foreign keys of other tables, and triggers, policies and rules of theirs that look into this one.
function othersMeaning({ tables }: Schema, table: Table): Around {
  const others = tables.filter((other) => !equalNames(other, table));
  const keys = others.flatMap((owner) =>
    owner.foreignKeys.filter((key) => equalNames(key.references, table)).map((key) => ({ owner, key })),
  );
  const reading = others.flatMap(({ attached = [] }) =>
    attached.filter(
      ({ drop, reads = [] }) => drop !== undefined && reads.some((source) => equalNames(source, table)),
    ),
  );
  return {
    drops: [
      ...reading.map(({ drop = "" }) => drop),
      ...keys.map(({ owner, key }) => dropConstraint(owner, key.name)),
    ],
    texts: reading.flatMap(({ sql }) => sql),
    keys: keys.flatMap(({ owner, key }) => [addKey(owner, key), ...commentsOf(owner, key)]),
  };
}

function addKey(owner: QualifiedName, key: ForeignKey): string {
  return `ALTER TABLE ${quoted(owner)} ADD ${foreignKeySql(spelling, key)}`;
}

function commentsOf({ attached = [] }: Table, { name }: ForeignKey): readonly string[] {
  return attached.filter(({ object }) => object !== undefined && object === name).flatMap(({ sql }) => sql);
}

function dropConstraint(owner: QualifiedName, name: string | undefined): string {
  if (name === undefined)
    return refuse(`dropping a constraint of ${formatName(owner)} that has no name`, "run it connected");
  return `ALTER TABLE ${quoted(owner)} DROP CONSTRAINT ${identifier(name)}`;
}

// Names of indexes, and of the constraints that have one, are names of the schema: the new table needs them.
function stepAside(table: Table): readonly string[] {
  const old = oldName(table);
  const { primaryKey, uniques, exclusions = [], foreignKeys, indexes } = table;
  const keys = [...(primaryKey ? [primaryKey] : []), ...uniques, ...exclusions];
  return [
    refuseInPlace(table),
    `ALTER TABLE ${quoted(table)} RENAME TO ${identifier(old.name)}`,
    ...[...foreignKeys, ...keys].map(({ name }) => dropConstraint(old, name)),
    ...indexes.map(({ name }) => `DROP INDEX ${quoted({ schema: table.schema, name })}`),
  ];
}

interface Owned {
  readonly sequence: QualifiedName;
  readonly own: string;
}

// A serial's sequence, and one that stands alone but belongs to a column, go over to the new table.
function ownedSequences({ sequences }: Schema, table: Table): readonly Owned[] {
  const serials = table.columns
    .filter(({ autoincrement }) => autoincrement)
    .map((column) => ({
      sequence: serialSequence(table, column),
      own: ownSerialSequence(table, column),
    }));
  const alone = sequences.flatMap((sequence) => {
    const { ownedBy } = sequence;
    if (!ownedBy || !equalNames(ownedBy.table, table)) return [];
    const owner = `${quoted(table)}.${identifier(ownedBy.column)}`;
    return [{ sequence, own: `ALTER SEQUENCE ${quoted(sequence)} OWNED BY ${owner}` }];
  });
  return [...serials, ...alone];
}

function releaseSequences(schema: Schema, table: Table): readonly string[] {
  return ownedSequences(schema, table).map(
    ({ sequence }) => `ALTER SEQUENCE ${quoted(sequence)} OWNED BY NONE`,
  );
}

function ownSequences(schema: Schema, table: Table): readonly string[] {
  return ownedSequences(schema, table).map(({ own }) => own);
}

function bareTable(table: Table, context: DdlContext, ddl: DdlTable): readonly Statement[] {
  const { columns, comment, options } = table;
  const bare = tableOf(table, {
    columns: columns.map((column) => onItsSequence(table, column)),
    ...(comment !== undefined && { comment }),
    ...(options && { options }),
  });
  const asideFirst = columns.some(({ identity }) => identity) ? identitiesAside(table) : "";
  return [...statements(asideFirst), ...ddl.createTable({ kind: "createTable", table: bare }, context)];
}

function copyRows(table: Table): string {
  const columns = table.columns.filter(({ generated }) => !generated).map(({ name }) => identifier(name));
  const list = columns.join(", ");
  const into = columns.length === 0 ? "" : ` (${list}) OVERRIDING SYSTEM VALUE`;
  return `INSERT INTO ${quoted(table)}${into} SELECT ${list} FROM ${quoted(oldName(table))}`;
}

function dropOld(table: Table): string {
  return `DROP TABLE ${quoted(oldName(table))}`;
}

function constraints(table: Table, context: DdlContext, ddl: DdlTable): readonly Statement[] {
  const on = { schema: table.schema, name: table.name };
  const { primaryKey, uniques, checks, exclusions = [], foreignKeys, indexes } = table;
  return [
    ...(primaryKey ? ddl.createPrimaryKey({ kind: "createPrimaryKey", table: on, primaryKey }, context) : []),
    ...uniques.flatMap((unique) => ddl.createUnique({ kind: "createUnique", table: on, unique }, context)),
    ...checks.flatMap((check) => ddl.createCheck({ kind: "createCheck", table: on, check }, context)),
    ...exclusions.flatMap((exclusion) =>
      ddl.createExclusion({ kind: "createExclusion", table: on, exclusion }, context),
    ),
    ...statements(
      ...indexes.map(({ concurrently: _, ...index }) => createIndexSql(spelling, on, index)),
      ...foreignKeys.map((key) => addKey(on, key)),
    ),
  ];
}

// Texts call columns as they were called before the renames, by which names they stand when these run.
function attachments(before: Table, after: Table, renames: readonly RenameColumn[]): readonly string[] {
  const types = new Map(after.columns.map(({ name, type }) => [nameBefore(name, renames), type]));
  const left = new Set(partsOf(after).map(({ name }) => name));
  const gone = new Set(partsOf(before).flatMap(({ name }) => (name && !left.has(name) ? [name] : [])));
  const kept = (before.attached ?? []).filter(({ object, column, kind }) => {
    if (object !== undefined && gone.has(object)) return false;
    const type = column === undefined ? undefined : types.get(column);
    return column === undefined || (type !== undefined && (kind !== "storage" || isVariable(type)));
  });
  return kept.flatMap(({ sql }) => sql);
}
