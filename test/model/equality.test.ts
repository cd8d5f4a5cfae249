import { emptySchema, equal, sortSchema, table, type Schema } from "@typeorm-autogen/model";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { arbitrarySchema } from "../laws/arbitrary-schema.js";

const values = fc.jsonValue({ maxDepth: 4 });

test("equal is an equivalence that a copy satisfies", () => {
  fc.assert(
    fc.property(values, values, (a, b) => {
      expect(equal(a, structuredClone(a))).toBe(true);
      expect(equal(a, b)).toBe(equal(b, a));
    }),
  );
});

test.each([
  [{ a: 1 }, { a: 1, b: undefined }, true],
  [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
  [[1, 2], [2, 1], false],
  [[], {}, false],
  [null, {}, false],
  [{ a: null }, {}, false],
  ["1", 1, false],
])("equal(%j, %j) is %s", (a, b, expected) => {
  expect(equal(a, b)).toBe(expected);
});

const turned = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).toReversed();
  return Object.fromEntries(entries.map(([key, inner]) => [key, turned(inner)]));
};

test("sorting forgets the order of lists and of properties", () => {
  fc.assert(
    fc.property(arbitrarySchema(), (schema) => {
      const shuffled: Schema = {
        ...(turned(schema) as Schema),
        tables: schema.tables.toReversed().map((one) => ({
          ...(turned(one) as typeof one),
          columns: one.columns.toReversed(),
          foreignKeys: one.foreignKeys.toReversed(),
          indexes: one.indexes.toReversed(),
        })),
      };
      expect(sortSchema(shuffled)).toEqual(sortSchema(schema));
      expect(sortSchema(sortSchema(schema))).toEqual(sortSchema(schema));
    }),
    { numRuns: 100 },
  );
});

test("constraints without names sort by all that they say, however it is written down", () => {
  const key = (schema: string) => ({
    columns: ["a"],
    references: { schema, name: "t" },
    referencedColumns: ["id"],
  });
  const swapped = { ...key("y"), references: { name: "t", schema: "y" } };
  const holding = (...foreignKeys: readonly ReturnType<typeof key>[]): Schema => ({
    ...emptySchema,
    tables: [table({ schema: null, name: "u" }, { foreignKeys })],
  });
  expect(sortSchema(holding(swapped, key("x")))).toEqual(sortSchema(holding(key("x"), key("y"))));
});
