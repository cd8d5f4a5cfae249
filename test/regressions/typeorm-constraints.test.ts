import { EntitySchema, Index, PrimaryColumn, Entity as TypeormEntity } from "typeorm-1";
import { describe, expect, test } from "vitest";
import type { Target } from "../live/targets.js";
import {
  dialectTargets,
  id,
  onPostgres,
  openProject,
  tellChange,
  type Entity,
} from "../stories/told-project.js";

// The numbers are those of docs/typeorm-defects.md.

const integer = { type: "integer", nullable: true } as const;

/** A table of `a`, `b` and `c` with these constraints. */
const thing = (more: Partial<Entity> = {}): readonly Entity[] => [
  { name: "thing", columns: { id, a: integer, b: integer, c: integer }, ...more },
];

/** Tells a change of constraints over two rows, and gives its operations in short. */
async function tell(target: Target, before: readonly Entity[], after: readonly Entity[]) {
  const { result, project } = await tellChange(await openProject(target), {
    before,
    setup: "INSERT INTO thing (id, a, b, c) VALUES (1, 2, 3, 4), (2, 4, 5, 6)",
    after,
    rows: {
      before: "SELECT id, a, b, c FROM thing ORDER BY id",
      is: [
        { id: 1, a: 2, b: 3, c: 4 },
        { id: 2, a: 4, b: 5, c: 6 },
      ],
      becomes: [
        { id: 1, a: 2, b: 3, c: 4 },
        { id: 2, a: 4, b: 5, c: 6 },
      ],
    },
  });
  return { project, kinds: result.operations.map(({ kind }) => kind) };
}

describe.each(dialectTargets)("constraints and indexes that TypeORM overlooks on $name", (target) => {
  test("31: another expression under the name of a check", async () => {
    const check = (expression: string) => thing({ checks: [{ name: "CHK", expression }] });
    const { project, kinds } = await tell(target, check("a < 10"), check("a < 20"));
    expect(kinds).toEqual(["dropCheck", "createCheck"]);
    await expect(project.sql("INSERT INTO thing (id, a) VALUES (3, 20)")).rejects.toThrow(/check|CHK/i);
    await project.sql("INSERT INTO thing (id, a) VALUES (3, 19)");
  });

  test("33: the name of a single-column unique that is chosen later", async () => {
    const named = (name?: string) => thing({ uniques: [{ columns: ["a"], ...(name && { name }) }] });
    const { kinds } = await tell(target, named(), named("UQ_mine"));
    // On MySQL a unique constraint is an index.
    const mysql = target.dialect === "mysql";
    expect(kinds).toEqual([mysql ? "renameIndex" : "renameConstraint"]);
    expect((await tell(target, thing(), named("UQ_mine"))).kinds).toEqual([
      mysql ? "createIndex" : "createUnique",
    ]);
  });

  test("38: a unique inside an embedded stays", async () => {
    const part = new EntitySchema({
      name: "part",
      columns: { code: { type: "integer", unique: true, nullable: true } },
    });
    const model: readonly Entity[] = [
      {
        name: "whole",
        columns: { id },
        embeddeds: { part: { schema: part, prefix: "p_" } },
      },
    ];
    const project = await openProject(target);
    project.declare(model);
    expect((await project.write()).operations.map(({ kind }) => kind)).toEqual(["createTable"]);
    await project.up();
    expect(await project.check()).toMatchObject({ sql: [], inSync: true });
    await project.sql("INSERT INTO whole VALUES (1, 5)");
    await expect(project.sql("INSERT INTO whole VALUES (2, 5)")).rejects.toThrow(/unique|duplicate/i);
  });

  test.each([
    ["order of columns", {}, { columns: ["b", "a"] }],
    ["uniqueness", {}, { unique: true }],
  ])("39: an index with another %s under its name", async (_, was, is) => {
    const index = (more: object) => thing({ indices: [{ name: "IDX", columns: ["a", "b"], ...more }] });
    expect((await tell(target, index(was), index(is))).kinds).toEqual(["dropIndex", "createIndex"]);
  });

  test("39: a unique over other columns under its name", async () => {
    const unique = (...columns: string[]) => thing({ uniques: [{ name: "UQ", columns }] });
    const { kinds } = await tell(target, unique("a", "b"), unique("a", "c"));
    expect(kinds).toEqual(
      target.dialect === "mysql" ? ["dropIndex", "createIndex"] : ["dropUnique", "createUnique"],
    );
  });

  test("35: an index that no entity can declare stays; one that an entity claims is its owner's", async () => {
    const claimed = thing({ indices: [{ name: "claimed", columns: ["c"], synchronize: false }] });
    const project = await openProject(target);
    await tellChange(project, {
      before: thing(),
      setup:
        target.dialect === "mysql"
          ? "CREATE INDEX by_hand ON thing (b DESC, a); CREATE INDEX claimed ON thing (c)"
          : 'CREATE INDEX "by_hand" ON "thing" ((abs(a)), "b" DESC); CREATE INDEX "claimed" ON "thing" ("c")',
      after: claimed.map((entity) => ({
        ...entity,
        columns: { ...entity.columns, b: { type: "bigint", nullable: true } },
      })),
    });
    const dump = (await project.dump()).join("\n");
    expect(dump).toMatch(/by_hand/);
    expect(dump).toMatch(/claimed/);
  });
});

describe.each(dialectTargets.filter(({ dialect }) => dialect !== "mysql"))(
  "deferrable keys and partial indexes that TypeORM overlooks on $name",
  (target) => {
    test("32: deferrable that comes and goes", async () => {
      const owner: Entity = { name: "owner", columns: { id, next: integer } };
      const key = (deferrable?: string) => [
        owner,
        {
          ...thing()[0],
          name: "thing",
          columns: { id, a: integer, b: integer, c: integer },
          foreignKeys: [
            {
              target: "owner",
              columnNames: ["c"],
              referencedColumnNames: ["id"],
              ...(deferrable && { deferrable }),
            },
          ],
        },
      ];
      const project = await openProject(target);
      await tellChange(project, {
        before: key(),
        setup: "INSERT INTO owner (id) VALUES (4); INSERT INTO thing (id, c) VALUES (1, 4)",
        after: key("INITIALLY DEFERRED"),
        rows: { before: "SELECT c FROM thing", is: [{ c: 4 }], becomes: [{ c: 4 }] },
      });
      await project.sql(
        "BEGIN; INSERT INTO thing (id, c) VALUES (2, 9); INSERT INTO owner (id) VALUES (9); COMMIT",
      );
      project.declare(key("INITIALLY IMMEDIATE"));
      expect((await project.write()).operations).not.toEqual([]);
      await project.up();
      expect(await project.check()).toMatchObject({ sql: [], inSync: true });
    });

    test.each([
      ["predicate", { where: "a > 1" }, { where: "a > 2" }],
      ["predicate that goes", { where: "a > 1" }, {}],
    ])("39: an index with another %s under its name", async (_, was, is) => {
      const index = (more: object) => thing({ indices: [{ name: "IDX", columns: ["a", "b"], ...more }] });
      expect((await tell(target, index(was), index(is))).kinds).toEqual(["dropIndex", "createIndex"]);
    });
  },
);

describe.each(onPostgres)("constraints and indexes that TypeORM overlooks on $name alone", (target) => {
  test("32: a unique that becomes deferrable", async () => {
    const unique = (more: object) => thing({ uniques: [{ name: "UQ", columns: ["a"], ...more }] });
    const { project } = await tell(target, unique({}), unique({ deferrable: "INITIALLY DEFERRED" }));
    await project.sql(
      "BEGIN; UPDATE thing SET a = 4 WHERE id = 1; UPDATE thing SET a = 2 WHERE id = 2; COMMIT",
    );
  });

  test("36: an index that is built concurrently is built outside the transaction", async () => {
    const thing = function () {} as unknown as typeof Object;
    PrimaryColumn("integer")(thing.prototype, "id");
    TypeormEntity("thing")(thing);
    const project = await openProject(target);
    project.declare([thing]);
    await project.write();
    await project.up();
    Index("IDX", ["id"], { concurrent: true })(thing);
    project.declare([thing]);
    const { script } = await project.write();
    expect(script).toContain("concurrently: true");
    await project.up();
    expect(await project.sql(`SELECT indisvalid FROM pg_index WHERE indexrelid = '"IDX"'::regclass`)).toEqual(
      [{ indisvalid: true }],
    );
    expect(await project.check()).toMatchObject({ sql: [], inSync: true });
  });
});
