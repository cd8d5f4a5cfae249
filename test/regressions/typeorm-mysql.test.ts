import { describe, expect, test } from "vitest";
import { DefaultNamingStrategy, type Table } from "typeorm-1";
import { mysqlTargets } from "../live/targets.js";
import { id, openProject, tellChange, type Entity } from "../stories/told-project.js";

// The numbers are those of docs/typeorm-defects.md.

const thing = (columns: Entity["columns"], more: Partial<Entity> = {}): readonly Entity[] => [
  { name: "thing", columns: { id, ...columns }, ...more },
];
const varchar = { type: "varchar", length: 20 };

describe.each(mysqlTargets)("what TypeORM mishandles on $name", (target) => {
  test("4, 56: another collation or character set is seen, and converts the text in place", async () => {
    const text = (charset: string, collation: string) => ({ ...varchar, charset, collation });
    const { result } = await tellChange(await openProject(target), {
      before: thing({
        a: text("latin1", "latin1_swedish_ci"),
        b: { ...varchar, collation: "utf8mb4_unicode_ci" },
      }),
      setup: "INSERT INTO thing VALUES (1, 'Zoë', 'ß')",
      after: thing({ a: text("utf8mb4", "utf8mb4_bin"), b: { ...varchar, collation: "utf8mb4_bin" } }),
      answers: { acceptDataLoss: true },
      rows: {
        before: "SELECT a, b FROM thing",
        is: [{ a: "Zoë", b: "ß" }],
        becomes: [{ a: "Zoë", b: "ß" }],
      },
    });
    expect(result.operations.map(({ kind }) => kind)).toEqual(["alterColumn", "alterColumn"]);
  });

  test.each(["mysql", "mariadb"])(
    "20: the server says which it is, whatever the options' type %s says",
    async (type) => {
      const project = await openProject(target);
      const model = thing({
        uuid: { type: "varchar", length: 36 },
        json: { type: "json", nullable: true },
        at: { type: "datetime", createDate: true },
        yes: { type: "boolean", default: true },
        text: { type: "text", nullable: true },
      });
      project.declare(model, { type });
      await project.write();
      await project.up();
      expect(await project.check()).toMatchObject({ sql: [], inSync: true });
      expect(await project.write()).toMatchObject({ path: null });
    },
  );

  test("29: an enum with a character set and a collation", async () => {
    const mood = {
      type: "enum",
      enum: ["a", "b"],
      charset: "utf8mb4",
      collation: "utf8mb4_bin",
      default: "a",
    };
    await tellChange(await openProject(target), {
      before: thing({ other: varchar }),
      after: thing({ other: varchar, mood }),
      setup: "INSERT INTO thing VALUES (1, 'x')",
      rows: {
        before: "SELECT * FROM thing",
        is: [{ id: 1, other: "x" }],
        becomes: [{ id: 1, other: "x", mood: "a" }],
      },
    });
  });

  test("34: another naming strategy for uniques is one difference, which then settles", async () => {
    const uniques = thing({ a: varchar, b: varchar }, { uniques: [{ columns: ["a", "b"] }] });
    await tellChange(await openProject(target), {
      before: uniques,
      setup: "INSERT INTO thing VALUES (1, 'x', 'y')",
      after: uniques,
      afterOptions: { namingStrategy: new SpokenUniques() },
    });
  });

  test("37: an index that a foreign key needs makes way without the key", async () => {
    const integer = { type: "integer", nullable: true };
    const model = (columns: readonly string[]): readonly Entity[] => [
      { name: "owner", columns: { id } },
      ...thing(
        { owner: integer, size: integer },
        {
          indices: [{ name: "IDX_owner", columns }],
          foreignKeys: [{ target: "owner", columnNames: ["owner"], referencedColumnNames: ["id"] }],
        },
      ),
    ];
    const none = model(["owner"]).map(({ indices: _, ...entity }) => entity as Entity);
    const rows = [{ owner: 7, size: 3 }];
    const setup = "INSERT INTO owner VALUES (7); INSERT INTO thing VALUES (1, 7, 3)";
    for (const after of [model(["owner", "size"]), model(["size"]), none])
      await tellChange(await openProject(target), {
        before: model(["owner"]),
        setup,
        after,
        rows: { before: "SELECT owner, size FROM thing", is: rows, becomes: rows },
      });
  });
});

class SpokenUniques extends DefaultNamingStrategy {
  override uniqueConstraintName(table: Table | string, columns: string[]): string {
    return ["uq", typeof table === "string" ? table : table.name, ...columns].join("_");
  }

  override indexName(table: Table | string, columns: string[]): string {
    return ["ix", typeof table === "string" ? table : table.name, ...columns].join("_");
  }
}
