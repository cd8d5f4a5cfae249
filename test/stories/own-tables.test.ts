import { describe, expect, test } from "vitest";
import { id, onPostgres, openProject, tellChange, type Entity } from "./told-project.js";

const users: readonly Entity[] = [{ name: "users", columns: { id } }];
const placed: readonly Entity[] = [...users, { name: "audit", schema: "public", columns: { id } }];

describe.each(onPostgres)("Autogen's own tables on $name", (target) => {
  test("lie in the DataSource's schema from the first run on, which creates it, and stay when all goes back", async () => {
    const project = await openProject(target);
    const where = `SELECT schemaname FROM pg_tables WHERE tablename LIKE 'autogen%' GROUP BY 1`;
    project.declare(placed, { schema: "app" });
    await project.write();
    await project.up();
    expect(await project.sql(where)).toEqual([{ schemaname: "app" }]);
    expect(await project.check()).toMatchObject({ sql: [], inSync: true });
    await project.down("base");
    expect(await project.sql(where)).toEqual([{ schemaname: "app" }]);
    await project.up();
    expect(await project.check()).toMatchObject({ sql: [], inSync: true });
  });

  test("of another application in the same database are neither read nor dropped", async () => {
    const first = await openProject(target);
    first.declare(users);
    await first.write();
    await first.up();
    const second = await openProject(target, "1", first.fresh);
    second.declare(placed, { schema: "app" });
    const { operations } = await second.write({ renames: "never" });
    expect(operations.map(({ kind }) => kind)).toEqual([
      "createSchema",
      "createTable",
      "createTable",
      "dropTable",
    ]);
    await second.up();
    expect(await first.sql("SELECT count(*)::integer AS n FROM public.autogen_version")).toEqual([{ n: 1 }]);
  });

  test("are not disturbed by enum values that are committed on the way, whatever the schema", async () => {
    const thing = (values: readonly string[]): readonly Entity[] => [
      { name: "thing", columns: { id, mood: { type: "enum", enum: values, default: values[0] } } },
      { name: "audit", schema: "public", columns: { id } },
    ];
    await tellChange(await openProject(target), {
      before: thing(["x"]),
      options: { schema: "app" },
      setup: "INSERT INTO app.thing VALUES (1, 'x')",
      after: thing(["y", "x"]),
      rows: { before: "SELECT mood::text FROM app.thing", is: [{ mood: "x" }], becomes: [{ mood: "x" }] },
    });
  });
});
