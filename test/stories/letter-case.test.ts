import { describe, expect, test } from "vitest";
import { mysqlTargets } from "../live/targets.js";
import { dialectTargets, id, openProject, tellChange, type Entity } from "./told-project.js";

const text = { type: "varchar", length: 20, nullable: true } as const;

const model = (table: string, column: string): readonly Entity[] => [
  {
    name: "person",
    tableName: table,
    columns: { id, [column]: text },
    indices: [{ columns: [column] }],
    uniques: [{ columns: ["id", column] }],
  },
  {
    name: "visit",
    columns: { id, who: { type: "integer", nullable: true } },
    foreignKeys: [{ target: "person", columnNames: ["who"], referencedColumnNames: ["id"] }],
  },
];

describe.each([...dialectTargets, ...mysqlTargets])("names that differ in letter case on $name", (target) => {
  test("are renamed, with rows and what refers to them", async () => {
    const [before, after] =
      target.dialect === "mysql" ? ["person", "person"] : (["person", "Person"] as const);
    const quoted = target.dialect === "mysql" ? after : `"${after}"`;
    await tellChange(await openProject(target), {
      before: model(before, "fullName"),
      setup: "INSERT INTO person VALUES (1, 'x'); INSERT INTO visit VALUES (1, 1)",
      after: model(after, "fullname"),
      answers: { renames: "auto" },
      rows: {
        before: "SELECT * FROM person",
        is: [{ id: 1, fullName: "x" }],
        after: `SELECT * FROM ${quoted}`,
        becomes: [{ id: 1, fullname: "x" }],
      },
    });
  });

  test.each([
    ["need no answer where the server takes them for one", {}],
    ["may be answered all the same", { rename: ["column:person.fullName=FULLNAME"] }],
  ])("%s", async (_, answers) => {
    if (target.dialect === "postgres") return;
    const project = await openProject(target);
    project.declare(model("person", "fullName"));
    await project.write();
    await project.up();
    project.declare(model("person", "FULLNAME"));
    const { operations } = await project.write({ renames: "never", ...answers });
    await project.up();
    expect(JSON.stringify(operations)).toContain('"kind":"renameColumn"');
    expect((await project.check()).sql).toEqual([]);
  });
});
