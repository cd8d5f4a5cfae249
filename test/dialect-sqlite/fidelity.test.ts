import { afterEach, describe, expect, test } from "vitest";
import type { Schema } from "@typeorm-autogen/model";
import type { Operation } from "@typeorm-autogen/ops";
import { sqliteTargets } from "../live/targets.js";
import { sandbox, type Sandbox } from "./sandbox.js";
import { uglyIndexes, uglyTables } from "./ugly-sql.js";

const open: Sandbox[] = [];
afterEach(async () => {
  for (const box of open.splice(0)) await box.end();
});

const creations = (schema: Schema): readonly Operation[] => [
  ...schema.tables.map((table): Operation => ({ kind: "createTable", table })),
  ...schema.views.map((view): Operation => ({ kind: "createView", view })),
];

describe.each(sqliteTargets)("on $name", (target) => {
  const start = async (sql = ""): Promise<Sandbox> => {
    const box = await sandbox(target, sql);
    open.push(box);
    return box;
  };

  test("what is read from hand-written SQL builds the same database again", async () => {
    const box = await start([...uglyTables, ...uglyIndexes, ""].join("\n;\n"));
    const schema = await box.read();
    expect(schema.tables).toHaveLength(uglyTables.length - 1);
    const copy = await start();
    await copy.apply(creations(schema));
    expect(await copy.read()).toEqual(schema);
  });

  test("the pragmas agree with what the parser says about keys, uniques and indexes", async () => {
    const box = await start([...uglyTables, ...uglyIndexes, ""].join("\n;\n"));
    for (const table of (await box.read()).tables) {
      const keys = await box.rows(
        `SELECT name FROM pragma_table_xinfo('${table.name}') WHERE pk > 0 ORDER BY pk`,
      );
      expect(table.primaryKey?.columns ?? []).toEqual(keys.map((row) => row["name"]));
      const origins = await box.rows(`SELECT origin FROM pragma_index_list('${table.name}')`);
      expect(table.indexes).toHaveLength(origins.filter((row) => row["origin"] === "c").length);
      expect(table.uniques).toHaveLength(origins.filter((row) => row["origin"] === "u").length);
      const foreign = await box.rows(
        `SELECT * FROM pragma_foreign_key_list('${table.name}') WHERE seq = 0 ORDER BY id DESC`,
      );
      expect(
        table.foreignKeys.map((key) => [
          key.columns[0],
          (key.onDelete ?? "no action").toUpperCase(),
          (key.onUpdate ?? "no action").toUpperCase(),
        ]),
      ).toEqual(foreign.map((row) => [row["from"], row["on_delete"], row["on_update"]]));
      for (const index of table.indexes) {
        const parts = await box.rows(
          `SELECT * FROM pragma_index_xinfo('${index.name}') WHERE key = 1 ORDER BY seqno`,
        );
        expect(index.parts.map((part) => [part.column ?? null, part.descending ? 1 : 0])).toEqual(
          parts.map((row) => [row["name"], row["desc"]]),
        );
        const declared = index.parts.filter((part) => part.collation !== undefined);
        for (const part of declared)
          expect(parts.map((row) => String(row["coll"]).toLowerCase())).toContain(
            part.collation?.toLowerCase(),
          );
      }
    }
  });
});
