import { describe, expect, test } from "vitest";
import { id, onPostgres, openProject, tellChange, type Entity } from "./told-project.js";

const counted = { type: "integer", primary: true, generated: "increment" } as const;

const item = (schema: string | undefined, name = "item"): Entity => ({
  name,
  tableName: name,
  ...(schema !== undefined && { schema }),
  columns: {
    id: counted,
    mood: { type: "enum", enum: ["sad", "ok"], default: "ok" },
    code: { type: "varchar", nullable: true },
    twice: { type: "varchar", asExpression: "code || code", generatedType: "STORED", nullable: true },
  },
  indices: [{ columns: ["code"], where: `"mood" = 'sad'` }],
  uniques: [{ columns: ["code", "id"] }],
  checks: [{ expression: `code <> 'zz'` }],
});

const order = (target: string): Entity => ({
  name: "purchase",
  tableName: "purchase",
  schema: "shop",
  columns: { id, item: { type: "integer", nullable: true } },
  foreignKeys: [{ target, columnNames: ["item"], referencedColumnNames: ["id"] }],
});

const rows = (from: string, to: string) => ({
  before: `SELECT code, mood, twice FROM ${from}`,
  is: [{ code: "x", mood: "sad", twice: "xx" }],
  after: `SELECT code, mood, twice FROM ${to}`,
  becomes: [{ code: "x", mood: "sad", twice: "xx" }],
});

describe.each(onPostgres)("tables that move on $name", (target) => {
  test("to another schema, with their numbers, enum type, index, keys and foreign keys", async () => {
    const { project } = await tellChange(await openProject(target), {
      before: [item("shop"), order("item")],
      setup: `INSERT INTO shop.item (code, mood) VALUES ('x', 'sad'); INSERT INTO shop.purchase VALUES (1, 1)`,
      after: [item("store"), order("item")],
      answers: { rename: ["table:shop.item=store.item"] },
      rows: rows("shop.item", "store.item"),
    });
    await project.sql("INSERT INTO store.item (code) VALUES ('next')");
    expect(await project.sql("SELECT id, mood FROM store.item WHERE code = 'next'")).toEqual([
      { id: 2, mood: "ok" },
    ]);
  });

  test("are proved on a scratch database, with the functions of their schema", async () => {
    const project = await openProject(target);
    project.configure({ scratch: { url: project.fresh.url } });
    const calling = { more: { type: "integer", default: () => "shop.next()" } };
    const { result } = await tellChange(project, {
      before: [item("shop")],
      setup: `CREATE FUNCTION shop.next() RETURNS integer LANGUAGE sql AS 'SELECT 7';
        ALTER TABLE shop.item ADD more integer NOT NULL DEFAULT shop.next();
        INSERT INTO shop.item (code, mood) VALUES ('x', 'sad')`,
      after: [{ ...item("store"), columns: { ...item("store").columns, ...calling } }],
      answers: { rename: ["table:shop.item=store.item"] },
      rows: rows("shop.item", "store.item"),
    });
    expect(result.verified).toMatchObject({ converges: true, reverses: true, keepsRows: true });
  });

  test("is a question where entities live in both schemas", async () => {
    const project = await openProject(target);
    project.declare([item("shop"), order("item")]);
    await project.write();
    await project.up();
    project.declare([item("store"), order("item")]);
    await expect(project.write()).rejects.toMatchObject({
      code: "undecided",
      details: {
        decisions: [{ kind: "rename", object: "table", from: "shop.item", to: "store.item" }],
      },
    });
  });

  test("out of a schema that no entity lives in any more, under another name", async () => {
    await tellChange(await openProject(target), {
      before: [item("shop")],
      setup: `INSERT INTO shop.item (code, mood) VALUES ('x', 'sad')`,
      after: [item(undefined, "article")],
      answers: { rename: ["table:shop.item=public.article"] },
      rows: rows("shop.item", "article"),
    });
  });

  test("a schema moves as a whole, out of the default one", async () => {
    await tellChange(await openProject(target), {
      before: [item(undefined), item(undefined, "other")],
      setup: `INSERT INTO item (code, mood) VALUES ('x', 'sad')`,
      after: [item("shop"), item("shop", "other")],
      answers: { rename: ["schema:public=shop"] },
      rows: rows("item", "shop.item"),
    });
  });
});

describe.each(onPostgres)("tables that meet others of their name on $name", (target) => {
  test("two tables change schemas, with types and keys of the same names", async () => {
    const extra = (schema: string): Entity => ({
      ...item(schema),
      name: `extra_${schema}`,
      columns: { ...item(schema).columns, more: { type: "integer", nullable: true } },
    });
    await tellChange(await openProject(target), {
      before: [item("shop"), extra("store")],
      setup: `INSERT INTO shop.item (code, mood) VALUES ('x', 'sad')`,
      after: [item("store"), extra("shop")],
      answers: {
        rename: [
          "table:shop.item=store.item",
          "table:store.item=shop.item",
          "type:shop.item_mood_enum=store.item_mood_enum",
          "type:store.item_mood_enum=shop.item_mood_enum",
        ],
      },
      rows: rows("shop.item", "store.item"),
    });
  });

  test("one moves under a new name past another of its old one", async () => {
    await tellChange(await openProject(target), {
      before: [item("shop"), { ...item("store"), name: "stored", tableName: "item" }],
      setup: `INSERT INTO shop.item (code, mood) VALUES ('x', 'sad')`,
      after: [item("store", "article"), { ...item("store"), name: "stored", tableName: "item" }],
      answers: { rename: ["table:shop.item=store.article"] },
      rows: rows("shop.item", "store.article"),
    });
  });
});
