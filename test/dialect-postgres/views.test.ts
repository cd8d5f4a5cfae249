import { postgres } from "@typeorm-autogen/dialect-postgres";
import type { View } from "@typeorm-autogen/model";
import { expect, test } from "vitest";
import { postgresTargets } from "../live/targets.js";
import { openDatabase, type OpenDatabase } from "./database.js";

const tables = `
  CREATE TABLE items (id integer PRIMARY KEY, state varchar(20), n integer);
  CREATE TABLE orders (id integer PRIMARY KEY, item_id integer NOT NULL, state integer)`;

// By the manual: a view keeps its query, whatever a planner makes of it under the constraints of today.
// https://www.postgresql.org/docs/current/sql-createview.html
const same: readonly (readonly [string, string])[] = [
  ["SELECT id FROM items WHERE id IS NOT NULL", "select items.id from items where items.id NOTNULL"],
  ["SELECT id AS x, n AS q, 1 AS o FROM items", "SELECT items.id AS x, items.n AS q, 1 AS o FROM items"],
  ["SELECT id FROM items WHERE n ISNULL", "SELECT items.id FROM items WHERE (items.n IS NULL)"],
  ["SELECT id FROM items WHERE n IS NOT DISTINCT FROM NULL", "SELECT id FROM items WHERE n IS NULL"],
  [
    "SELECT CASE WHEN n > 1 THEN n END AS m FROM items",
    "SELECT CASE WHEN n > 1 THEN n ELSE NULL END AS m FROM items",
  ],
  [
    "SELECT i.id FROM items i LEFT JOIN orders o ON o.id = i.id",
    'SELECT i.id FROM "items" AS i LEFT OUTER JOIN public.orders AS o ON (o.id = i.id)',
  ],
  [
    "SELECT id FROM orders WHERE item_id IS DISTINCT FROM state",
    "SELECT id FROM public.orders WHERE (item_id IS DISTINCT FROM state)",
  ],
];

const different: readonly (readonly [string, string])[] = [
  ["SELECT id FROM items", "SELECT id FROM items WHERE id IS NOT NULL"],
  ["SELECT id FROM items WHERE n > 1", "SELECT id FROM items WHERE n > 1 AND id IS NOT NULL"],
  ["SELECT i.id FROM items i", "SELECT i.id FROM items i LEFT JOIN orders o ON o.id = i.id"],
  ["SELECT i.id FROM items i LEFT JOIN orders o ON o.id = i.id", "SELECT i.id FROM items i"],
];

async function judged({ connection, read, facts }: OpenDatabase, query: string, definition: string) {
  await connection.execute(`DROP VIEW IF EXISTS judged; CREATE VIEW judged AS ${query}`);
  const live = (await read()).views.find(({ name }) => name === "judged");
  const question = { live: live as View, declared: { schema: null, name: "judged", definition } };
  const [verdict] = await postgres.judgeViews!(connection, [question], facts);
  return verdict;
}

test.each(postgresTargets)(
  "what a planner leaves out of a view's query still tells two apart on $name",
  async (target) => {
    const database = await openDatabase(target);
    try {
      await database.connection.execute(tables);
      // Tables that are called like columns are in nobody's way.
      await database.connection.execute("CREATE TABLE state (id integer PRIMARY KEY)");
      for (const [query, declared] of same)
        expect(await judged(database, query, declared), `${query} | ${declared}`).toEqual({
          equivalent: true,
        });
      for (const [query, declared] of different)
        expect(await judged(database, query, declared), `${query} | ${declared}`).toEqual({
          equivalent: false,
        });
    } finally {
      await database.drop();
    }
  },
);
