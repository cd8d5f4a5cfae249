import { afterEach, describe, expect, test } from "vitest";
import type { Operation, TableChange } from "@typeorm-autogen/ops";
import { qualify } from "@typeorm-autogen/model";
import { sqliteTargets } from "../live/targets.js";
import { applyAndCompare, sandbox, type Sandbox } from "./sandbox.js";

const open: Sandbox[] = [];
afterEach(async () => {
  for (const box of open.splice(0)) await box.end();
});

const alter = (name: string, ...changes: Record<string, unknown>[]): Operation => ({
  kind: "alterTable",
  table: qualify(name),
  changes: changes.map((change) => ({ table: qualify(name), ...change })) as unknown as TableChange[],
});

describe.each(sqliteTargets)("on $name", (target) => {
  const start = async (sql: string): Promise<Sandbox> => {
    const box = await sandbox(target, sql);
    open.push(box);
    return box;
  };

  test("a rebuild keeps rows, the counter, child rows, triggers, views and indexes", async () => {
    const box = await start(`
      CREATE TABLE parent (id INTEGER PRIMARY KEY AUTOINCREMENT, name varchar(20) NOT NULL COLLATE NOCASE, n int DEFAULT 5 CHECK (n > 0));
      CREATE TABLE child (id integer primary key, p int REFERENCES parent(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED);
      CREATE TABLE log (what text);
      CREATE UNIQUE INDEX part ON parent (lower(name) COLLATE nocase DESC, n) WHERE n > 1;
      CREATE TRIGGER parent_ai AFTER INSERT ON parent BEGIN INSERT INTO log VALUES (NEW.name); END;
      CREATE VIEW shown AS SELECT id, name FROM parent WHERE n > 1;
      CREATE TRIGGER shown_ii INSTEAD OF INSERT ON shown BEGIN INSERT INTO parent (name) VALUES (NEW.name); END;
      INSERT INTO parent (name, n) VALUES ('a', 1), ('b', 2), ('c', 3);
      INSERT INTO child (p) VALUES (1), (2);
      DELETE FROM parent WHERE id = 3;
      DELETE FROM log;`);
    await applyAndCompare(box, [
      alter("parent", {
        kind: "alterColumn",
        column: "name",
        to: { type: { name: "varchar", arguments: [50] } },
      }),
    ]);
    expect(await box.rows("SELECT * FROM parent")).toEqual([
      { id: 1, name: "a", n: 1 },
      { id: 2, name: "b", n: 2 },
    ]);
    expect(await box.rows("SELECT p FROM child")).toEqual([{ p: 1 }, { p: 2 }]);
    expect(await box.rows("SELECT * FROM log")).toEqual([]);
    await box.exec("INSERT INTO shown (name) VALUES ('d')");
    expect(await box.rows("SELECT id FROM parent WHERE name = 'D'")).toEqual([{ id: 4 }]);
    expect(await box.rows("SELECT * FROM log")).toEqual([{ what: "d" }]);
  });
});
