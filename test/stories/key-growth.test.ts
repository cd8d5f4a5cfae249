import { describe, expect, test } from "vitest";
import { onPostgres, openProject, tellChange, type Entity } from "./told-project.js";

/** Customers and their orders: TypeORM gives the column of a relation the type of the key that it refers to. */
const shop = (key: Readonly<Record<string, unknown>>): readonly Entity[] => [
  { name: "customer", columns: { id: { primary: true, ...key }, name: { type: "text" } } },
  {
    name: "orders",
    columns: { id: { type: "integer", primary: true } },
    relations: { customer: { type: "many-to-one", target: "customer", joinColumn: true } },
  },
];

const rows = `INSERT INTO customer (name) VALUES ('a'), ('b'), ('c'); DELETE FROM customer WHERE name = 'b';
  INSERT INTO orders (id, "customerId") VALUES (1, 1), (2, 3), (3, NULL)`;

const links = {
  before: `SELECT o.id, c.id::text AS customer, c.name FROM orders o LEFT JOIN customer c ON c.id = o."customerId" ORDER BY 1`,
  is: [
    { id: 1, customer: "1", name: "a" },
    { id: 2, customer: "3", name: "c" },
    { id: 3, customer: null, name: null },
  ],
  becomes: [
    { id: 1, customer: "1", name: "a" },
    { id: 2, customer: "3", name: "c" },
    { id: 3, customer: null, name: null },
  ],
};

describe.each(onPostgres)("a primary key that grows on $name", (target) => {
  test.each([["increment"], ["identity"]])(
    "takes its foreign keys along, renumbers nothing, and goes on counting: %s",
    async (generated) => {
      const before = shop({ type: "integer", generated });
      const { project, result } = await tellChange(await openProject(target), {
        before,
        setup: rows,
        after: shop({ type: "bigint", generated }),
        rows: links,
      });
      // The table that is written first stays locked while the second one is.
      expect(result.hazards.map(({ rule }) => rule)).toEqual([
        "alter-type-rewrite",
        "alter-type-rewrite",
        "lock-held-meanwhile",
      ]);
      expect(result.operations.map(({ kind }) => kind)).toEqual(["alterColumn", "alterColumn"]);
      await project.sql("SELECT setval(pg_get_serial_sequence('customer', 'id'), 3000000000)");
      await project.sql("INSERT INTO customer (name) VALUES ('d')");
      expect(await project.sql("SELECT id::text FROM customer WHERE name = 'd'")).toEqual([
        { id: "3000000001" },
      ]);
    },
  );

  test("from text to uuid lets the foreign key go for as long as the two cannot pair", async () => {
    const uuid = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
    const { result } = await tellChange(await openProject(target), {
      before: shop({ type: "text" }),
      setup: `INSERT INTO customer VALUES ('${uuid}', 'a'); INSERT INTO orders VALUES (1, '${uuid}')`,
      after: shop({ type: "uuid" }),
      rows: {
        before: links.before,
        is: [{ id: 1, customer: uuid, name: "a" }],
        becomes: [{ id: 1, customer: uuid, name: "a" }],
      },
    });
    expect(result.operations.map(({ kind }) => kind)).toEqual([
      "dropForeignKey",
      "alterColumn",
      "alterColumn",
      "createForeignKey",
    ]);
  });

  test("from a number to uuid wants to know how, for both ends", async () => {
    const project = await openProject(target);
    project.declare(shop({ type: "integer" }));
    await project.write();
    await project.up();
    project.declare(shop({ type: "uuid" }));
    await expect(project.write()).rejects.toMatchObject({
      code: "undecided",
      details: {
        decisions: [
          { kind: "conversion", from: "customer.id", to: "uuid", answers: ["--using customer.id=SQL"] },
          {
            kind: "conversion",
            from: "orders.customerId",
            to: "uuid",
            answers: ["--using orders.customerId=SQL"],
          },
        ],
      },
    });
  });
});
