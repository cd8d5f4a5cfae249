import { describe, test } from "vitest";
import { id, onPostgres, openProject, tellChange, type Entity } from "./told-project.js";

const thing = (type: string): readonly Entity[] => [
  { name: "thing", columns: { id, value: { type, nullable: true } } },
];

describe.each(onPostgres)("a type that changes on $name", (target) => {
  test.each([
    ["text", "bytea", "é", "\\xc3a9"],
    ["varchar", "integer", "12", "12"],
    ["integer", "boolean", "1", "true"],
    ["json", "jsonb", '{"a": 1}', '{"a": 1}'],
    ["text", "uuid", "7c9e6679-7425-40de-944b-e07fc1f90ae7", "7c9e6679-7425-40de-944b-e07fc1f90ae7"],
  ])("from %s to %s keeps the value, and gives it back", async (from, to, value, becomes) => {
    await tellChange(await openProject(target), {
      before: thing(from),
      setup: `INSERT INTO thing VALUES (1, '${value}'), (2, NULL)`,
      after: thing(to),
      rows: {
        before: "SELECT value::text FROM thing ORDER BY id",
        is: [{ value }, { value: null }],
        becomes: [{ value: becomes }, { value: null }],
      },
    });
  });
});
