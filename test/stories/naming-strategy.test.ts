import { DefaultNamingStrategy, type Table } from "typeorm-1";
import { describe, expect, test } from "vitest";
import { dialectTargets, id, openProject, tellChange, type Entity } from "./told-project.js";

/** Names as a person would choose them, in place of TypeORM's digests. */
class SpokenNames extends DefaultNamingStrategy {
  override primaryKeyName(table: Table | string, columns: string[]): string {
    return this.#name("pk", table, columns);
  }

  override foreignKeyName(table: Table | string, columns: string[]): string {
    return this.#name("fk", table, columns);
  }

  override indexName(table: Table | string, columns: string[]): string {
    return this.#name("ix", table, columns);
  }

  override uniqueConstraintName(table: Table | string, columns: string[]): string {
    return this.#name("uq", table, columns);
  }

  override checkConstraintName(table: Table | string): string {
    return this.#name("ck", table, []);
  }

  #name(kind: string, table: Table | string, columns: readonly string[]): string {
    return [kind, typeof table === "string" ? table : table.name, ...columns].join("_");
  }
}

const integer = { type: "integer", nullable: true } as const;
const model: readonly Entity[] = [
  { name: "owner", columns: { id } },
  {
    name: "thing",
    columns: { id, size: integer, owner: integer },
    indices: [{ columns: ["size"] }],
    uniques: [{ columns: ["size", "owner"] }],
    checks: [{ expression: "size > 1" }],
    foreignKeys: [{ target: "owner", columnNames: ["owner"], referencedColumnNames: ["id"] }],
  },
];

describe.each(dialectTargets)("another naming strategy on $name", (target) => {
  test("renames what has a name, keeps the rows and goes back", async () => {
    const { result } = await tellChange(await openProject(target), {
      before: model,
      setup: "INSERT INTO owner VALUES (1); INSERT INTO thing VALUES (1, 2, 1)",
      after: model,
      afterOptions: { namingStrategy: new SpokenNames() },
      rows: {
        before: "SELECT * FROM thing",
        is: [{ id: 1, size: 2, owner: 1 }],
        becomes: [{ id: 1, size: 2, owner: 1 }],
      },
    });
    if (target.dialect !== "postgres") return;
    expect(result.operations.filter(({ kind }) => !kind.startsWith("rename"))).toEqual([]);
  });
});
