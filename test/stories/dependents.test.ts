import { describe, expect, test } from "vitest";
import { id, onPostgres, onSqlite, openProject, type Entity, type ToldProject } from "./told-project.js";

const thing = (type?: string): readonly Entity[] => [
  { name: "thing", columns: { id, ...(type !== undefined && { size: { type, nullable: true } }) } },
];

async function refuse(project: ToldProject, byHand: string, after: readonly Entity[], message: RegExp) {
  project.declare(thing("integer"));
  await project.write();
  await project.up();
  await project.sql("INSERT INTO thing VALUES (1, 2)");
  await project.sql(byHand);
  const before = await project.dump();
  project.declare(after);
  await project.write({ verify: false });
  await expect(project.up("head", { preflight: false })).rejects.toThrow(message);
  expect(await project.dump()).toEqual(before);
  expect(await project.sql("SELECT * FROM thing")).toEqual([{ id: 1, size: 2 }]);
}

describe.each(onPostgres)("what reads a column on $name stays, also where nobody looks first", (target) => {
  const next =
    "Hint: drop what depends on it before, by op.execute in the script, and create it again afterwards";

  test.each([
    ["a view, under a drop", "CREATE VIEW v AS SELECT size FROM thing", "view v depends on column size"],
    [
      "a policy, under a drop",
      "CREATE POLICY p ON thing USING (size > 1)",
      "policy p on table thing depends on column size",
    ],
  ])("%s", async (_, byHand, object) => {
    const message = new RegExp(`${object}.*${next}`);
    await refuse(await openProject(target), byHand, thing(), message);
  });

  test("a policy and materialized views with all that is said of their indexes, under another type, are carried through", async () => {
    const project = await openProject(target);
    project.declare(thing("integer"));
    await project.write();
    await project.up();
    const view = (name: string) => `CREATE MATERIALIZED VIEW ${name} AS SELECT size FROM thing;
      CREATE INDEX by_size ON ${name} (size);
      ALTER MATERIALIZED VIEW ${name} CLUSTER ON by_size;`;
    await project.sql(`CREATE POLICY p ON thing USING (size > 1);
      CREATE SCHEMA elsewhere;
      ${view("m")} COMMENT ON INDEX by_size IS 'it''s read often';
      ${view("elsewhere.m")} COMMENT ON INDEX elsewhere.by_size IS 'there too'`);
    const before = await project.dump();
    project.declare(thing("bigint"));
    await project.write();
    await project.up();
    const policies = "SELECT policyname, qual FROM pg_policies WHERE tablename = 'thing'";
    expect(await project.sql(policies)).toEqual([{ policyname: "p", qual: "(size > 1)" }]);
    const indexes = `SELECT indrelid::regclass::text AS view, indisclustered, obj_description(indexrelid) AS comment
      FROM pg_index WHERE indexrelid::regclass::text ~ 'by_size' ORDER BY 1`;
    expect(await project.sql(indexes)).toEqual([
      { view: "elsewhere.m", indisclustered: true, comment: "there too" },
      { view: "m", indisclustered: true, comment: "it's read often" },
    ]);
    await project.down();
    expect(await project.dump()).toEqual(before);
  });
});

describe.each(onSqlite)("what reads a column on $name stays, and stops the change in words", (target) => {
  test("a view, under a drop", async () => {
    const view = "CREATE VIEW v AS SELECT size FROM thing";
    await refuse(
      await openProject(target),
      view,
      thing(),
      /error in view v after drop column: no such column: size/,
    );
  });
});
