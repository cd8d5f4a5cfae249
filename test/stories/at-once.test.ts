import { describe, expect, test } from "vitest";
import { dialectTargets, id, openProject } from "./told-project.js";

describe.each(dialectTargets)("runners at once on $name", (target) => {
  test("one runs the revision, the others find it done", async () => {
    const project = await openProject(target);
    project.declare([{ name: "thing", columns: { id } }]);
    await project.write();
    const runs = await Promise.all([project.up(), project.up(), project.up()]);
    expect(runs.flatMap(({ revisions }) => revisions)).toHaveLength(1);
    expect(await project.check()).toMatchObject({ inSync: true, sql: [] });
  });
});
