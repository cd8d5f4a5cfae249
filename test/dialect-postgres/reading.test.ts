import { postgres } from "@typeorm-autogen/dialect-postgres";
import type { Connection } from "@typeorm-autogen/dialect";
import { introspect } from "@typeorm-autogen/introspect";
import type { Schema } from "@typeorm-autogen/model";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { postgresTargets } from "../live/targets.js";
import { openDatabase, type OpenDatabase } from "./database.js";
import { richSchema } from "./rich-schema.js";

/** Lets a connection count its round trips, whichever of its methods makes them. */
function countRoundTrips(connection: Connection): () => number {
  let count = 0;
  const methods = connection as unknown as Record<string, (...values: unknown[]) => unknown>;
  for (const name of ["query", "execute", "readBatch", "readOne"]) {
    const original = methods[name]!.bind(connection);
    methods[name] = (...values) => {
      count++;
      return original(...values);
    };
  }
  return () => count;
}

const tables = (from: number, to: number) =>
  Array.from(
    { length: to - from },
    (
      _,
      i,
    ) => `CREATE TABLE t${i + from} (id serial PRIMARY KEY, a text DEFAULT 'x', b integer REFERENCES t0 (id), UNIQUE (a));
      CREATE INDEX ON t${i + from} (b) WHERE b > 0;`,
  ).join("\n");

describe.each(postgresTargets)("reading on $name", (target) => {
  let database: OpenDatabase;
  beforeAll(async () => {
    database = await openDatabase(target);
  });
  afterAll(() => database.drop());

  test("takes the same number of round trips for 10 tables and for 500", async () => {
    const own = await openDatabase(target);
    const count = countRoundTrips(own.connection);
    await own.connection.execute(tables(0, 10));
    const start = count();
    expect((await own.read()).tables).toHaveLength(10);
    const forTen = count() - start;
    await own.connection.execute(tables(10, 500));
    const again = count();
    const schema = await own.read();
    expect(count() - again).toBe(forTen);
    expect(forTen).toBeLessThanOrEqual(9);
    expect(schema.tables).toHaveLength(500);
    expect(schema.tables[499]?.indexes).toHaveLength(1);
    await own.drop();
  });

  test("and judging leave no trace: no row of the catalogue, dead ones included, no number of a sequence", async () => {
    await database.connection.execute(richSchema);
    const watcher = new Client({ connectionString: database.url });
    await watcher.connect();
    const trace = async () => {
      const { rows } =
        await watcher.query(`SELECT (SELECT count(*) FROM pg_class)::text AS classes, (SELECT count(*) FROM pg_type)::text AS types,
        (SELECT count(*) FROM pg_namespace)::text AS schemas, (SELECT sum(pg_relation_size(oid)) FROM pg_class)::text AS size,
        (SELECT last_value || is_called::text FROM counter) AS counter`);
      return rows[0];
    };
    const before = await trace();
    const schema = await database.read({ schemas: ["app"] });
    const customers = schema.tables.find(({ name }) => name === "customers")!;
    await postgres.judge(
      database.connection,
      [
        { place: "check", table: customers, live: "(price >= (0)::numeric)", declared: "price >= 0" },
        {
          place: "default",
          table: customers,
          column: customers.columns[0]!,
          live: "nextval('counter')",
          declared: "nextval('counter'::text::regclass)",
        },
        { place: "check", table: customers, live: "no_such > 1", declared: "price >= 0" },
      ],
      database.facts,
    );
    expect(await trace()).toEqual(before);
    await watcher.end();
  });

  test("works for a role that may read nothing, and reads the same", async () => {
    const role = `reader_${Math.random().toString(36).slice(2, 10)}`;
    await database.connection.execute(`CREATE ROLE ${role} LOGIN PASSWORD 'secret'`);
    const url = new URL(database.url);
    url.username = role;
    url.password = "secret";
    const where = { url: url.href, projectDir: import.meta.dirname, readOnly: true };
    const connection = await postgres.connect(where);
    const facts = await postgres.facts(connection, where);
    const schema = await introspect(postgres.reader(connection, facts), { schemas: ["app"] });
    expect(withoutOwners(schema)).toEqual(withoutOwners(await database.read({ schemas: ["app"] })));
    const [verdict] = await postgres.judge(
      connection,
      [{ place: "check", table: schema.tables[0]!, live: "(1 > 0) AND true", declared: "1 > 0 AND true" }],
      facts,
    );
    expect(verdict).toEqual({ equivalent: true });
    await expect(connection.execute("CREATE TABLE x (a integer)")).rejects.toThrow(/read-only/);
    await connection.close();
    await database.connection.execute(`DROP ROLE ${role}`);
  });

  test("sees its own changes inside an open transaction, and none of others' in the middle", async () => {
    await database.connection.begin("migrate");
    await database.connection.execute("CREATE TABLE fresh (id integer)");
    expect((await database.read()).tables.some(({ name }) => name === "fresh")).toBe(true);
    await database.connection.rollback();
    expect((await database.read()).tables.some(({ name }) => name === "fresh")).toBe(false);
  });

  test("knows the default schema of the options as null, and public by its name", async () => {
    const own = await openDatabase(target, { schema: "shop" });
    expect(own.facts.defaultSchema).toBe("shop");
    expect((await own.read()).schemas).toEqual([]);
    await own.connection
      .execute(`CREATE SCHEMA shop; CREATE TYPE public.mood AS ENUM ('a'); CREATE TYPE shop.size AS ENUM ('s');
      CREATE TABLE shop.a (id integer PRIMARY KEY, s shop.size DEFAULT 's', m public.mood);
      CREATE TABLE public.b (a_id integer REFERENCES shop.a (id))`);
    const schema = await own.read({ schemas: ["public"] });
    expect(schema.schemas.toSorted()).toEqual(["public", "shop"]);
    expect(schema.tables.map(({ schema, name }) => [schema, name]).toSorted()).toEqual([
      [null, "a"],
      ["public", "b"],
    ]);
    const a = schema.tables.find(({ name }) => name === "a");
    expect(a?.columns.map(({ type }) => postgres.types.print(type))).toEqual([
      "integer",
      "size",
      "public.mood",
    ]);
    await own.apply([{ kind: "setTableComment", table: { schema: null, name: "a" }, to: "c", was: null }]);
    expect((await own.read()).tables[0]?.comment).toBe("c");
    await own.drop();
  });

  test("reads TypeORM's metadata table where there is one, and does not mind where there is none", async () => {
    const own = await openDatabase(target);
    const metadataTable = { schema: null, name: "typeorm_metadata" };
    expect((await own.read({ metadataTable })).typeormMetadata).toBeUndefined();
    await own.connection.execute(`
      CREATE TABLE typeorm_metadata ("type" varchar NOT NULL, "database" varchar, "schema" varchar, "table" varchar, "name" varchar, "value" text);
      INSERT INTO typeorm_metadata VALUES ('VIEW', NULL, 'public', NULL, 'v', 'SELECT 1'),
        ('GENERATED_COLUMN', current_database(), 'public', 't', 'c', 'a + 1'), ('GENERATED_COLUMN', 'another', 'public', 't', 'c', 'x')`);
    expect((await own.read({ metadataTable })).typeormMetadata).toEqual([
      { type: "VIEW", schema: null, table: null, name: "v", value: "SELECT 1" },
      { type: "GENERATED_COLUMN", schema: null, table: "t", name: "c", value: "a + 1" },
    ]);
    await own.drop();
  });

  test("survives names that want to be SQL", async () => {
    const own = await openDatabase(target);
    const name = `a"; DROP TABLE x; --'`;
    const quoted = postgres.identifier(name);
    const typeName = postgres.identifier(`t${name}`);
    await own.connection.execute(
      `CREATE TYPE ${typeName} AS ENUM ('it''s', '"'); CREATE SCHEMA ${quoted};
       CREATE TABLE ${quoted} (${quoted} ${typeName} DEFAULT 'it''s', CONSTRAINT ${postgres.identifier(`c${name}`)} CHECK (${quoted} = '"'));
       CREATE INDEX ${postgres.identifier(`i${name}`)} ON ${quoted} (${quoted} DESC); COMMENT ON TABLE ${quoted} IS ${postgres.literal(name)}`,
    );
    const schema = await own.read({ schemas: [name] });
    expect(schema.tables[0]).toMatchObject({
      name,
      comment: name,
      columns: [{ name, type: { name: `t${name}`, schema: null } }],
    });
    const other = await openDatabase(target);
    await other.apply([
      { kind: "createSchema", name },
      { kind: "createEnum", enum: schema.enums[0]! },
      { kind: "createTable", table: schema.tables[0]! },
    ]);
    expect(await other.read({ schemas: [name] })).toEqual(schema);
    await own.drop();
    await other.drop();
  });
});

// Views bring the statement that gives them back to their owner, if that is somebody else than who reads.
function withoutOwners({ views, ...schema }: Schema): unknown {
  return { ...schema, views: views.map(({ attached: _, ...view }) => view) };
}
