import { compare, defaultCompareOptions, noAnswers } from "@typeorm-autogen/compare";
import { postgres } from "@typeorm-autogen/dialect-postgres";
import { scriptLanguage } from "@typeorm-autogen/dialect";
import { sortSchema, type Schema, type Table } from "@typeorm-autogen/model";
import { record, reverse, type Operation, type Operations } from "@typeorm-autogen/ops";
import { renderOperations } from "@typeorm-autogen/render";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freshDatabase, type FreshDatabase } from "../live/fresh-database.js";
import { makeTablespace } from "../live/tablespace.js";
import { postgresTargets, withoutTablespaces } from "../live/targets.js";
import { openDatabase, type OpenDatabase } from "./database.js";

const metadataTable = { schema: null, name: "typeorm_metadata" };

const placed = `SELECT c.relname AS name, s.spcname AS place FROM pg_class c LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'i', 'm', 'p') ORDER BY c.relname COLLATE "C"`;

describe.skipIf(withoutTablespaces).each(postgresTargets)("tablespaces on $name", (target) => {
  let home: FreshDatabase;
  let space: Awaited<ReturnType<typeof makeTablespace>>;
  let database: OpenDatabase;
  beforeAll(async () => {
    home = await freshDatabase(target);
    space = await makeTablespace(home);
    database = await openDatabase(target);
    await apply(await record(built, scriptLanguage(postgres, database.facts)));
    await database.connection.execute("INSERT INTO item (n, code, kind) VALUES (1, 'a', 'x'), (2, 'b', 'y')");
  });
  afterAll(async () => {
    await database.drop();
    await space.drop();
    await home.drop();
  });

  const built = (op: Operations) => {
    const there = { options: { tablespace: space.name } };
    op.createEnum("kind", ["x", "y"]);
    op.createTable("item", (t) => {
      t.column("id", "integer", { identity: "always" });
      t.column("n", "integer");
      t.column("code", "text");
      t.column("kind", "kind");
      t.column("span", "int4range", { nullable: true });
      t.primaryKey("PK_item", ["id"], there);
      t.unique("UQ_code", ["code"], { options: { tablespace: space.name, fillfactor: 80 } });
      t.exclusion("EXC_span", [{ column: "span", operator: "&&" }], { method: "gist", ...there });
      t.index("IDX_n", ["n"], there);
      t.index("IDX_kind", ["kind"], { where: "kind = 'x'::kind", ...there });
      t.index("IDX_here", ["code"]);
      t.options({ tablespace: space.name });
    });
    op.createView("totals", "SELECT n, count(*) AS c FROM item GROUP BY n", { materialized: true, ...there });
    op.alterTable("totals").createIndex("IDX_totals", ["n"], { unique: true, ...there });
    op.createView("derived", "SELECT c FROM totals");
  };

  const read = async () => postgres.normalise(await database.read(), database.facts);
  const apply = async (operations: readonly Operation[]) => {
    for (const operation of operations) {
      const state = postgres.needsState(operation) ? await read() : null;
      for (const { sql } of postgres.compile(operation, { facts: database.facts, state, metadataTable }))
        await database.connection.execute(sql);
    }
  };
  const places = async () => {
    const rows = await database.connection.query(placed);
    return Object.fromEntries(rows.map(({ name, place }) => [String(name), place]));
  };
  const everything = () => ({
    EXC_span: space.name,
    IDX_here: null,
    IDX_kind: space.name,
    IDX_n: space.name,
    IDX_totals: space.name,
    PK_item: space.name,
    UQ_code: space.name,
    item: space.name,
    totals: space.name,
  });
  const item = (schema: Schema): Table => schema.tables.find(({ name }) => name === "item")!;

  /** What comparing with entities writes, which say nothing of tablespaces. */
  const changesTo = async (change: (table: Table) => Table): Promise<readonly Operation[]> => {
    const live = await read();
    const declared = change(undeclared(item(live)));
    const options = { ...defaultCompareOptions, made: live.views };
    const views = live.views.map(({ options: _, indexes = [], ...view }) => ({
      ...view,
      ...(indexes.length > 0 && { indexes: indexes.map(withoutOptions) }),
    }));
    return compare(live, { ...live, tables: [declared], views }, postgres.rules(database.facts), options)
      .operations;
  };

  test("what is built there lies there, is read, and no entity has to say it", async () => {
    expect(await places()).toEqual(everything());
    expect(await changesTo((table) => table)).toEqual([]);
    const live = await read();
    expect(item(live).options).toEqual({ tablespace: space.name });
    const again = await openDatabase(target);
    await again.apply(
      compare(
        { ...live, tables: [], views: [], enums: [] },
        live,
        postgres.rules(database.facts),
        defaultCompareOptions,
      ).operations,
    );
    const copy = postgres.normalise(await again.read(), again.facts);
    const bare = (schema: Schema) =>
      sortSchema({ ...schema, tables: schema.tables.map(({ attached: _, ...table }) => table) });
    expect(bare(copy)).toEqual(bare(live));
    await again.drop();
  });

  test.each<readonly [string, (table: Table) => Table]>([
    [
      "a column has another type",
      (table) => ({
        ...table,
        columns: table.columns.map((column) =>
          column.name === "n" ? { ...column, type: postgres.types.parse("bigint") } : column,
        ),
      }),
    ],
    [
      "indexes and keys hold other columns",
      (table) => ({
        ...table,
        primaryKey: { name: "PK_item", columns: ["id", "n"] },
        uniques: [{ name: "UQ_code", columns: ["code", "n"] }],
        indexes: table.indexes.map((index) =>
          index.name === "IDX_n" ? { ...index, parts: [{ column: "n" }, { column: "id" }] } : index,
        ),
      }),
    ],
  ])("everything stays where it lies where %s", async (_, change) => {
    const operations = await changesTo(change);
    expect(operations.length).toBeGreaterThan(0);
    await apply(operations);
    expect(await places()).toEqual(everything());
    await apply(reverse(operations));
    expect(await places()).toEqual(everything());
    expect(await database.connection.query("SELECT n, code FROM item ORDER BY n")).toHaveLength(2);
  });

  test("everything stays where it lies where a table is built anew, or a type with what computes with it", async () => {
    const language = scriptLanguage(postgres, database.facts);
    const before = await read();
    await apply(
      await record((op) => {
        op.batchAlterTable("item", { recreate: "always" }, (t) => t.placeColumn("code", { before: "n" }));
        op.alterEnum("kind", ["y", "x"], { was: ["x", "y"], columns: ["item.kind"] });
      }, language),
    );
    expect(await places()).toEqual(everything());
    expect(item(await read()).indexes).toEqual(expect.arrayContaining([...item(before).indexes]));
  });

  test("a table goes elsewhere and comes back, and a dropped one is made where it lay", async () => {
    const language = scriptLanguage(postgres, database.facts);
    const move = await record(
      (op) => op.alterTable("item").options({ tablespace: null }, { was: { tablespace: space.name } }),
      language,
    );
    await apply(move);
    expect((await places())["item"]).toBeNull();
    await apply(reverse(move));
    expect(await places()).toEqual(everything());
    const live = await read();
    const elsewhere = {
      ...live,
      tables: [{ ...undeclared(item(live)), name: "another", indexes: [] }],
      views: [],
    };
    const options = {
      ...defaultCompareOptions,
      made: live.views,
      answers: { ...noAnswers, renamePolicy: "never" as const },
    };
    const dropped = compare(live, elsewhere, postgres.rules(database.facts), options).operations;
    const text = renderOperations(reverse(dropped), postgres.types);
    expect(text).toContain("t.options({ tablespace: ");
    await apply(dropped);
    await apply(reverse(dropped));
    expect(await places()).toEqual(everything());
    expect(sortSchema(await read()).tables[0]?.indexes).toEqual(sortSchema(live).tables[0]?.indexes);
  });

  test("another option of a table is refused by name", async () => {
    const change: Operation = {
      kind: "setTableOptions",
      table: { schema: null, name: "item" },
      to: { engine: "InnoDB" },
      was: { engine: null },
    };
    await expect(apply([change])).rejects.toThrow(
      "unsupported: changing the option engine of item on PostgreSQL",
    );
  });
});

function undeclared({ options: _, attached: __, ...table }: Table): Table {
  return {
    ...table,
    ...(table.primaryKey && { primaryKey: withoutOptions(table.primaryKey) }),
    uniques: table.uniques.map(withoutOptions),
    exclusions: (table.exclusions ?? []).map(withoutOptions),
    indexes: table.indexes.map(withoutOptions),
  };
}

function withoutOptions<T extends { readonly options?: unknown }>({ options: _, ...part }: T): T {
  return part as T;
}
