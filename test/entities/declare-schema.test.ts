import { describe, expect, test } from "vitest";
import { findTable, nameKey, qualify, type Column } from "@typeorm-autogen/model";
import { declareOffline } from "./open-data-source.js";
import { lines, loadFixture, storiesOf, type Entities } from "./stories.js";

const { orders, quotes, spatial } =
  await loadFixture<Readonly<Record<"orders" | "quotes" | "spatial", Entities>>>("plain/plain.entity.ts");

async function story(name: string, dialect: "postgres" | "sqlite" = "postgres"): Promise<Entities> {
  const found = (await storiesOf(dialect, "1")).find((candidate) => candidate.name === name);
  if (!found) throw new Error(`no story ${name}`);
  return found.entities;
}

describe.each(lines)("with TypeORM %s", (line) => {
  test("a small schema on PostgreSQL", async () => {
    const { schema, properties } = await declareOffline("postgres", orders, {}, line);
    expect(schema).toMatchObject({ schemas: [], extensions: ["uuid-ossp"], sequences: [], views: [] });
    expect(schema.enums).toEqual([{ schema: null, name: "orders_state_enum", values: ["new", "sent"] }]);
    expect(schema.typeormMetadata).toEqual([
      { table: "orders", schema: null, type: "GENERATED_COLUMN", name: "twice", value: "number * 2" },
    ]);
    const [customers, placed] = schema.tables;
    expect(customers).toMatchObject({
      schema: null,
      name: "customers",
      comment: "who buys",
      columns: [
        { name: "id", type: { name: "uuid" }, nullable: false, default: "uuid_generate_v4()" },
        {
          name: "e_mail",
          type: { name: "varchar", arguments: [120] },
          nullable: false,
          comment: "lower case",
        },
      ],
    });
    expect(placed?.columns).toEqual([
      { name: "id", type: { name: "integer" }, nullable: false, autoincrement: true },
      { name: "number", type: { name: "integer" }, nullable: false },
      { name: "paid", type: { name: "numeric", arguments: [10, 2] }, nullable: false, default: "'0'" },
      { name: "state", type: { name: "orders_state_enum", schema: null }, nullable: false, default: "'new'" },
      {
        name: "twice",
        type: { name: "integer" },
        nullable: false,
        generated: { expression: "number * 2", stored: true },
      },
      { name: "customerId", type: { name: "uuid" }, nullable: true },
    ]);
    expect(placed?.uniques).toEqual([{ name: "UQ_number", columns: ["number", "customerId"] }]);
    expect(placed?.checks).toEqual([{ name: "CHK_paid", expression: "paid >= 0" }]);
    expect(placed?.indexes).toEqual([{ name: "IDX_open", parts: [{ column: "number" }], where: "paid = 0" }]);
    expect(placed?.foreignKeys).toMatchObject([
      {
        columns: ["customerId"],
        references: { schema: null, name: "customers" },
        referencedColumns: ["id"],
        onDelete: "cascade",
        deferrable: "deferred",
      },
    ]);
    expect(properties.get(nameKey(qualify("customers")))?.get("e_mail")).toBe("email");
  });

  test("the same schema on SQLite", async () => {
    const { schema } = await declareOffline("sqlite", orders, {}, line);
    expect(schema).toMatchObject({ schemas: [], extensions: [], enums: [] });
    const [customers, placed] = schema.tables;
    expect(customers?.comment).toBeUndefined();
    expect(customers?.primaryKey).toEqual({ columns: ["id"] });
    expect(customers?.columns[0]).toEqual({ name: "id", type: { name: "varchar" }, nullable: false });
    expect(placed?.columns[3]).toEqual({
      name: "state",
      type: { name: "varchar" },
      nullable: false,
      default: "'new'",
    });
    expect(placed?.checks).toEqual([
      { expression: `"state" IN ('new','sent')` },
      { name: "CHK_paid", expression: "paid >= 0" },
    ]);
  });

  test("lone quotes are doubled, doubled ones and written SQL stay", async () => {
    const { schema } = await declareOffline("sqlite", quotes, {}, line);
    const defaults = Object.fromEntries(
      (schema.tables[0]?.columns ?? []).map((column) => [column.name, column.default]),
    );
    expect(defaults).toMatchObject({
      lone: "'it''s'",
      doubled: "'it''s'",
      written: "'it' || chr(39)",
      json: `'{"a":"it''s"}'`,
    });
    expect(schema.tables[0]?.checks).toEqual([{ expression: `"choice" IN ('it''s','it''s')` }]);
  });
});

test("TypeORM's own tables have the names that the DataSource gives them", async () => {
  const plain = await declareOffline("postgres", orders);
  expect(plain.ownTables).toEqual(
    ["migrations", "typeorm_metadata", "query-result-cache"].map((name) => qualify(name)),
  );
  const renamed = await declareOffline("postgres", orders, {
    schema: "app",
    migrationsTableName: "history",
    metadataTableName: "notes",
    cache: { type: "database", tableName: "memory" },
    synchronize: true,
  });
  expect(renamed.ownTables).toEqual(["history", "notes", "memory"].map((name) => qualify(name)));
  expect(renamed.metadataTable).toEqual(qualify("notes"));
  expect([plain.synchronize, renamed.synchronize]).toEqual([false, true]);
});

test("what is not TypeORM's to manage is listed and not declared", async () => {
  const declared = await declareOffline("postgres", await story("unmanaged"));
  expect(declared.schema.tables.map(({ name }) => name)).toEqual(["managed"]);
  expect(declared.unmanagedTables).toEqual([qualify("legacy"), qualify("hand_made")]);
  expect(declared.claimedIndexes).toEqual([{ table: qualify("managed"), name: "by_hand" }]);
});

test("a default schema of the options is null, others keep their names", async () => {
  const { schema } = await declareOffline("postgres", await story("default-schema"), { schema: "app" });
  expect([...schema.schemas].sort()).toEqual(["app", "other", "public"]);
  expect(schema.tables.map((table) => [table.schema, table.name])).toEqual([
    [null, "users"],
    [null, "groups"],
    ["other", "users"],
    ["public", "common"],
    [null, "groups_users_users"],
  ]);
  expect(schema.enums).toMatchObject([{ schema: null, name: "users_kind_enum" }]);
  const foreign = findTable(schema, qualify("users", "other"))?.foreignKeys[0];
  expect(foreign?.references).toEqual(qualify("users"));
});

test("names are cut to 63 bytes without splitting a character", async () => {
  const { schema } = await declareOffline("postgres", await story("long-names"));
  const names = schema.tables.flatMap(
    ({ name, columns, indexes, checks, uniques, primaryKey, foreignKeys }) =>
      [{ name }, ...columns, ...indexes, ...checks, ...uniques, ...foreignKeys, primaryKey].map(
        (object) => object?.name ?? "",
      ),
  );
  expect(Math.max(...names.map((name) => Buffer.byteLength(name)))).toBe(63);
  expect(names).toContain(`x${"é".repeat(31)}`);
});

test("extensions: what types need, what the options name, and uuids by the server's age", async () => {
  const extended = await declareOffline("postgres", await story("extensions"), { extensions: ["pg_trgm"] });
  expect(extended.schema.extensions).toEqual(["pg_trgm", "uuid-ossp", "citext", "hstore", "ltree", "cube"]);
  const options = { uuidExtension: "pgcrypto" };
  const old = await declareOffline("postgres", await story("pgcrypto"), options, "1", "12.20");
  expect(old.schema.extensions).toEqual(["pgcrypto"]);
  const written = await declareOffline("postgres", await story("defaults"), {}, "1", "12.20");
  expect(written.schema.extensions).toEqual(["pgcrypto"]);
  const random = await declareOffline("postgres", await story("pgcrypto"), options, "1", "13.0");
  expect(random.schema.extensions).toEqual([]);
  expect(random.schema.tables[0]?.columns[0]?.default).toBe("gen_random_uuid()");
});

test("PostGIS and vector types, which no test server has", async () => {
  const { schema } = await declareOffline("postgres", spatial);
  const types = (schema.tables[0]?.columns ?? []).map(({ type }: Column) => type);
  expect(types).toEqual([
    { name: "integer" },
    { name: "geometry", arguments: ["Point", 4326] },
    { name: "geometry" },
    { name: "geography", arguments: ["Polygon", 4326] },
    { name: "vector", arguments: [3] },
    { name: "halfvec" },
  ]);
  expect(schema.extensions).toEqual(["postgis", "vector"]);
  expect(schema.tables[0]?.indexes).toMatchObject([{ method: "gist", parts: [{ column: "place" }] }]);
});
