import type { Impact, ImpactContext, ImpactWork } from "@typeorm-autogen/dialect";
import {
  findColumn,
  findTable,
  type Column,
  type IndexDefinition,
  type QualifiedName,
  type Schema,
  type Table,
} from "@typeorm-autogen/model";
import {
  applyPatch,
  evolve,
  flatten,
  recreates,
  type AlterColumn,
  type LeafOperation,
  type OnlineOptions,
  type Operation,
} from "@typeorm-autogen/ops";
import { addedColumnCost, changedColumnCost, charsetName, recollatedCost } from "./column-cost.js";
import { compareCosts, copy, instant, rebuild, type Algorithm, type DdlCost } from "./ddl-cost.js";
import { flavorOf, isAtLeast, type Flavor } from "./flavor.js";
import { textTypes } from "./type-names.js";

/**
 * What an operation does to the table: one for each statement, since clauses that share an ALTER TABLE share the
 * strongest algorithm that one of them needs.
 */
export function impact(operation: Operation, { facts, state }: ImpactContext): readonly Impact[] {
  const flavor = flavorOf(facts);
  const metadata = (of: LeafOperation, table: QualifiedName): Impact[] => [
    { of, table, lock: "metadata lock", blocks: "everybody", work: "nothing" },
  ];
  if (operation.kind === "dropTable") return metadata(operation, operation.table);
  if (operation.kind === "renameTable") return metadata(operation, operation.from);
  if (operation.kind === "alterTable" && recreates(operation)) {
    const [of] = operation.changes;
    const anew = copy("the table is built anew, as the script demands");
    return of ? [{ ...describe(of, operation.table, anew, flavor), recreates: true }] : [];
  }
  const costs = clauseCosts(flatten([operation]), state, { flavor, version: facts.version });
  const worst = [...costs].sort((a, b) => compareCosts(b.cost, a.cost))[0];
  if (!worst) return [];
  const { algorithm } = worst.cost;
  const reshapes = costs.find(({ cost }) => cost.reshapes);
  const needsRebuild = reshapes && algorithm === "nocopy";
  const cost = needsRebuild ? rebuild("columns come or go beside what is not done at once") : worst.cost;
  const online = operation.kind === "alterTable" ? operation.online : undefined;
  return [describe(worst.of, worst.table, asAsked(cost, online), flavor)];
}

// What a script asks for may be more than the server would need; what it asks for in vain, the server refuses.
function asAsked(cost: DdlCost, { algorithm, lock }: OnlineOptions = {}): DdlCost {
  const done =
    algorithm === "copy" && cost.algorithm !== "copy" ? copy("the script demands a copy of the table") : cost;
  if (lock === "exclusive") return { ...done, exclusive: true };
  return lock === "shared" ? { ...done, shared: true } : done;
}

interface ClauseCost {
  readonly of: LeafOperation;
  readonly table: QualifiedName;
  readonly cost: DdlCost;
}

interface Server {
  readonly flavor: Flavor;
  readonly version: string;
}

function clauseCosts(
  changes: readonly LeafOperation[],
  state: Schema | null,
  server: Server,
): readonly ClauseCost[] {
  const replacesKey = changes.some(({ kind }) => kind === "createPrimaryKey");
  let schema = state;
  return changes.flatMap((change): ClauseCost[] => {
    const before = schema;
    schema = after(schema, change);
    if (!("table" in change)) return [];
    const name = change.table;
    const known = before ? findTable(before, name) : undefined;
    const cost =
      change.kind === "dropPrimaryKey" && !replacesKey
        ? copy("the rows are ordered by their primary key")
        : clauseCost(change, known, before, server);
    return cost ? [{ of: change, table: name, cost }] : [];
  });
}

function after(schema: Schema | null, change: LeafOperation): Schema | null {
  try {
    return schema && evolve(schema, [change]);
  } catch {
    return null;
  }
}

function clauseCost(
  op: LeafOperation,
  table: Table | undefined,
  state: Schema | null,
  server: Server,
): DdlCost | undefined {
  const { flavor } = server;
  switch (op.kind) {
    case "placeColumns":
      return rebuild("the columns change places");
    case "addColumn":
      return op.backfill === undefined
        ? addedColumnCost(op.column, flavor)
        : rebuild("every row is given a value, then the column becomes required");
    case "dropColumn":
      return droppedColumnCost(op.column, table, server);
    case "renameColumn":
      return renamedColumnCost(op.from, op.table, state, server);
    case "alterColumn":
      return alteredColumnCost(op, table, flavor);
    case "setTableOptions":
      return tableOptionsCost(op.to, table, flavor);
    case "createIndex":
      return createdIndexCost(op.index, table);
    default:
      return constraintCost(op, table) ?? entryCost(op.kind, flavor);
  }
}

function constraintCost(op: LeafOperation, table: Table | undefined): DdlCost | undefined {
  switch (op.kind) {
    case "createPrimaryKey":
    case "dropPrimaryKey":
      return rebuild("the rows are ordered by their primary key");
    case "createForeignKey":
      return copy("every row is looked up in the table that it refers to");
    case "createCheck":
      return op.check.notEnforced ? instant : copy("every row is checked");
    case "createUnique":
      return { algorithm: "nocopy", builds: true, because: "the index is built" };
    case "renameConstraint":
      return renamedConstraintCost(op.from, table);
    default:
      return undefined;
  }
}

/** Changes that only an entry in the catalogue says. MariaDB makes more of them at once. */
const entries: Readonly<Partial<Record<LeafOperation["kind"], Readonly<Record<Flavor["name"], Algorithm>>>>> =
  {
    dropCheck: { mysql: "instant", mariadb: "instant" },
    dropForeignKey: { mysql: "nocopy", mariadb: "instant" },
    setTableComment: { mysql: "nocopy", mariadb: "instant" },
    renameIndex: { mysql: "nocopy", mariadb: "instant" },
    dropIndex: { mysql: "nocopy", mariadb: "nocopy" },
    dropUnique: { mysql: "nocopy", mariadb: "nocopy" },
  };

function entryCost(kind: LeafOperation["kind"], { name }: Flavor): DdlCost | undefined {
  const algorithm = entries[kind]?.[name];
  return algorithm && { algorithm };
}

function createdIndexCost({ method, parts }: IndexDefinition, table: Table | undefined): DdlCost {
  const computed = parts.some(({ expression }) => expression !== undefined);
  const because = "the index is built";
  if (method === "fulltext") {
    const another = table?.indexes.some((index) => index.method === "fulltext");
    return another
      ? { algorithm: "nocopy", shared: true, builds: true, because }
      : { ...rebuild("the first full-text index of a table writes it anew"), shared: true };
  }
  return {
    algorithm: "nocopy",
    builds: true,
    because,
    ...((method === "spatial" || computed) && { shared: true }),
  };
}

function tableOptionsCost(
  to: Readonly<Record<string, unknown>>,
  table: Table | undefined,
  flavor: Flavor,
): DdlCost {
  if (to["engine"] !== undefined) return copy("the rows move to another engine");
  const { charset, collation } = to;
  if (charset === undefined && collation === undefined) return rebuild("the rows are laid out anew");
  const before = table?.options?.["charset"] ?? table?.options?.["collation"];
  if (charsetName(before) !== charsetName(charset ?? collation))
    return copy("its text is converted to another character set");
  const costs = followers(table).map((column) => recollatedCost(column, table, flavor));
  return costs.reduce((worst, cost) => (compareCosts(cost, worst) > 0 ? cost : worst), {
    algorithm: "nocopy",
  });
}

/** The columns of text that take their collation from the table. */
function followers(table: Table | undefined): readonly string[] {
  const columns = table?.columns.filter(
    ({ type, collation, options }) =>
      textTypes.has(type.name) && collation === undefined && options?.["charset"] === undefined,
  );
  return columns?.map(({ name }) => name) ?? [];
}

// The servers rename no constraint: it is dropped and made again.
function renamedConstraintCost(name: string, table: Table | undefined): DdlCost {
  const isIndex = table?.indexes.some((index) => index.name === name);
  return isIndex ? { algorithm: "nocopy" } : copy("the constraint is made again under its new name");
}

function droppedColumnCost(column: Column, table: Table | undefined, { flavor, version }: Server): DdlCost {
  if (column.generated && !column.generated.stored) return { ...instant, reshapes: true };
  const indexed = table?.indexes.some(({ parts }) => parts.some((part) => part.column === column.name));
  const because = `${column.name} leaves every row`;
  if (flavor.name === "mariadb") return indexed ? { algorithm: "nocopy" } : { ...instant, reshapes: true };
  if (indexed || !isAtLeast(version, "8.0.29")) return rebuild(because);
  return { ...instant, reshapes: true };
}

function renamedColumnCost(
  column: string,
  table: QualifiedName,
  state: Schema | null,
  { flavor, version }: Server,
): DdlCost {
  const referenced = state?.tables.some(({ foreignKeys }) =>
    foreignKeys.some(
      ({ references, referencedColumns }) =>
        references.name === table.name &&
        references.schema === table.schema &&
        referencedColumns.includes(column),
    ),
  );
  const atOnce = flavor.name === "mariadb" || (isAtLeast(version, "8.0.28") && !referenced);
  return atOnce ? instant : { algorithm: "nocopy" };
}

function alteredColumnCost(op: AlterColumn, table: Table | undefined, flavor: Flavor): DdlCost | undefined {
  if (Object.keys(op.to).length === 0) return undefined;
  const was = (table && findColumn(table, op.column)) ?? formerColumn(op);
  if (!was) return op.to.type ? copy(`the type of ${op.column} changes`) : rebuild(`${op.column} changes`);
  if (op.using !== undefined) return copy(`every value of ${op.column} is converted`);
  const cost = changedColumnCost(was, applyPatch(was, op.to), table, flavor);
  if (op.backfill === undefined || compareCosts(cost, rebuild("")) > 0) return cost;
  return rebuild(`rows without a value in ${op.column} are given one, then it becomes required`);
}

function formerColumn({ column, was }: AlterColumn): Column | undefined {
  return was?.type && applyPatch({ name: column, type: was.type, nullable: was.nullable ?? false }, was);
}

const works: Readonly<Record<Algorithm, ImpactWork>> = {
  instant: "nothing",
  nocopy: "nothing",
  inplace: "rewrite",
  copy: "rewrite",
};

function describe(of: LeafOperation, table: QualifiedName, cost: DdlCost, { name }: Flavor): Impact {
  const word = cost.algorithm === "nocopy" && name === "mysql" ? "inplace" : cost.algorithm;
  const least = cost.shared ? "SHARED" : "NONE";
  const wait = cost.algorithm === "instant" ? "" : `, LOCK=${cost.exclusive ? "EXCLUSIVE" : least}`;
  return {
    of,
    table,
    lock: `ALGORITHM=${word.toUpperCase()}${wait}`,
    blocks: cost.exclusive ? "everybody" : cost.shared ? "writes" : "nobody",
    work: cost.builds ? "index" : works[cost.algorithm],
    ...(cost.because !== undefined && { because: cost.because }),
  };
}
