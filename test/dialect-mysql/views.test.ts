import { mysql } from "@typeorm-autogen/dialect-mysql";
import type { View } from "@typeorm-autogen/model";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mysqlTargets } from "../live/targets.js";
import { openDatabase, type OpenDatabase } from "./database.js";

const tables = `
  CREATE TABLE items (id int PRIMARY KEY, price decimal(10,2), qty int, state varchar(20), n int);
  CREATE TABLE orders (id int PRIMARY KEY, item_id int, n int);
  INSERT INTO items VALUES (1, 2, 3, 'a', 1);
  INSERT INTO orders VALUES (1, 1, 1)`;

// By the manual, or by what the server answers to both: https://dev.mysql.com/doc/refman/8.4/en/view-syntax.html
const same: readonly (readonly [string, string])[] = [
  ["SELECT id FROM items", "select `id` from `items` -- all of them"],
  ["SELECT * FROM items", "SELECT id, price, qty, state, n FROM items"],
  [
    "SELECT id FROM items WHERE state IN ('a', \"b\")",
    "SELECT items.id FROM items WHERE (state in ('a','b'))",
  ],
  ["SELECT count(*) AS c FROM items", "SELECT COUNT(*) c FROM items"],
  [
    "SELECT id FROM items i WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.n = i.n AND EXISTS (SELECT 1 FROM items))",
    "SELECT id FROM items i WHERE NOT EXISTS (SELECT * FROM orders o WHERE o.n = i.n AND EXISTS (SELECT 1 FROM items LIMIT 1))",
  ],
  ["SELECT id FROM items WHERE NOT (qty > 1)", "SELECT id FROM items WHERE qty <= 1"],
];

const different: readonly (readonly [string, string])[] = [
  ["SELECT id FROM items WHERE id = 1", "SELECT id FROM items WHERE id = 2"],
  ["SELECT price AS p FROM items", "SELECT price AS q FROM items"],
  [
    "SELECT id FROM items WHERE id IN (SELECT item_id FROM orders)",
    "SELECT id FROM items WHERE id IN (SELECT n FROM orders)",
  ],
  [
    "SELECT id FROM items WHERE EXISTS (SELECT 1 FROM orders WHERE n = 1)",
    "SELECT id FROM items WHERE EXISTS (SELECT 1 FROM orders WHERE n = 2)",
  ],
  [
    "SELECT i.id FROM items i LEFT JOIN orders o ON o.id = i.id",
    "SELECT i.id FROM items i LEFT JOIN orders o ON o.id = i.n",
  ],
  ["SELECT id, qty FROM items WHERE id = 1", "SELECT id, n AS qty FROM items WHERE id = 1"],
  ["SELECT id FROM items ORDER BY id", "SELECT id FROM items ORDER BY id DESC"],
  ["SELECT id FROM items", "SELECT DISTINCT id FROM items"],
  ["SELECT id FROM items", "SELECT id FROM nowhere"],
  ["SELECT id FROM items", "SELECT nothing FROM items"],
];

describe.each(mysqlTargets)("views on $name", (target) => {
  let database: OpenDatabase;
  beforeAll(async () => {
    database = await openDatabase(target);
    await database.connection.execute(tables);
  });
  afterAll(() => database.drop());

  /** What the server makes of a query, and whether it is that one again. */
  async function judged(query: string, declared: string) {
    await database.connection.execute(`CREATE OR REPLACE VIEW judged AS ${query}`);
    const live = (await database.readNormal()).views.find(({ name }) => name === "judged");
    const question = { live: live as View, declared: { schema: null, name: "judged", definition: declared } };
    const [verdict] = await mysql.judgeViews!(database.connection, [question], database.facts);
    return verdict;
  }

  test.each([...same, ...different.map(([query]) => [query, query] as const)])(
    "%s is %s",
    async (one, other) => {
      expect(await judged(one, other)).toEqual({ equivalent: true });
    },
  );

  test.each(different)("%s is not %s", async (one, other) => {
    expect(await judged(one, other)).toEqual({ equivalent: false });
  });

  test("a text of two statements, or with a comment that is run, is put before no server", async () => {
    for (const text of ["SELECT 1; DROP TABLE items", "SELECT 1 /*! , 2 */"])
      expect(await judged("SELECT id FROM items", text)).toMatchObject({
        equivalent: false,
        unjudged: /it holds/,
      });
    expect((await database.readNormal()).tables).toHaveLength(2);
  });

  test("keep their account, algorithm, security and check option when their query is replaced", async () => {
    const { connection } = database;
    await connection.execute("CREATE USER IF NOT EXISTS autogen_view_owner");
    await connection.execute(
      "CREATE ALGORITHM = MERGE DEFINER = autogen_view_owner SQL SECURITY INVOKER VIEW kept AS SELECT id FROM items WHERE id > 1 WITH LOCAL CHECK OPTION",
    );
    const read = async () => (await database.readNormal()).views.find(({ name }) => name === "kept") as View;
    const before = await read();
    expect(before).toMatchObject({
      options: { algorithm: "merge", security: "invoker", checkOption: "local" },
      owner: "autogen_view_owner@%",
    });
    const { owner: _, ...view } = { ...before, definition: "SELECT id FROM items WHERE id > 2 # two" };
    await database.apply([{ kind: "alterView", view, was: before.definition }]);
    expect(await read()).toEqual({ ...before, definition: (await read()).definition });
    expect((await read()).definition).toContain("> 2");
    await database.apply([
      { kind: "dropView", view: { schema: null, name: "kept" }, was: view },
      { kind: "createView", view },
    ]);
    expect(await read()).toMatchObject({ owner: "autogen_view_owner@%", options: before.options });
    await connection.execute("DROP VIEW kept");
    await connection.execute("DROP USER autogen_view_owner");
  });
});
