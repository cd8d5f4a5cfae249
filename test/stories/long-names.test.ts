import { describe, expect, test } from "vitest";
import { mysqlTargets } from "../live/targets.js";
import { dialectTargets, openProject, tellChange, type Entity } from "./told-project.js";

// The default names of its enum type and sequences are longer than the 63 bytes that PostgreSQL keeps.
const long = (word: string): readonly Entity[] => [
  {
    name: "owner",
    tableName: `${word}_of_a_rather_long_winded_name_as_frameworks_make_them`,
    columns: {
      counter_that_counts_how_many_there_were: { type: "integer", primary: true, generated: "increment" },
      label: { type: "varchar", nullable: true },
    },
    indices: [{ columns: ["label"] }],
  },
];

describe.each([...dialectTargets, ...mysqlTargets])("long names on $name", (target) => {
  test("converge, and follow the table's rename", async () => {
    const { project } = await tellChange(await openProject(target), {
      before: long("table"),
      setup: `INSERT INTO table_of_a_rather_long_winded_name_as_frameworks_make_them (label) VALUES ('x')`,
      after: long("thing"),
      answers: {
        rename: [
          "table:table_of_a_rather_long_winded_name_as_frameworks_make_them=" +
            "thing_of_a_rather_long_winded_name_as_frameworks_make_them",
        ],
      },
    });
    await project.sql(
      `INSERT INTO thing_of_a_rather_long_winded_name_as_frameworks_make_them (label) VALUES ('y')`,
    );
    expect(
      await project.sql(
        `SELECT counter_that_counts_how_many_there_were AS n FROM thing_of_a_rather_long_winded_name_as_frameworks_make_them ORDER BY 1`,
      ),
    ).toEqual([{ n: 1 }, { n: 2 }]);
  });
});
