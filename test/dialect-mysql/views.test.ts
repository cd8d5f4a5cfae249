import { mysql } from "@typeorm-autogen/dialect-mysql";
import type { View } from "@typeorm-autogen/model";
import { reverse, type Operation } from "@typeorm-autogen/ops";
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
  [
    "SELECT state, n, concat(state, n) AS both_of, sum(qty) + 1 AS s, avg(DISTINCT qty) AS a FROM items GROUP BY state, n WITH ROLLUP",
    "SELECT state, n, concat(state, n) both_of, sum(qty)+1 s, avg(distinct qty) a FROM items GROUP BY state, n WITH ROLLUP",
  ],
  [
    "WITH RECURSIVE r (n, `m m`) AS (SELECT 1, id i FROM items UNION ALL SELECT n + 1, 2 FROM r WHERE n < 5) SELECT * FROM r",
    "WITH RECURSIVE r (n, `m m`) AS (SELECT 1 AS x, items.id FROM items UNION ALL SELECT n + 1, 2 FROM r WHERE n < 5) SELECT r.n, `m m` FROM r",
  ],
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
  [
    "WITH RECURSIVE r (n, m) AS (SELECT 1, 2 UNION ALL SELECT n + 1, m FROM r WHERE n < 5) SELECT n, m FROM r",
    "WITH RECURSIVE r (m, n) AS (SELECT 1, 2 UNION ALL SELECT n + 1, m FROM r WHERE n < 5) SELECT n, m FROM r",
  ],
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

describe.each(mysqlTargets)("what reads a table that changes on $name", (target) => {
  let database: OpenDatabase;
  const views = {
    plain: "SELECT id, price AS p FROM items WHERE price > 1",
    aliased: "SELECT i.price, o.n FROM items i JOIN orders o ON o.item_id = i.id ORDER BY i.price",
    nested:
      "SELECT id FROM orders WHERE EXISTS (SELECT 1 FROM items WHERE items.price = orders.n) UNION SELECT price FROM items",
    derived: "SELECT d.price FROM (SELECT price, qty FROM items) d WHERE d.qty > 0",
    others: "SELECT p FROM plain",
  };
  const table = { schema: null, name: "items" };
  beforeAll(async () => {
    database = await openDatabase(target);
    await database.connection.execute(tables);
    for (const [name, query] of Object.entries(views))
      await database.connection.execute(`CREATE SQL SECURITY INVOKER VIEW ${name} AS ${query}`);
  });
  afterAll(() => database.drop());

  const answers = async () =>
    Promise.all(Object.keys(views).map((name) => database.connection.query(`SELECT * FROM ${name}`)));

  test.each<readonly [string, readonly Operation[]]>([
    ["a column", [{ kind: "renameColumn", table, from: "price", to: "cost" }]],
    ["the table", [{ kind: "renameTable", from: table, to: { schema: null, name: "goods" } }]],
    [
      "columns that change places",
      [
        {
          kind: "alterTable",
          table,
          changes: [
            { kind: "renameColumn", table, from: "price", to: "aside" },
            { kind: "renameColumn", table, from: "qty", to: "price" },
            { kind: "renameColumn", table, from: "aside", to: "qty" },
          ],
        },
      ],
    ],
  ])("views follow where %s is renamed, and come back as they were", async (_, operations) => {
    const [before, dump] = [await answers(), await database.dump()];
    expect(mysql.faults!(await database.readNormal(), operations, database.facts)).toEqual([]);
    await database.apply(operations);
    expect(await answers()).toEqual(before);
    await database.apply(reverse(operations));
    expect(await answers()).toEqual(before);
    expect(await database.dump()).toEqual(dump);
  });

  test("without a connection nobody can tell how the server spells a query, so that renames under a view are refused", async () => {
    const view = { schema: null, name: "plain", definition: "SELECT Id, price FROM items" };
    const context = {
      facts: database.facts,
      state: { ...(await database.readNormal()), views: [view] },
      metadataTable: { schema: null, name: "typeorm_metadata" },
    };
    const name = { schema: null, name: "plain" };
    const refused: readonly Operation[] = [
      { kind: "renameTable", from: table, to: { schema: null, name: "goods" } },
      { kind: "renameColumn", table, from: "price", to: "cost" },
    ];
    for (const operation of refused)
      expect(() => mysql.compile(operation, context)).toThrow(
        /unsupported: renaming items.*view plain may read/,
      );
    const free: Operation = { kind: "renameView", from: name, to: { schema: null, name: "simple" } };
    expect(mysql.compile(free, context).map(({ sql }) => sql)).toEqual(["RENAME TABLE `plain` TO `simple`"]);
  });

  test("views of what goes are named, and triggers of what is called otherwise", async () => {
    await database.connection.execute(
      "CREATE TRIGGER counts BEFORE INSERT ON items FOR EACH ROW SET NEW.qty = NEW.qty + 1",
    );
    const schema = await database.readNormal();
    const items = schema.tables.find(({ name }) => name === "items");
    const faults = (operations: readonly Operation[]) =>
      mysql.faults!(schema, operations, database.facts)
        .map(({ object, problem }) => `${object}: ${problem}`)
        .sort();
    const price = items!.columns.find(({ name }) => name === "price")!;
    expect(faults([{ kind: "dropColumn", table, column: price }])).toEqual([
      "view aliased: it reads items.price, which goes",
      "view derived: it reads items.price, which goes",
      "view nested: it reads items.price, which goes",
      "view plain: it reads items.price, which goes",
    ]);
    expect(faults([{ kind: "dropTable", table, was: items! }])).toHaveLength(4);
    expect(faults([{ kind: "renameColumn", table, from: "qty", to: "amount" }])).toEqual([
      "trigger counts of items: it reads qty, which goes or is called otherwise",
    ]);
    const dropped = schema.views
      .filter(({ name }) => name in views)
      .map((view): Operation => ({ kind: "dropView", view, was: view }));
    expect(faults([...dropped, { kind: "dropColumn", table, column: price }])).toEqual([]);
    await database.connection.execute("DROP TRIGGER counts");
  });

  test("a name that means two things in a query is not guessed at", async () => {
    await database.connection.execute(
      "CREATE VIEW twice AS SELECT i.price FROM items i WHERE EXISTS (SELECT 1 FROM orders i WHERE i.n = 1)",
    );
    const rename = [{ kind: "renameColumn", table, from: "price", to: "cost" }] as const;
    await expect(database.apply(rename)).rejects.toThrow("renaming items.price, which view twice reads");
    await database.connection.execute("DROP VIEW twice");
  });
});
