import { ViewExpressionError, ViewParameterError } from "@typeorm-autogen/entities";
import { describe, expect, test } from "vitest";
import { declareOffline } from "./open-data-source.js";
import { lines, loadFixture, type Entities } from "./stories.js";

const { unfit } = await loadFixture<{ readonly unfit: Readonly<Record<string, Entities>> }>(
  "views/unfit-views.entity.ts",
);

const declare = (name: string, line: (typeof lines)[number], dialect: "postgres" | "sqlite" = "postgres") =>
  declareOffline(dialect, unfit[name]!, {}, line);

describe.each(lines)("views under TypeORM %s", (line) => {
  test("parameters of a query builder are refused by name, whatever their form", async () => {
    await expect(declare("bound", line)).rejects.toThrow(ViewParameterError);
    await expect(declare("bound", line)).rejects.toThrow(
      /^unsupported: :from, :names in .* Bound, .*expression$/,
    );
  });

  test("what only looks like a parameter is none", async () => {
    const { schema } = await declare("unbound", line);
    expect(schema.views).toMatchObject([{ name: "unbound", definition: expect.stringContaining("':from'") }]);
  });

  test.each(["failing", "empty"])("a query that cannot be built says whose it is: %s", async (name) => {
    await expect(declare(name, line)).rejects.toThrow(ViewExpressionError);
  });

  test("a materialized view is a plain one where TypeORM makes none, and its indexes are not there", async () => {
    const [onPostgres, onSqlite] = [await declare("kept", line), await declare("kept", line, "sqlite")];
    expect(onPostgres.schema.views).toMatchObject([{ materialized: true, indexes: [{ name: "IDX_n" }] }]);
    expect(onSqlite.schema.views).toEqual([{ schema: null, name: "kept", definition: "SELECT 1 AS n" }]);
    expect(onPostgres.schema.typeormMetadata).toMatchObject([{ type: "MATERIALIZED_VIEW", name: "kept" }]);
    expect(onSqlite.schema.typeormMetadata).toMatchObject([{ type: "VIEW", value: "SELECT 1 AS n;" }]);
  });
});
