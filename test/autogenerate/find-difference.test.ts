import { findDifference, type DifferenceInput } from "@typeorm-autogen/autogenerate";
import { defaultCompareOptions } from "@typeorm-autogen/compare";
import type { Connection, Dialect } from "@typeorm-autogen/dialect";
import { emptySchema, qualify, table, type Schema } from "@typeorm-autogen/model";
import { describe, expect, test } from "vitest";
import { afterwards, freshTarget } from "../live/after-test.js";
import { dialectOf } from "../live/target-dialect.js";
import { targets, type Target } from "../live/targets.js";

async function open(target: Target, ...sql: readonly string[]) {
  const fresh = await freshTarget(target);
  const dialect = dialectOf(target);
  const connection = await dialect.connect({
    options: fresh.options,
    projectDir: import.meta.dirname,
    readOnly: false,
  });
  afterwards(() => connection.close());
  for (const statement of sql) await connection.execute(statement);
  const facts = await dialect.facts(connection, {
    options: fresh.options,
    projectDir: import.meta.dirname,
    readOnly: false,
  });
  const count = { queries: 0 };
  const find = (declared: Schema, more: Partial<DifferenceInput> = {}) =>
    findDifference({
      dialect,
      connection,
      facts,
      declared,
      ownTables: [],
      metadataTable: { schema: null, name: "typeorm_metadata" },
      includes: () => true,
      options: defaultCompareOptions,
      onStep: (step) => {
        if (step === "asking the server") count.queries += 1;
      },
      ...more,
    });
  return { dialect, connection, find, count };
}

function priced(dialect: Dialect, check: string): Schema {
  const prices = table(qualify("prices"), {
    columns: [
      { name: "id", type: dialect.types.parse("integer"), nullable: false },
      { name: "amount", type: dialect.types.parse("integer"), nullable: false, default: "2 + 3" },
    ],
    checks: [{ name: "positive", expression: check }],
  });
  return { ...emptySchema, tables: [prices] };
}

const createPrices =
  "CREATE TABLE prices (id integer NOT NULL, amount integer DEFAULT (2+3) NOT NULL, CONSTRAINT positive CHECK (amount>0 AND id>0))";

describe.each(targets)("on $name", (target) => {
  test("expressions that differ in spelling only are judged, all at once, and are the same", async () => {
    const { dialect, find, count } = await open(target, createPrices);
    const same = await find(priced(dialect, "((amount) > 0)   and (id > 0)"));
    expect(same.operations).toEqual([]);
    expect(same.unjudged).toEqual([]);
    expect(count.queries).toBeLessThanOrEqual(1);
    const other = await find(priced(dialect, "amount > 1 AND id > 0"));
    expect(other.operations).toHaveLength(1);
    const unread = await find(priced(dialect, "no_such(amount) > 0"));
    expect(unread.unjudged).toEqual([expect.stringMatching(/^a check of prices: .*no_such/is)]);
  });

  test("own tables and what is left out do not count; the read transaction is ended", async () => {
    const { dialect, find, connection } = await open(target, createPrices, "CREATE TABLE mine (id integer)");
    const other = table(qualify("other"), {
      columns: [{ name: "id", type: dialect.types.parse("integer"), nullable: false }],
    });
    const declared: Schema = { ...emptySchema, tables: [other] };
    const kinds = (await find(declared)).operations.map(({ kind }) => kind);
    expect(kinds.toSorted()).toEqual(["createTable", "dropTable", "dropTable"]);
    const kept = await find(declared, {
      ownTables: [{ schema: null, name: "mine" }],
      includes: ({ name }) => name !== "prices",
    });
    expect(kept.operations.map(({ kind }) => kind)).toEqual(["createTable"]);
    await expectWritable(connection);
  });
});

async function expectWritable(connection: Connection): Promise<void> {
  await connection.execute("CREATE TABLE afterwards (id integer)");
}
