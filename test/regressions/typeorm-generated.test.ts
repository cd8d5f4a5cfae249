import { cpSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  dialectTargets,
  id,
  onPostgres,
  openProject,
  tellChange,
  type Entity,
} from "../stories/told-project.js";

// The numbers are those of docs/typeorm-defects.md.

const priced = (asExpression: string): readonly Entity[] => [
  {
    name: "thing",
    columns: { id, total: { type: "integer", nullable: true, generatedType: "STORED", asExpression } },
  },
];

describe.each(dialectTargets)("generated columns that TypeORM mishandles on $name", (target) => {
  test("22: a generated column changes when its expression does, and only then", async () => {
    const { result } = await tellChange(await openProject(target), {
      before: priced("id * 2"),
      setup: "INSERT INTO thing (id) VALUES (4)",
      after: priced("id * 3"),
      rows: { before: "SELECT total FROM thing", is: [{ total: 8 }], becomes: [{ total: 12 }] },
    });
    expect(result.hazards.filter(({ destroys }) => destroys)).toEqual([]);
  });
});

describe.each(onPostgres)("generated columns that TypeORM mishandles on $name", (target) => {
  const rows = `SELECT database = current_database() AS here, "table", name, value FROM typeorm_metadata`;

  test("40: a script fits a database of any name, and TypeORM finds its row there", async () => {
    const first = await openProject(target);
    first.configure({ typeormMetadata: "always" });
    first.declare(priced("id * 2"));
    const { script } = await first.write();
    expect(script).not.toContain(first.fresh.database);
    await first.up();
    const second = await openProject(target);
    second.configure({ typeormMetadata: "always" });
    second.declare(priced("id * 2"));
    cpSync(join(first.dir, "revisions"), join(second.dir, "revisions"), { recursive: true });
    await second.up();
    expect(await second.check()).toMatchObject({ sql: [], inSync: true });
    expect(await second.sql(rows)).toEqual([{ here: true, table: "thing", name: "total", value: "id * 2" }]);
    expect(await second.typeormDifference()).toEqual([]);
  });

  test("41: rows of typeorm_metadata are written where it is, and it is made where that is wished", async () => {
    const without = await openProject(target);
    without.declare(priced("id * 2"));
    await without.write();
    await without.up();
    expect(await without.sql("SELECT to_regclass('typeorm_metadata') AS it")).toEqual([{ it: null }]);
    expect(await without.check()).toMatchObject({ sql: [], inSync: true });
    without.configure({ typeormMetadata: "always" });
    await without.write();
    await without.up();
    expect(await without.sql(rows)).toHaveLength(1);
  });
});
