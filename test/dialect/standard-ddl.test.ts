import {
  defineDdl,
  nameSql,
  quoteIdentifier,
  quoteText,
  standardLiteral,
  UnsupportedError,
  type DdlContext,
  type SqlSpelling,
} from "@typeorm-autogen/dialect";
import { emptySchema, qualify, table } from "@typeorm-autogen/model";
import { dispatch, type Operation } from "@typeorm-autogen/ops";
import { expect, test } from "vitest";

const spelling: SqlSpelling = {
  label: "Plain SQL",
  identifier: quoteIdentifier,
  literal: standardLiteral,
  columnType: ({ type }) => type.name,
  defaultText: (expression) => expression,
  collation: quoteIdentifier,
  generated: ({ expression, stored }) => `AS (${expression}) ${stored ? "STORED" : "VIRTUAL"}`,
  comments: true,
};

const context: DdlContext = {
  facts: { version: "1.0", defaultSchema: null, extensions: [] },
  state: null,
  metadataTable: qualify("m"),
};

const ddl = defineDdl(spelling, {});
const sql = (operation: Operation, table = ddl) =>
  dispatch(table, operation, context).map((statement) => (statement as { sql: string }).sql);

const users = qualify("users", "app");
const integer = { name: "integer" };

test("a table comes with its keys inside, its indexes, unchecked constraints and comments after", () => {
  const created = table(users, {
    columns: [
      { name: "id", type: integer, nullable: false },
      { name: "n", type: { name: "text" }, nullable: true, default: "'x'", collation: "C", comment: "it's" },
      { name: "g", type: integer, nullable: true, generated: { expression: "id + 1", stored: true } },
    ],
    primaryKey: { name: "PK", columns: ["id"] },
    uniques: [{ columns: ["n", "id"], deferrable: "deferred" }],
    checks: [
      { name: "C", expression: "id > 0 -- yes" },
      { name: "L", expression: "id < 9", notValid: true },
    ],
    foreignKeys: [
      {
        name: "FK",
        columns: ["id"],
        references: qualify("a"),
        referencedColumns: ["b"],
        onDelete: "set null",
        onUpdate: "cascade",
      },
    ],
    indexes: [
      {
        name: "I",
        parts: [{ column: "n", descending: true, nulls: "last" }],
        where: "id > 1",
        concurrently: true,
      },
    ],
    comment: "t",
  });
  expect(sql({ kind: "createTable", table: created })).toEqual([
    `CREATE TABLE "app"."users" (
  "id" integer NOT NULL,
  "n" text COLLATE "C" DEFAULT 'x',
  "g" integer AS (id + 1) STORED,
  CONSTRAINT "PK" PRIMARY KEY ("id"),
  UNIQUE ("n", "id") DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT "C" CHECK (id > 0 -- yes
),
  CONSTRAINT "FK" FOREIGN KEY ("id") REFERENCES "a" ("b") ON DELETE SET NULL ON UPDATE CASCADE
)`,
    'ALTER TABLE "app"."users" ADD CONSTRAINT "L" CHECK (id < 9) NOT VALID',
    'CREATE INDEX "I" ON "app"."users" ("n" DESC NULLS LAST) WHERE id > 1',
    `COMMENT ON TABLE "app"."users" IS 't'`,
    `COMMENT ON COLUMN "app"."users"."n" IS 'it''s'`,
  ]);
});

test("a column that holds the key keeps the table from repeating it", () => {
  const lite = {
    ...spelling,
    primaryKeyInColumn: () => ({ column: "id", clause: "PRIMARY KEY AUTOINCREMENT" }),
  };
  const created = table(qualify("t"), {
    columns: [{ name: "id", type: integer, nullable: false, autoincrement: true }],
    primaryKey: { columns: ["id"] },
  });
  expect(sql({ kind: "createTable", table: created }, defineDdl(lite, {}))).toEqual([
    'CREATE TABLE "t" (\n  "id" integer PRIMARY KEY AUTOINCREMENT NOT NULL\n)',
  ]);
});

test("a required column on existing rows is added, filled, then required", () => {
  const column = { name: "n", type: integer, nullable: false };
  expect(sql({ kind: "addColumn", table: users, column, backfill: "id * 2" })).toEqual([
    'ALTER TABLE "app"."users" ADD COLUMN "n" integer',
    'UPDATE "app"."users" SET "n" = id * 2',
    'ALTER TABLE "app"."users" ALTER COLUMN "n" SET NOT NULL',
  ]);
});

test.each<Operation>([
  { kind: "createSchema", name: "x" },
  { kind: "createExtension", name: "x" },
  { kind: "createEnum", enum: { ...qualify("e"), values: [] } },
  { kind: "createSequence", sequence: qualify("s") },
  { kind: "alterColumn", table: users, column: "n", to: {} },
  { kind: "renameTable", from: qualify("a"), to: qualify("a", "b") },
  { kind: "dropUnique", table: users, unique: { columns: ["a"] } },
])("refuses by name what it has no words for: $kind", (operation) => {
  expect(() => sql(operation)).toThrow(UnsupportedError);
  expect(() => sql(operation)).toThrow(/^unsupported: .* on Plain SQL; /);
});

test("changes of a table see the schema as those before leave it, worked out only when looked at", () => {
  const seen: (readonly string[] | undefined)[] = [];
  const table1 = table(users, { columns: [{ name: "a", type: integer, nullable: true }] });
  const looking = defineDdl(spelling, {
    alterColumn: (_, { state }) => {
      seen.push(state?.tables[0]?.columns.map(({ name }) => name));
      return [];
    },
  });
  const alter: Operation = {
    kind: "alterTable",
    table: users,
    changes: [
      { kind: "renameColumn", table: users, from: "a", to: "b" },
      { kind: "alterColumn", table: users, column: "b", to: {} },
      { kind: "dropColumn", table: users, column: { name: "missing", type: integer, nullable: true } },
    ],
  };
  const state = { ...emptySchema, tables: [table1] };
  const result = dispatch(looking, alter, { ...context, state });
  expect(seen).toEqual([["b"]]);
  expect(result.map((statement) => (statement as { sql: string }).sql)).toEqual([
    'ALTER TABLE "app"."users" RENAME COLUMN "a" TO "b"',
    'ALTER TABLE "app"."users" DROP COLUMN "missing"',
  ]);
});

test("names and texts can never end their quotes", () => {
  expect(quoteIdentifier('a"b')).toBe('"a""b"');
  expect(quoteText("it's")).toBe("'it''s'");
  expect(nameSql(spelling, qualify('x"', "s"))).toBe('"s"."x"""');
  expect([null, true, false, 1.5, 12n, "a'"].map(standardLiteral)).toEqual([
    "NULL",
    "TRUE",
    "FALSE",
    "1.5",
    "12",
    "'a'''",
  ]);
  expect(() => standardLiteral(Number.NaN)).toThrow(UnsupportedError);
  expect(() => quoteText("a\0")).toThrow(UnsupportedError);
  expect(() => quoteIdentifier("")).toThrow(UnsupportedError);
});
