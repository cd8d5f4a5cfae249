import { describe, expect, test } from "vitest";
import { dialectTargets, id, openProject } from "./told-project.js";

const text = { type: "varchar", nullable: true } as const;

describe.each(dialectTargets)("a rename onto a name that is taken on $name", (target) => {
  test("is refused instead of being passed over, which would drop the column that was to be kept", async () => {
    const project = await openProject(target);
    project.declare([{ name: "thing", columns: { id, a: text, b: text } }]);
    await project.write();
    await project.up();
    project.declare([{ name: "thing", columns: { id, b: text } }]);
    await expect(project.write({ rename: ["column:thing.a=b"] })).rejects.toMatchObject({
      code: "contradicting-answer",
      message: expect.stringContaining("the database has both column thing.a and column thing.b") as string,
    });
  });
});
