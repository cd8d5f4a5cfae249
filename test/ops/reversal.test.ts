import { qualify, sortSchema, table, type Schema } from "@typeorm-autogen/model";
import {
  directives,
  EvolveError,
  evolve,
  IrreversibleError,
  reverse,
  type Operation,
  type OperationKind,
} from "@typeorm-autogen/ops";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { allFeatures, arbitrarySchema, plainFeatures } from "../laws/arbitrary-schema.js";
import { applicableOperations } from "./applicable-operations.js";

// What is not in a generated schema, so that each kind has something to work on.
function furnish(schema: Schema): Schema {
  return {
    ...schema,
    extensions: [...schema.extensions, "citext"],
    enums: [...schema.enums, { schema: null, name: "furniture_kind", values: ["chair", "table"] }],
    tables: [
      ...schema.tables,
      table(qualify("chairs"), {
        exclusions: [{ name: "EXC_chairs", elements: [{ expression: "seat()", operator: "&&" }] }],
      }),
    ],
    sequences: [...schema.sequences, { schema: null, name: "counter", start: "10" }],
    views: [
      { schema: null, name: "chairs", definition: "SELECT 1 AS n" },
      {
        schema: null,
        name: "seats",
        definition: "SELECT 1 AS n",
        materialized: true,
        indexes: [{ name: "IDX_seats", parts: [{ column: "n" }] }],
      },
    ],
    typeormMetadata: [
      ...(schema.typeormMetadata ?? []),
      { table: null, schema: null, type: "VIEW", name: "furniture", value: "SELECT 1" },
    ],
  };
}

// They work on rows, or on what nobody can tell.
const withoutWayBack: readonly OperationKind[] = ["execute", "bulkInsert", "backfill", "validateConstraint"];

test.each([
  ["everything", allFeatures],
  ["little more than tables", plainFeatures],
])("the reverse of an operation restores a schema with %s", (_, features) => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(arbitrarySchema(features).map(furnish), (schema) => {
      for (const operation of applicableOperations(schema)) {
        seen.add(operation.kind);
        const after = evolve(schema, [operation]);
        expect(sortSchema(evolve(after, reverse([operation])))).toEqual(sortSchema(schema));
      }
    }),
    { numRuns: 40 },
  );
  if (features === allFeatures)
    expect([...seen, ...withoutWayBack].sort()).toEqual(Object.keys(directives).sort());
});

test("reversing twice gives the operation back, apart from what only helps on the way there", () => {
  fc.assert(
    fc.property(arbitrarySchema().map(furnish), (schema) => {
      for (const operation of applicableOperations(schema)) {
        const again = reverse(reverse([operation]));
        expect(evolve(schema, again)).toEqual(evolve(schema, [operation]));
      }
    }),
    { numRuns: 25 },
  );
});

test("several operations are undone in the opposite order", () => {
  const upgrade: readonly Operation[] = [
    { kind: "createSchema", name: "audit" },
    { kind: "createSequence", sequence: { schema: "audit", name: "counter" } },
  ];
  expect(reverse(upgrade).map(({ kind }) => kind)).toEqual(["dropSequence", "dropSchema"]);
});

const users = { schema: null, name: "users" };

test.each<Operation>([
  { kind: "execute", sql: "SELECT 1" },
  { kind: "bulkInsert", table: users, rows: [{ id: 1 }] },
  { kind: "backfill", table: users, set: { id: "1" } },
  { kind: "dropTable", table: users },
  { kind: "validateConstraint", table: users, name: "CHK_users" },
  { kind: "alterColumn", table: users, column: "id", to: { nullable: true } },
])("an operation that does not know what was there has no reverse: %j", (operation) => {
  expect(() => reverse([operation])).toThrow(IrreversibleError);
});

test("an operation that repeats another does not fit", () => {
  const repeatable = new Set([
    "alterColumn",
    "alterEnum",
    "alterForeignKey",
    "alterSequence",
    "alterView",
    "placeColumns",
    "setTableComment",
    "setTableOptions",
    "setTypeormMetadata",
    "createCheck",
    "createForeignKey",
  ]);
  fc.assert(
    fc.property(arbitrarySchema().map(furnish), (schema) => {
      for (const operation of applicableOperations(schema)) {
        // A table that is described in whole is as it is described, however often.
        const isDescribed = operation.kind === "alterTable" && operation.batch?.copyFrom !== undefined;
        if (repeatable.has(operation.kind) || isDescribed) continue;
        expect(() => evolve(schema, [operation, operation])).toThrow(EvolveError);
      }
    }),
    { numRuns: 25 },
  );
});

test("a rename never takes a name that is taken", () => {
  const columns = ["a", "b"].map((name) => ({ name, type: { name: "integer" }, nullable: false }));
  const indexes = ["x", "y"].map((name) => ({ name, parts: [{ column: "a" }] }));
  const table = { ...users, columns, uniques: [], checks: [], foreignKeys: [], indexes };
  const enums = ["mood", "kind"].map((name) => ({ schema: null, name, values: [] }));
  const schema: Schema = {
    schemas: [],
    extensions: [],
    enums,
    sequences: [],
    tables: [table, { ...table, name: "people" }],
    views: [],
  };
  const renames: readonly Operation[] = [
    { kind: "renameTable", from: users, to: { schema: null, name: "people" } },
    { kind: "renameEnum", from: { schema: null, name: "mood" }, to: { schema: null, name: "kind" } },
    { kind: "renameColumn", table: users, from: "a", to: "b" },
    { kind: "renameIndex", table: users, from: "x", to: "y" },
  ];
  for (const rename of renames) expect(() => evolve(schema, [rename])).toThrow(/exists already/);
});

test("the reverse of a conditional operation is conditional, and a drop that only names what it drops has none", () => {
  const index = { name: "IDX_mail", parts: [{ column: "mail" }] };
  expect(reverse([{ kind: "createIndex", table: users, index, ifNotExists: true }])).toEqual([
    { kind: "dropIndex", table: users, index, ifExists: true },
  ]);
  const named: Operation = {
    kind: "dropIndex",
    table: users,
    index: { ...index, parts: [] },
    nameOnly: true,
  };
  expect(() => reverse([named])).toThrow(/dropIndex of IDX_mail of users cannot be reversed/);
  expect(() => reverse([{ kind: "alterTable", table: users, changes: [named] }])).toThrow(IrreversibleError);
});
