import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sqlite } from "@typeorm-autogen/dialect-sqlite";
import type { Table } from "@typeorm-autogen/model";
import type { Operation, TableChange } from "@typeorm-autogen/ops";
import { sqliteTargets } from "../live/targets.js";
import { name, scenarioArbitrary } from "./random-change.js";
import { applyAndCompare, sandbox } from "./sandbox.js";

const quote = sqlite.identifier;

describe.each(sqliteTargets)("on $name", (target) => {
  test("a database after any changes of a table is what evolve says, and its rows are kept", async () => {
    const box = await sandbox(target);
    try {
      await fc.assert(
        fc.asyncProperty(scenarioArbitrary, async ({ start, changes }) => {
          await box.exec(`DROP TABLE IF EXISTS ${quote(name.name)}`);
          await box.apply([{ kind: "createTable", table: start }]);
          const writable = start.columns.filter((column) => !column.autoincrement);
          for (const n of [10, 30, 20]) {
            const values = writable.map((column, i) =>
              column.name === "id" ? n : column.nullable ? n * 100 + i : `'${n}'`,
            );
            await box.exec(
              `INSERT INTO ${quote(name.name)} (${writable.map((column) => quote(column.name)).join(", ")}) VALUES (${values.join(", ")})`,
            );
          }
          const before = await box.rows(`SELECT * FROM ${quote(name.name)}`);
          await applyAndCompare(box, [{ kind: "alterTable", table: name, changes } as Operation]);
          const after = await box.rows(`SELECT * FROM ${quote(name.name)}`);
          expect(after).toHaveLength(3);
          const kept = untouchedColumns(start, changes);
          const image = (rows: typeof before, pick: (entry: readonly [string, string]) => string) =>
            rows.map((row) => JSON.stringify(kept.map((entry) => row[pick(entry)]))).sort();
          expect(image(after, ([column]) => column)).toEqual(image(before, ([, origin]) => origin));
        }),
        { numRuns: 150 },
      );
    } finally {
      await box.end();
    }
  });
});

// The columns that live through the changes with their values as they were: new name, old name.
function untouchedColumns(
  start: Table,
  changes: readonly TableChange[],
): readonly (readonly [string, string])[] {
  let names = start.columns.map((column): readonly [string, string] => [column.name, column.name]);
  for (const change of changes) {
    if (change.kind === "renameColumn")
      names = names.map(([now, old]) => [now === change.from ? change.to : now, old]);
    if (change.kind === "dropColumn") names = names.filter(([now]) => now !== change.column.name);
    if (change.kind === "alterColumn") names = names.filter(([now]) => now !== change.column);
  }
  return names;
}
