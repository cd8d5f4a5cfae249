import { describe, expect, test } from "vitest";
import { sqliteTargets, type Target } from "../live/targets.js";
import { id, openProject, tellChange, type Entity } from "../stories/told-project.js";
import { linesOf } from "../entities/synchronise-story.js";

// The numbers are those of docs/typeorm-defects.md. What SQLite cannot alter, it builds anew.

const open = (target: Target) => openProject(target, linesOf(target)[0]);

const thing = (type: string, more: object = {}): readonly Entity[] => [
  {
    name: "thing",
    columns: { id, a: { type, nullable: true }, b: { type: "varchar", nullable: true, ...more } },
  },
];

describe.each(sqliteTargets)("tables that are built anew on $name", (target) => {
  test("50, 55: rows that hang on the table by ON DELETE CASCADE and SET NULL stay, up and down", async () => {
    const parent = (type: string): Entity => ({
      name: "parent",
      columns: { id, a: { type, nullable: true } },
      relations: {
        boss: {
          type: "many-to-one",
          target: "parent",
          joinColumn: true,
          nullable: true,
          onDelete: "CASCADE",
        },
      },
    });
    const child: Entity = {
      name: "child",
      columns: { id },
      relations: {
        parent: { type: "many-to-one", target: "parent", joinColumn: true, onDelete: "CASCADE" },
        other: {
          type: "many-to-one",
          target: "parent",
          joinColumn: true,
          nullable: true,
          onDelete: "SET NULL",
        },
      },
    };
    const rows = [
      { id: 1, parentId: 1, otherId: 2 },
      { id: 2, parentId: 2, otherId: 2 },
    ];
    await tellChange(await open(target), {
      before: [parent("integer"), child],
      setup:
        "INSERT INTO parent VALUES (1, 5, NULL), (2, 6, 1); INSERT INTO child VALUES (1, 1, 2), (2, 2, 2)",
      after: [parent("varchar"), child],
      rows: { before: `SELECT id, "parentId", "otherId" FROM child ORDER BY id`, is: rows, becomes: rows },
    });
  });

  test("51: collations stay when another column changes", async () => {
    const { project } = await tellChange(await open(target), {
      before: thing("integer", { collation: "NOCASE" }),
      setup: "INSERT INTO thing VALUES (1, 2, 'X')",
      after: thing("bigint", { collation: "NOCASE" }),
    });
    expect(await project.sql("SELECT id FROM thing WHERE b = 'x'")).toEqual([{ id: 1 }]);
    expect((await project.dump()).join()).toContain("COLLATE NOCASE");
  });

  test("52: a table without rowid stays one", async () => {
    const bare = (type: string) => thing(type).map((entity) => ({ ...entity, withoutRowid: true }));
    const { project } = await tellChange(await open(target), {
      before: bare("integer"),
      setup: "INSERT INTO thing VALUES (1, 2, 'x')",
      after: bare("varchar"),
    });
    await expect(project.sql("SELECT rowid FROM thing")).rejects.toThrow("no such column: rowid");
  });

  test("53: a key into an attached file, which SQLite does not have, is refused by name", async () => {
    const project = await open(target);
    project.declare([
      { name: "far", database: "far.db", columns: { id } },
      {
        name: "near",
        columns: { id },
        relations: { far: { type: "many-to-one", target: "far", joinColumn: true } },
      },
    ]);
    await expect(project.write()).rejects.toThrow(/^unsupported: .*far/);
  });

  test("54: triggers, deferrable keys and indexes over expressions stay, and STRICT does", async () => {
    const model = (type: string): readonly Entity[] => [
      { name: "owner", columns: { id } },
      {
        name: "thing",
        columns: { id, a: { type, nullable: true } },
        relations: {
          owner: { type: "many-to-one", target: "owner", joinColumn: true, deferrable: "INITIALLY DEFERRED" },
        },
      },
      { name: "strict", columns: { id, a: { type: "text", nullable: type === "varchar" } } },
    ];
    const kept = [
      `CREATE INDEX "by_hand" ON "thing" ((abs("a")), "id" DESC)`,
      "CREATE TRIGGER counts AFTER DELETE ON thing BEGIN UPDATE owner SET id = id + 10; END",
    ];
    const project = await open(target);
    await tellChange(project, {
      before: model("integer"),
      setup: `${kept.join(";")};
        DROP TABLE strict;
        CREATE TABLE "strict" ("id" integer PRIMARY KEY NOT NULL, "a" text NOT NULL) STRICT;
        BEGIN; INSERT INTO thing VALUES (1, 2, 7); INSERT INTO owner VALUES (7); COMMIT`,
      after: model("varchar"),
      rows: { before: "SELECT id FROM owner", is: [{ id: 7 }], becomes: [{ id: 7 }] },
    });
    const dump = (await project.dump()).join("\n");
    for (const text of [...kept, "DEFERRABLE INITIALLY DEFERRED", "STRICT"]) expect(dump).toContain(text);
    await expect(project.sql("INSERT INTO strict VALUES (1, x'00')")).rejects.toThrow("cannot store BLOB");
  });
});
