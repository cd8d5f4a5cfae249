import { defaultCompareOptions, type Answers } from "@typeorm-autogen/compare";
import { postgres } from "@typeorm-autogen/dialect-postgres";
import type { Check, Column, EnumType, ForeignKey, Schema, Table } from "@typeorm-autogen/model";
import { reverse } from "@typeorm-autogen/ops";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LawDatabase } from "../laws/support/law-database.js";
import { postgresTargets } from "../live/targets.js";
import { declarablePart, fullDatabase, role } from "./full-database.js";

const type = postgres.types.parse;

/** What a project changes in its entities. */
interface Change {
  readonly title: string;
  readonly to: (declared: Schema) => Schema;
  readonly answers?: Partial<Answers>;
  /** SQL before anything else. */
  readonly first?: string;
}

function inTable(name: string, change: (table: Table) => Table): (schema: Schema) => Schema {
  return (schema) => ({
    ...schema,
    tables: schema.tables.map((table) => (table.name === name ? change(table) : table)),
  });
}

const inColumn = (table: string, name: string, change: (column: Column) => Column) =>
  inTable(table, (own) => ({
    ...own,
    columns: own.columns.map((column) => (column.name === name ? change(column) : column)),
  }));

const retype = (table: string, column: string, text: string) =>
  inColumn(table, column, (own) => ({ ...own, type: type(text) }));

const inEnum = (change: (type: EnumType) => EnumType) => (schema: Schema) => ({
  ...schema,
  enums: schema.enums.map((own) => (own.name === "mood" ? change(own) : own)),
});

const inOrder =
  (...steps: readonly ((schema: Schema) => Schema)[]) =>
  (schema: Schema) =>
    steps.reduce((result, step) => step(result), schema);

const changes: readonly Change[] = [
  {
    title: "a wider type that triggers, policies, rules, statistics and views read",
    to: retype("users", "age", "bigint"),
  },
  { title: "a wider varchar under a generated column", to: retype("users", "name", "varchar(80)") },
  { title: "another collation", to: inColumn("users", "name", ({ collation: _, ...own }) => own) },
  { title: "a column of another storage", to: retype("users", "body", "varchar") },
  {
    title: "a renamed column and a new type at once",
    answers: { renames: [{ object: "column", from: "users.age", to: "years" }] },
    to: inOrder(
      inTable("users", (own) => ({
        ...own,
        columns: own.columns.map((column) =>
          column.name === "age" ? { ...column, name: "years", type: type("bigint") } : column,
        ),
        foreignKeys: own.foreignKeys.map((key): ForeignKey => ({ ...key, columns: key.columns.map(years) })),
        checks: own.checks.map((check): Check => ({
          ...check,
          expression: check.expression.replaceAll("age", "years"),
        })),
        exclusions: own.exclusions!.map((exclusion) => ({
          ...exclusion,
          elements: exclusion.elements.map((element) => ({
            ...element,
            ...(element.column && { column: years(element.column) }),
          })),
          where: "(years IS NOT NULL)",
        })),
      })),
    ),
  },
  {
    title: "a value less in an enum type",
    to: inOrder(inEnum((own) => ({ ...own, values: ["sad", "ok"] }))),
    answers: { mappings: new Map([["mood.happy", "ok"]]) },
  },
  {
    title: "an enum type in another order",
    to: inEnum((own) => ({ ...own, values: ["happy", "ok", "sad"] })),
  },
  {
    title: "a renamed value",
    to: inEnum((own) => ({ ...own, values: ["sad", "ok", "glad"] })),
    answers: { renames: [{ object: "value", from: "mood.happy", to: "glad" }] },
  },
  { title: "a value more", to: inEnum((own) => ({ ...own, values: ["sad", "so-so", "ok", "happy"] })) },
  {
    title: "a wider primary key",
    to: inOrder(
      retype("teams", "id", "bigint"),
      retype("users", "age", "bigint"),
      retype("users", "number", "bigint"),
    ),
  },
  {
    title: "another column in a key that is referred to",
    to: inTable("teams", (own) => ({
      ...own,
      columns: own.columns.map((column) =>
        column.name === "code" ? { ...column, type: type("varchar(50)") } : column,
      ),
    })),
  },
  {
    title: "another primary key",
    answers: { backfills: new Map([["fast.a", "''"]]) },
    to: inTable("fast", (own) => ({
      ...own,
      primaryKey: { name: "PK_fast", columns: ["id", "a"] },
      columns: own.columns.map((column) => ({ ...column, nullable: false })),
    })),
  },
  {
    title: "a renamed table",
    to: (schema) => inTable("users", (own) => ({ ...own, name: "people" }))(schema),
    answers: { renames: [{ object: "table", from: "users", to: "people" }] },
  },
  {
    title: "a dropped column beside a key",
    to: inTable("teams", (own) => ({ ...own, columns: own.columns.filter(({ name }) => name !== "note") })),
  },
  {
    title: "a new column and a comment",
    to: inTable("users", (own) => ({
      ...own,
      comment: "people",
      columns: [...own.columns, { name: "extra", type: type("text"), nullable: true }],
    })),
  },
  {
    title: "a new primary key name",
    to: inTable("teams", (own) => ({ ...own, primaryKey: { ...own.primaryKey!, name: "PK_all_teams" } })),
  },
  { title: "a type in a partitioned table", to: retype("events", "kind", "varchar") },
  {
    title: "a table without its entity",
    to: (schema) => ({
      ...schema,
      tables: schema.tables.filter(({ name }) => name !== "fast" && name !== "offers"),
    }),
  },
  {
    title: "a table without its entity that much hangs on",
    // The server drops no table that a view reads, and a view that nobody declared is nobody's to drop.
    first: "DROP VIEW adults",
    to: (schema) => ({ ...schema, tables: schema.tables.filter(({ name }) => name !== "users") }),
  },
];

const years = (name: string) => (name === "age" ? "years" : name);

describe.each(postgresTargets)("a database full of what entities cannot declare, on $name", (target) => {
  let database: LawDatabase;
  beforeAll(async () => {
    database = await LawDatabase.open(target);
  });
  afterAll(async () => {
    await database.wipe();
    await database.connection.execute(`DROP ROLE ${role}`);
    await database.close();
  });

  async function fill(): Promise<Schema> {
    const { connection, facts } = database;
    await connection.execute("DROP PUBLICATION IF EXISTS shown");
    await database.wipe();
    await connection.execute(`DROP ROLE IF EXISTS ${role}`);
    await connection.execute(fullDatabase(Number.parseInt(facts.version, 10)));
    return declarablePart(await database.read());
  }

  test("entities that say all they can find no difference", async () => {
    const declared = await fill();
    const { operations, decisions, kept } = await database.difference(declared, defaultCompareOptions);
    expect({ operations, decisions }).toEqual({ operations: [], decisions: [] });
    const objects = kept.map(({ object }) => object);
    expect(objects).toContain("table child");
    expect(objects).toContain("table parent");
  });

  test.each(changes)("$title: up and down, and nothing is lost", async ({ to, answers, first }) => {
    const declared = await fill();
    if (first) await database.connection.execute(first);
    const before = await database.describe();
    const options = { ...defaultCompareOptions, answers: { ...defaultCompareOptions.answers, ...answers } };
    const wanted = to(declared);
    const { operations, decisions } = await database.difference(wanted, options);
    expect(decisions).toEqual([]);
    expect(operations).not.toEqual([]);
    await database.writeScript(operations, reverse(operations));
    await database.run("upgrade", "head");
    const again = await database.difference(wanted, defaultCompareOptions);
    expect(again.operations).toEqual([]);
    await database.run("downgrade", "base");
    expect(await database.describe()).toEqual(before);
  });
});
