import * as fc from "fast-check";
import { emptySchema, qualify, table, type Column, type Schema, type Table } from "@typeorm-autogen/model";
import { evolve, EvolveError, type TableChange } from "@typeorm-autogen/ops";
import { sqlite } from "@typeorm-autogen/dialect-sqlite";

/** The table that random changes change. */
export const name = qualify("the table");

const columnName = fc.constantFrom("a", "b", "c", "Order", 'q"uote', "naïve", "group", "x y", "z'z", "rowid");
const typeText = fc.constantFrom(
  "integer",
  "varchar(20)",
  "varchar(40)",
  "text",
  "real",
  "blob",
  "datetime",
  "decimal(10,2)",
  "",
);
const defaultText = fc.constantFrom(undefined, "1", "-5", "'it''s'", "CURRENT_TIMESTAMP", "1 + 1", "true");
const identifier = (column: string) => `"${column.replaceAll('"', '""')}"`;

const columnArbitrary = (columns: fc.Arbitrary<string>): fc.Arbitrary<Column> =>
  fc
    .record({
      name: columns,
      type: typeText,
      standing: defaultText,
      nullable: fc.boolean(),
      collation: fc.constantFrom(undefined, "NOCASE"),
    })
    .map(({ name, type, standing, nullable, collation }) => ({
      name,
      type: sqlite.types.parse(type),
      nullable: nullable || standing === undefined,
      ...(standing !== undefined && { default: standing }),
      ...(collation !== undefined && { collation }),
    }));

// A table with a key or none, columns of all kinds, and constraints and indexes over them.
const tableArbitrary: fc.Arbitrary<Table> = fc
  .record({
    columns: fc.uniqueArray(columnArbitrary(columnName), {
      minLength: 1,
      maxLength: 5,
      selector: ({ name }) => name,
    }),
    key: fc.constantFrom("none", "integer", "autoincrement", "text", "named"),
    options: fc.constantFrom(undefined, { withoutRowid: true }),
    unique: fc.boolean(),
    checked: fc.boolean(),
    indexed: fc.constantFrom("none", "plain", "expression", "partial"),
  })
  .map(({ columns, key, options, unique, checked, indexed }) => {
    const id: Column = {
      name: "id",
      type: { name: key === "text" ? "text" : "integer" },
      nullable: false,
      ...(key === "autoincrement" && { autoincrement: true as const }),
    };
    const first = columns[0]!.name;
    return table(name, {
      columns: key === "none" ? columns : [id, ...columns],
      ...(key !== "none" && { primaryKey: { ...(key === "named" && { name: "the key" }), columns: ["id"] } }),
      ...(options && (key === "text" || key === "integer") && { options }),
      // In a WITHOUT ROWID table SQLite 3.53 itself cannot rename an integer key that a UNIQUE repeats.
      ...(unique && key !== "none" && !options && { uniques: [{ name: "UQ one", columns: ["id", first] }] }),
      ...(checked && { checks: [{ name: "CHK one", expression: `${identifier(first)} IS NOT 'never'` }] }),
      ...(indexed !== "none" && { indexes: [indexOver(first, indexed)] }),
    });
  });

const indexOver = (column: string, kind: string) => ({
  name: "IDX one",
  parts: [
    kind === "expression"
      ? { expression: `${identifier(column)} || 'x'` }
      : { column, descending: true as const },
  ],
  ...(kind === "partial" && { where: `${identifier(column)} IS NOT NULL` }),
});

type Draw = (current: Table) => Omit<TableChange, "table"> | undefined;

const nth = <T>(list: readonly T[], n: number): T | undefined => list[n % Math.max(list.length, 1)];

const drawArbitrary: fc.Arbitrary<Draw> = fc.oneof(
  columnArbitrary(fc.constantFrom("n1", "n2", "a", "b")).map((column): Draw => () => ({
    kind: "addColumn",
    column,
  })),
  fc.tuple(columnArbitrary(fc.constantFrom("m1", "m2")), fc.nat()).map(([column, n]): Draw => (current) => {
    const source = nth(current.columns, n);
    return (
      source && {
        kind: "addColumn",
        column: { ...column, nullable: true },
        backfill: identifier(source.name),
      }
    );
  }),
  fc.nat().map((n): Draw => (current) => {
    const column = nth(
      current.columns.filter(({ name }) => !inUse(current, name)),
      n,
    );
    return column && current.columns.length > 1 ? { kind: "dropColumn", column } : undefined;
  }),
  fc.tuple(fc.nat(), fc.constantFrom("r1", "r2", "a", "b", "c", "A")).map(([n, to]): Draw => (current) => {
    const column = nth(current.columns, n);
    return column && { kind: "renameColumn", from: column.name, to };
  }),
  fc.tuple(fc.nat(), typeText).map(([n, type]): Draw => (current) => {
    const column = nth(
      current.columns.filter(({ name }) => name !== "id" && !current.primaryKey?.columns.includes(name)),
      n,
    );
    return column && { kind: "alterColumn", column: column.name, to: { type: sqlite.types.parse(type) } };
  }),
  fc.tuple(fc.nat(), defaultText).map(([n, standing]): Draw => (current) => {
    const column = nth(
      current.columns.filter(({ autoincrement }) => !autoincrement),
      n,
    );
    return column && { kind: "alterColumn", column: column.name, to: { default: standing ?? null } };
  }),
  fc.nat().map((n): Draw => (current) => {
    const column = nth(
      current.columns.filter(({ nullable, generated }) => nullable && !generated),
      n,
    );
    return (
      column && { kind: "alterColumn", column: column.name, to: { nullable: false }, backfill: "'filled'" }
    );
  }),
  fc.nat().map((n): Draw => (current) => {
    const column = nth(current.columns, n);
    return (
      column && { kind: "createIndex", index: { name: `IDX ${n % 3}`, parts: [{ column: column.name }] } }
    );
  }),
  fc.constant<Draw>((current) => current.indexes[0] && { kind: "dropIndex", index: current.indexes[0] }),
  fc.constant<Draw>(
    (current) => current.indexes[0] && { kind: "renameIndex", from: current.indexes[0].name, to: "IDX new" },
  ),
  fc.constant<Draw>((current) => current.uniques[0] && { kind: "dropUnique", unique: current.uniques[0] }),
  fc.constant<Draw>((current) => current.checks[0] && { kind: "dropCheck", check: current.checks[0] }),
  fc.nat().map((n): Draw => (current) => {
    const column = nth(current.columns, n);
    return (
      column && {
        kind: "createCheck",
        check: { name: `CHK ${n % 2}`, expression: `${identifier(column.name)} IS NOT 'no'` },
      }
    );
  }),
  fc.nat().map((n): Draw => (current) => {
    const columns = current.primaryKey?.columns;
    return (
      columns && {
        kind: "createForeignKey",
        foreignKey: {
          name: `FK ${n % 2}`,
          columns,
          references: name,
          referencedColumns: columns,
          deferrable: "deferred" as const,
        },
      }
    );
  }),
  fc.constant<Draw>(
    (current) => current.foreignKeys[0] && { kind: "dropForeignKey", foreignKey: current.foreignKeys[0] },
  ),
  fc.constant<Draw>((current) =>
    current.uniques[0]?.name === undefined
      ? undefined
      : { kind: "renameConstraint", from: current.uniques[0].name, to: "UQ new" },
  ),
  fc.nat().map((n): Draw => (current) => {
    const source = nth(current.columns, n);
    return (
      source && {
        kind: "addColumn",
        column: {
          name: "computed",
          type: { name: "text" },
          nullable: true,
          generated: { expression: `${identifier(source.name)} || '!'`, stored: n % 2 === 0 },
        },
      }
    );
  }),
);

function inUse(current: Table, column: string): boolean {
  const { primaryKey, uniques, foreignKeys, columns, checks, indexes } = { ...current };
  const texts = JSON.stringify([checks, indexes, columns.map(({ generated }) => generated?.expression)]);
  return (
    [
      primaryKey?.columns ?? [],
      ...uniques.map((key) => key.columns),
      ...foreignKeys.map((key) => key.columns),
    ]
      .flat()
      .includes(column) ||
    texts.includes(JSON.stringify(column)) ||
    texts.includes(JSON.stringify(identifier(column)).slice(1, -1))
  );
}

/** A table and changes that fit it one after the other. */
export const scenarioArbitrary: fc.Arbitrary<{
  readonly start: Table;
  readonly changes: readonly TableChange[];
}> = fc
  .tuple(tableArbitrary, fc.array(drawArbitrary, { minLength: 1, maxLength: 6 }))
  .map(([start, draws]) => ({ start, changes: changesOf(start, draws) }));

// What does not fit is left out.
function changesOf(start: Table, draws: readonly Draw[]): readonly TableChange[] {
  let schema: Schema = { ...emptySchema, tables: [start] };
  const changes: TableChange[] = [];
  for (const draw of draws) {
    const drawn = draw(schema.tables[0]!);
    if (!drawn) continue;
    const change = { table: name, ...drawn } as TableChange;
    try {
      const next = evolve(schema, [change]);
      if (!isSound(next.tables[0]!)) continue;
      schema = next;
      changes.push(change);
    } catch (error) {
      if (!(error instanceof EvolveError)) throw error;
    }
  }
  return changes;
}

// SQLite's names ignore case; a table needs one column that is not computed; a generated column may not be read by a key.
function isSound({ columns }: Table): boolean {
  const names = columns.map((column) => column.name.toLowerCase());
  return new Set(names).size === names.length && columns.some((column) => !column.generated);
}
