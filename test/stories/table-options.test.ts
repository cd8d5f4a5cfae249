import { describe, test } from "vitest";
import { onSqlite, openProject, tellChange, type Entity } from "./told-project.js";

const setting = (withoutRowid: boolean): readonly Entity[] => [
  { name: "owner", columns: { id: { type: "integer", primary: true } } },
  {
    name: "setting",
    withoutRowid,
    columns: {
      name: { type: "varchar", primary: true },
      value: { type: "text", nullable: true },
      owner: { type: "integer", nullable: true },
    },
    indices: [{ columns: ["value"], where: '"value" IS NOT NULL' }],
    foreignKeys: [{ target: "owner", columnNames: ["owner"], referencedColumnNames: ["id"] }],
  },
];

describe.each(onSqlite)("WITHOUT ROWID on $name", (target) => {
  test.each([
    ["comes", false, true],
    ["goes", true, false],
  ])("%s by a rebuild that keeps rows, index, foreign key and trigger", async (_, before, after) => {
    await tellChange(await openProject(target), {
      before: setting(before),
      setup: `INSERT INTO owner VALUES (7);
        INSERT INTO setting VALUES ('a', 'x', 7), ('b', NULL, NULL);
        CREATE TABLE log (name text);
        CREATE TRIGGER logs AFTER UPDATE ON setting BEGIN INSERT INTO log VALUES (new.name); END`,
      after: [
        ...setting(after),
        { name: "log", synchronize: false, columns: { name: { type: "text", primary: true } } },
      ],
      rows: {
        before: "SELECT * FROM setting ORDER BY name",
        is: [
          { name: "a", value: "x", owner: 7 },
          { name: "b", value: null, owner: null },
        ],
        becomes: [
          { name: "a", value: "x", owner: 7 },
          { name: "b", value: null, owner: null },
        ],
      },
    });
  });
});
