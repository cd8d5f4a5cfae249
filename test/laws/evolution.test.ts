import { compare, defaultCompareOptions, noAnswers, type CompareOptions } from "@typeorm-autogen/compare";
import { sortSchema, type Column, type Schema } from "@typeorm-autogen/model";
import { evolve, flatten, reverse, type Operation } from "@typeorm-autogen/ops";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  allFeatures,
  arbitraryPair,
  arbitrarySchema,
  plainFeatures,
  type SchemaPair,
} from "./arbitrary-schema.js";
import { plainRules, rebuildingRules } from "./plain-rules.js";
import { findFaults } from "./valid-schema.js";

const policies = ["never", "ask", "auto"] as const;

function withPolicy(renamePolicy: (typeof policies)[number]): CompareOptions {
  return { ...defaultCompareOptions, answers: { ...noAnswers, renamePolicy } };
}

// Schemas and extensions stay, and so do tables of a schema that no entity lives in, with the types that they use.
function expected({ live, declared }: SchemaPair): Schema {
  const inPlay = new Set(declared.tables.map(({ schema }) => schema));
  const staying = live.tables.filter(({ schema }) => !inPlay.has(schema));
  const names = (schema: Schema) => new Set(schema.enums.map(({ schema, name }) => `${schema}.${name}`));
  const kept = live.enums.filter(
    (type) =>
      !names(declared).has(`${type.schema}.${type.name}`) &&
      staying.some(({ columns }) =>
        columns.some((it) => it.type.schema === type.schema && it.type.name === type.name),
      ),
  );
  return {
    ...declared,
    schemas: [...new Set([...live.schemas, ...declared.schemas])],
    extensions: [...new Set([...live.extensions, ...declared.extensions])],
    enums: [...declared.enums, ...kept],
    tables: [...declared.tables, ...staying],
  };
}

// The foreign keys of tables that stay give way to what happens to the tables that they refer to, their defaults to what
// happens to the values of a type.
function comparable(schema: Schema, { declared }: SchemaPair): Schema {
  const inPlay = new Set(declared.tables.map(({ schema }) => schema));
  const withoutValue = ({ default: value, ...column }: Column): Column =>
    value === undefined || column.type.schema !== undefined ? column : { ...column, default: value };
  const tables = schema.tables.map((table) =>
    inPlay.has(table.schema)
      ? table
      : { ...table, columns: table.columns.map(withoutValue), foreignKeys: [] },
  );
  return sortSchema({ ...schema, tables });
}

function stepByStep(schema: Schema, operations: readonly Operation[]): Schema {
  return flatten(operations).reduce((state, operation) => {
    const next = evolve(state, [operation]);
    const faults = findFaults(next);
    if (faults.length > 0) throw new Error(`${operation.kind}: ${faults.join("; ")}`);
    return next;
  }, schema);
}

const manyRuns = { numRuns: 2000 };
const someRuns = { numRuns: 600 };

test("evolving by the difference gives the declared schema, and its reverse the live one", () => {
  fc.assert(
    fc.property(arbitraryPair(), fc.constantFrom(...policies), (pair, policy) => {
      const { operations } = compare(pair.live, pair.declared, plainRules, withPolicy(policy));
      const after = evolve(pair.live, operations);
      expect(comparable(after, pair)).toEqual(comparable(expected(pair), pair));
      expect(sortSchema(evolve(after, reverse(operations)))).toEqual(sortSchema(pair.live));
    }),
    manyRuns,
  );
}, 300_000);

test("after the difference nothing differs", () => {
  fc.assert(
    fc.property(arbitraryPair(), fc.constantFrom(...policies), (pair, policy) => {
      const { operations } = compare(pair.live, pair.declared, plainRules, withPolicy(policy));
      const again = compare(evolve(pair.live, operations), pair.declared, plainRules, withPolicy(policy));
      expect(again.operations).toEqual([]);
      expect(again.decisions).toEqual([]);
    }),
    someRuns,
  );
});

test("every step on the way leaves a sound schema, up and down", () => {
  fc.assert(
    fc.property(arbitraryPair(), fc.constantFrom(...policies), ({ live, declared }, policy) => {
      const { operations } = compare(live, declared, plainRules, withPolicy(policy));
      stepByStep(stepByStep(live, operations), reverse(operations));
    }),
    someRuns,
  );
});

test("a database that rebuilds tables gets there too", () => {
  fc.assert(
    fc.property(arbitraryPair(plainFeatures), fc.constantFrom(...policies), (pair, policy) => {
      const { operations } = compare(pair.live, pair.declared, rebuildingRules, withPolicy(policy));
      const after = evolve(pair.live, operations);
      expect(comparable(after, pair)).toEqual(comparable(expected(pair), pair));
      expect(sortSchema(evolve(after, reverse(operations)))).toEqual(sortSchema(pair.live));
      const altered = operations.flatMap((op) => (op.kind === "alterTable" ? [op.table.name] : []));
      expect(new Set(altered).size).toBe(altered.length);
    }),
    someRuns,
  );
});

test("a schema does not differ from itself", () => {
  fc.assert(
    fc.property(arbitrarySchema(allFeatures), (schema) => {
      const { operations, decisions } = compare(schema, schema, plainRules, defaultCompareOptions);
      expect([operations, decisions]).toEqual([[], []]);
    }),
    someRuns,
  );
});

test("the order of the input's lists does not show", () => {
  const shuffled = (schema: Schema, random: () => number): Schema => {
    const shuffle = <T>(items: readonly T[]) =>
      items
        .map((item) => ({ item, key: random() }))
        .sort((a, b) => a.key - b.key)
        .map(({ item }) => item);
    return {
      ...schema,
      schemas: shuffle(schema.schemas),
      enums: shuffle(schema.enums),
      tables: shuffle(schema.tables).map((table) => ({
        ...table,
        uniques: shuffle(table.uniques),
        checks: shuffle(table.checks),
        foreignKeys: shuffle(table.foreignKeys),
        indexes: shuffle(table.indexes),
      })),
      ...(schema.typeormMetadata && { typeormMetadata: shuffle(schema.typeormMetadata) }),
    };
  };
  const stream = fc.infiniteStream(fc.nat(9999));
  fc.assert(
    fc.property(arbitraryPair(), fc.constantFrom(...policies), stream, ({ live, declared }, policy, dice) => {
      const random = () => dice.next().value ?? 0;
      const once = compare(live, declared, plainRules, withPolicy(policy));
      const again = compare(
        shuffled(live, random),
        shuffled(declared, random),
        plainRules,
        withPolicy(policy),
      );
      expect(JSON.stringify(again)).toBe(JSON.stringify(once));
    }),
    someRuns,
  );
});
