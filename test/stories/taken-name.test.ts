import { describe, expect, test } from "vitest";
import { dialectTargets, id, openProject } from "./told-project.js";

const text = { type: "varchar", nullable: true } as const;

describe.each(dialectTargets)("a rename onto a name that is taken on $name", (target) => {
  test("says what is dropped for it, and is refused where the entities want neither", async () => {
    const project = await openProject(target);
    project.declare([{ name: "thing", columns: { id, a: text, b: text } }]);
    await project.write();
    await project.up();
    await project.sql("INSERT INTO thing VALUES (1, 'x', 'y')");
    project.declare([{ name: "thing", columns: { id, c: text } }]);
    await expect(project.write({ rename: ["column:thing.a=b"] })).rejects.toMatchObject({
      code: "contradicting-answer",
      message: expect.stringContaining("the entities declare no column thing.b") as string,
    });
    project.declare([{ name: "thing", columns: { id, b: text } }]);
    const { hazards } = await project.write({ rename: ["column:thing.a=b"] });
    expect(hazards.filter(({ destroys }) => destroys)).toMatchObject([
      { rule: "drop-column", object: "thing.b_replaced" },
    ]);
    await project.up();
    expect(await project.sql("SELECT * FROM thing")).toEqual([{ id: 1, b: "x" }]);
  });
});
