import { describe, expect, test } from "vitest";
import { dialectTargets, id, openProject, tellChange, type Entity } from "../stories/told-project.js";

// The numbers are those of docs/typeorm-defects.md.

const thing = (type: string): Entity => ({
  name: "thing",
  columns: { id, size: { type, nullable: true }, kind: { type: "varchar", length: 9, nullable: true } },
});
const view = (name: string, expression: string): Entity => ({ name, type: "view", expression, columns: {} });
const large = (least: number) => view("large", `SELECT id, size, kind FROM thing WHERE size > ${least}`);

describe.each(dialectTargets)("views that TypeORM mishandles on $name", (target) => {
  const rows = "INSERT INTO thing VALUES (1, 5, 'a'), (2, 50, 'b')";
  const first = [{ id: 2 }];

  test("42, 43: views are built after what they read and go before it, whatever the order of the entities", async () => {
    const chain = [
      view("a_last", "SELECT id FROM middle"),
      view("middle", "SELECT id FROM z_first"),
      view("z_first", "SELECT id FROM thing WHERE size > 10"),
    ];
    const { result } = await tellChange(await openProject(target), {
      before: [],
      after: [...chain, thing("integer")],
    });
    expect(result.operations.map(({ kind }) => kind)).toEqual([
      "createTable",
      "createView",
      "createView",
      "createView",
    ]);
  });

  test("44: a view that changes is replaced in place, and what reads it stays", async () => {
    const reader = view("reader", "SELECT id FROM large");
    const { result } = await tellChange(await openProject(target), {
      before: [thing("integer"), large(10), reader],
      setup: rows,
      after: [thing("integer"), large(1), reader],
      rows: { before: "SELECT id FROM reader ORDER BY id", is: first, becomes: [{ id: 1 }, { id: 2 }] },
    });
    expect(result.operations.map(({ kind }) => kind)).toEqual(["alterView"]);
  });

  test("45: a column that a view reads changes under it", async () => {
    await tellChange(await openProject(target), {
      before: [thing("integer"), large(10)],
      setup: rows,
      after: [thing("bigint"), large(10)],
      rows: { before: "SELECT id FROM large", is: first, becomes: first },
    });
  });
});
