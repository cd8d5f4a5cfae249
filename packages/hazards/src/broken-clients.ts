import { equal, equalNames, formatName, type QualifiedName } from "@typeorm-autogen/model";
import type {
  AlterColumn,
  AlterEnum,
  LeafOperation,
  RenameSchema,
  RenameSequence,
  RenameView,
  TableChange,
} from "@typeorm-autogen/ops";
import { columnName } from "./lost-data.js";
import type { Finding, Site } from "./site.js";

const twoReleases = "code of the release before this one runs beside it: ";

/** What code that runs against the old schema no longer finds, or no longer can rely on. */
export function brokenClients(site: Site): readonly Finding[] {
  const { op } = site;
  if ("table" in op && isTable(op.table) && site.isNew(op.table)) return [];
  switch (op.kind) {
    case "renameTable":
      return site.isNew(op.from) ? [] : [renamed("rename-table", formatName(op.from), formatName(op.to))];
    case "renameColumn":
      return [renamed("rename-column", columnName(op.table, op.from), op.to)];
    case "renameView":
    case "renameSequence":
    case "renameSchema":
      return renamedObject(op, site);
    case "alterEnum":
      return renamedValues(op);
    case "alterColumn":
      return loosened(op, site);
    case "dropExtension":
      return [{ rule: "drop-extension", object: op.name, message: "fails where something still needs it" }];
    default:
      return dropped(site);
  }
}

function isTable(table: unknown): table is QualifiedName {
  return typeof table === "object" && table !== null && "name" in table && "schema" in table;
}

type RenameRule = "rename-table" | "rename-column" | "rename-view" | "rename-sequence" | "rename-schema";

const viewStays =
  "put a view under the old name until nothing reads it, or stop the application for the change";

const safeWays: Readonly<Record<RenameRule, string>> = {
  "rename-table": viewStays,
  "rename-column": "add the new column, write both, fill it, read the new one, drop the old one",
  "rename-view": viewStays,
  "rename-sequence":
    "make the other sequence beside it, beginning higher, and drop this one when nothing asks it",
  "rename-schema":
    "make the other schema, and put views of its tables into it until nothing says the old one",
};

function renamed(rule: RenameRule, object: string, to: string): Finding {
  const message = `becomes ${to}: code that still says the old name fails at once`;
  return { rule, object, message, safe: twoReleases + safeWays[rule] };
}

function renamedObject(
  op: RenameView | RenameSequence | RenameSchema,
  { all, index }: Site,
): readonly Finding[] {
  const before = all.slice(0, index);
  switch (op.kind) {
    case "renameSchema":
      return before.some((other) => other.kind === "createSchema" && other.name === op.from)
        ? []
        : [renamed("rename-schema", op.from, op.to)];
    case "renameSequence":
      return before.some((other) => other.kind === "createSequence" && equalNames(other.sequence, op.from))
        ? []
        : [renamed("rename-sequence", formatName(op.from), formatName(op.to))];
    default:
      return before.some((other) => other.kind === "createView" && equalNames(other.view, op.from))
        ? []
        : [renamed("rename-view", formatName(op.from), formatName(op.to))];
  }
}

function renamedValues({ enum: type, from, to, map = {} }: AlterEnum): readonly Finding[] {
  const renames = Object.entries(map).filter(
    ([old, value]) => from.includes(old) && !to.includes(old) && !from.includes(value),
  );
  return renames.map(([old, value]) => ({
    rule: "rename-enum-value",
    object: `${formatName(type)}.${old}`,
    message: `becomes ${value}: code that still writes the old value fails`,
  }));
}

function loosened(op: AlterColumn, site: Site): readonly Finding[] {
  const { table, column, to, was } = op;
  const object = columnName(table, column);
  const required = was?.nullable === false && to.nullable !== true;
  return [
    ...(to.nullable === true
      ? [
          {
            rule: "drop-not-null",
            object,
            message: "may be NULL now: code that reads it has to expect that",
          } as const,
        ]
      : []),
    ...(to.default === null && required && !givesItself(to) && !defaultReturns(op, site)
      ? [
          {
            rule: "drop-default",
            object,
            message: "has no default any more: an INSERT that leaves it out fails",
          } as const,
        ]
      : []),
  ];
}

// A default steps aside while an enum is rebuilt.
function defaultReturns({ table, column }: AlterColumn, { all, index }: Site): boolean {
  return all
    .slice(index + 1)
    .some(
      (other) =>
        other.kind === "alterColumn" &&
        other.column === column &&
        equalNames(other.table, table) &&
        typeof other.to.default === "string",
    );
}

function givesItself(to: AlterColumn["to"]): boolean {
  return Boolean(to.identity) || Boolean(to.autoincrement) || Boolean(to.generated);
}

function dropped(site: Site): readonly Finding[] {
  const { op } = site;
  switch (op.kind) {
    case "dropPrimaryKey":
      return returns(site, "createPrimaryKey")
        ? []
        : [
            {
              rule: "drop-primary-key",
              object: formatName(op.table),
              message: "has no primary key any more",
            },
          ];
    case "dropUnique":
      return returns(site, "createUnique")
        ? []
        : [constraint(op.table, op.unique.name, "duplicates are accepted")];
    case "dropCheck":
      return returns(site, "createCheck")
        ? []
        : [constraint(op.table, op.check.name, "any value is accepted")];
    case "dropExclusion":
      return returns(site, "createExclusion")
        ? []
        : [constraint(op.table, op.exclusion.name, "rows that exclude each other are accepted")];
    case "dropForeignKey":
      return returns(site, "createForeignKey")
        ? []
        : [constraint(op.table, op.foreignKey.name, "values that refer to nothing are accepted")];
    case "dropIndex":
      return returns(site, "createIndex") ? [] : [droppedIndex(op)];
    default:
      return [];
  }
}

// What comes back changed, or went with its table or column, is no loss of its own.
function returns({ op, all }: Site, kind: TableChange["kind"]): boolean {
  if (!("table" in op) || !isTable(op.table)) return false;
  const { table } = op;
  const columns = columnsOf(op);
  return all.some((other) => {
    if (other.kind === "dropTable") return formatName(other.table) === formatName(table);
    if (!("table" in other) || !isTable(other.table) || formatName(other.table) !== formatName(table))
      return false;
    if (other.kind === "dropColumn") return columns.includes(other.column.name);
    return (
      other.kind === kind && (columns.length === 0 || equal(columnsOf(other), columns) || sameName(other, op))
    );
  });
}

function columnsOf(op: LeafOperation): readonly string[] {
  if ("primaryKey" in op) return op.primaryKey.columns;
  if ("unique" in op) return op.unique.columns;
  if ("foreignKey" in op) return op.foreignKey.columns;
  if ("index" in op) return op.index.parts.flatMap(({ column }) => column ?? []);
  return [];
}

function sameName(a: LeafOperation, b: LeafOperation): boolean {
  const name = nameOf(a);
  return name !== undefined && name === nameOf(b);
}

function nameOf(op: LeafOperation): string | undefined {
  if ("unique" in op) return op.unique.name;
  if ("check" in op) return op.check.name;
  if ("exclusion" in op) return op.exclusion.name;
  if ("foreignKey" in op) return op.foreignKey.name;
  return "index" in op ? op.index.name : undefined;
}

function constraint(table: QualifiedName, name: string | undefined, what: string): Finding {
  return {
    rule: "drop-constraint",
    object: columnName(table, name ?? "(unnamed)"),
    message: `goes: ${what} from now on`,
  };
}

function droppedIndex({ table, index }: Extract<LeafOperation, { readonly kind: "dropIndex" }>): Finding {
  const what = index.unique ? "duplicates are accepted, and queries" : "queries";
  return {
    rule: "drop-index",
    object: columnName(table, index.name),
    message: `goes: ${what} that used it read the whole table`,
  };
}
