import { scriptLanguage, type Impact, type ImpactWork, type Row } from "@typeorm-autogen/dialect";
import { postgres } from "@typeorm-autogen/dialect-postgres";
import { findHazards } from "@typeorm-autogen/hazards";
import { formatName, type Schema } from "@typeorm-autogen/model";
import { record, type ScriptFunction } from "@typeorm-autogen/ops";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDatabase, type OpenDatabase } from "../dialect-postgres/database.js";
import { postgresTargets } from "../live/targets.js";

// What the dialect predicts is held against the server: each change runs in an open transaction, in which pg_locks tells
// the strongest lock on each table, the file of the table whether it was written anew, and the counters whether it was
// read. https://www.postgresql.org/docs/current/view-pg-locks.html

const setup = `
  CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
  CREATE TABLE customer (id serial PRIMARY KEY, name varchar(40) NOT NULL, email varchar(120), code text,
    balance numeric(10,2), seen timestamp(3), feeling mood DEFAULT 'ok', age integer, ip cidr, room text COLLATE "C",
    CONSTRAINT "CHK_age" CHECK (age > 0), CONSTRAINT "CHK_code" CHECK (code IS NOT NULL));
  CREATE INDEX "IDX_room" ON customer (room);
  CREATE TABLE purchase (id serial PRIMARY KEY, customer_id integer NOT NULL, note text, during tsrange,
    CONSTRAINT "FK_customer" FOREIGN KEY (customer_id) REFERENCES customer (id));
  CREATE TABLE stray (id integer, customer_id integer, label text, total integer GENERATED ALWAYS AS (id * 2) STORED);
  INSERT INTO customer (name, code, age, ip) SELECT 'n' || i, 'c' || i, i, '10.0.0.0/8' FROM generate_series(1, 50) i;
  INSERT INTO purchase (customer_id) SELECT i FROM generate_series(1, 50) i;
  INSERT INTO stray (id, customer_id, label) SELECT i, i, 'x' FROM generate_series(1, 50) i;`;

/** A change by what it is called, and from which version on the server has it. */
interface Case {
  readonly name: string;
  readonly from?: number;
  readonly run: ScriptFunction;
}

const change = (name: string, run: ScriptFunction, from?: number): Case => ({
  name,
  run,
  ...(from && { from }),
});
const retype = (column: string, was: string, type: string, using?: string): Case =>
  change(`${column}: ${was} to ${type}${using === undefined ? "" : " by USING"}`, (op) =>
    op
      .alterTable("customer")
      .alterColumn(
        column,
        { type },
        { was: { type: was, nullable: true }, ...(using !== undefined && { using }) },
      ),
  );

const cases: readonly Case[] = [
  change("add a column", (op) => op.alterTable("customer").addColumn("n", "integer", { nullable: true })),
  change("add a column with a constant", (op) =>
    op.alterTable("customer").addColumn("n", "integer", { default: "7" }),
  ),
  change("add a column with now()", (op) =>
    op.alterTable("customer").addColumn("n", "timestamptz", { default: "now()" }),
  ),
  change("add a column with random()", (op) =>
    op.alterTable("customer").addColumn("n", "float8", { default: "random()" }),
  ),
  change(
    "add a column with gen_random_uuid()",
    (op) => op.alterTable("customer").addColumn("n", "uuid", { default: "gen_random_uuid()" }),
    13,
  ),
  change("add a serial", (op) => op.alterTable("stray").addColumn("n", "integer", { autoincrement: true })),
  change("add an identity", (op) => op.alterTable("stray").addColumn("n", "integer", { identity: "always" })),
  change("add a stored generated column", (op) =>
    op
      .alterTable("customer")
      .addColumn("n", "integer", { nullable: true, generated: { expression: "age * 2", stored: true } }),
  ),
  change(
    "add a virtual generated column",
    (op) =>
      op
        .alterTable("customer")
        .addColumn("n", "integer", { nullable: true, generated: { expression: "age * 2", stored: false } }),
    18,
  ),
  change("add a required column with a backfill", (op) =>
    op.alterTable("customer").addColumn("n", "integer", { backfill: "id" }),
  ),
  change("drop a column", (op) =>
    op.alterTable("customer").dropColumn("email", "varchar(120)", { nullable: true }),
  ),
  change("rename a column", (op) => op.alterTable("customer").renameColumn("email", "mail")),
  change("rename a table", (op) => op.renameTable("stray", "lost")),
  change("make a table unlogged", (op) =>
    op.alterTable("stray").options({ unlogged: true }, { was: { unlogged: null } }),
  ),
  change("rename a constraint", (op) => op.alterTable("customer").renameConstraint("CHK_age", "CHK_years")),
  change("rename an index", (op) => op.alterTable("customer").renameIndex("IDX_room", "IDX_place")),
  change("comment on a column", (op) =>
    op.alterTable("customer").alterColumn("email", { comment: "x" }, { was: { type: "varchar(120)" } }),
  ),
  change("comment on a table", (op) => op.alterTable("customer").comment("x")),
  change("set a default", (op) =>
    op.alterTable("customer").alterColumn("email", { default: "'x'" }, { was: { type: "varchar(120)" } }),
  ),
  change("require a column", (op) =>
    op.alterTable("stray").alterColumn("label", { nullable: false }, { was: { nullable: true } }),
  ),
  change("require a column that a check proves", (op) =>
    op.alterTable("customer").alterColumn("code", { nullable: false }, { was: { nullable: true } }),
  ),
  change("require a column with a backfill", (op) =>
    op
      .alterTable("customer")
      .alterColumn("email", { nullable: false }, { was: { nullable: true }, backfill: "'x'" }),
  ),
  change("allow NULL", (op) =>
    op.alterTable("customer").alterColumn("name", { nullable: true }, { was: { nullable: false } }),
  ),
  retype("email", "varchar(120)", "varchar(320)"),
  retype("email", "varchar(120)", "varchar(60)"),
  retype("email", "varchar(120)", "varchar"),
  retype("email", "varchar(120)", "text"),
  retype("email", "varchar(120)", "char(120)"),
  retype("room", "text", "varchar(50)"),
  retype("code", "text", "varchar"),
  retype("balance", "numeric(10,2)", "numeric(12,2)"),
  retype("balance", "numeric(10,2)", "numeric(12,3)"),
  retype("balance", "numeric(10,2)", "numeric"),
  retype("seen", "timestamp(3)", "timestamp"),
  retype("seen", "timestamp(3)", "timestamp(0)"),
  retype("seen", "timestamp(3)", "timestamptz"),
  retype("age", "integer", "bigint"),
  retype("ip", "cidr", "inet"),
  retype("email", "varchar(120)", "integer", "length(email)"),
  change("another collation", (op) =>
    op
      .alterTable("customer")
      .alterColumn("room", { collation: "POSIX" }, { was: { type: "text", nullable: true, collation: "C" } }),
  ),
  change(
    "an expression no longer",
    (op) =>
      op
        .alterTable("stray")
        .alterColumn(
          "total",
          { generated: null },
          { was: { type: "integer", nullable: true, generated: { expression: "id * 2", stored: true } } },
        ),
    13,
  ),
  change(
    "another expression",
    (op) =>
      op
        .alterTable("stray")
        .alterColumn(
          "total",
          { generated: { expression: "id * 3", stored: true } },
          { was: { type: "integer", nullable: true, generated: { expression: "id * 2", stored: true } } },
        ),
    17,
  ),
  change("numbers that come by themselves", (op) =>
    op
      .alterTable("purchase")
      .alterColumn("customer_id", { identity: "byDefault" }, { was: { type: "integer", nullable: false } }),
  ),
  change("create a primary key", (op) => op.alterTable("stray").createPrimaryKey("PK_stray", ["id"])),
  change("drop a primary key", (op) => op.alterTable("purchase").dropPrimaryKey("purchase_pkey", ["id"])),
  change("create a unique", (op) => op.alterTable("customer").createUnique("UQ_name", ["name"])),
  change("create a check", (op) => op.alterTable("customer").createCheck("CHK_n", "name <> ''")),
  change("create a check that is not valid", (op) =>
    op.alterTable("customer").createCheck("CHK_n", "name <> ''", { notValid: true }),
  ),
  change("drop a check", (op) => op.alterTable("customer").dropCheck("CHK_age", "age > 0")),
  change("create an exclusion", (op) =>
    op
      .alterTable("purchase")
      .createExclusion("XCL_during", [{ column: "during", operator: "&&" }], { method: "gist" }),
  ),
  change("create a foreign key", (op) =>
    op.alterTable("stray").createForeignKey("FK_s", ["customer_id"], "customer", ["id"]),
  ),
  change("create a foreign key that is not valid", (op) =>
    op.alterTable("stray").createForeignKey("FK_s", ["customer_id"], "customer", ["id"], { notValid: true }),
  ),
  change("drop a foreign key", (op) =>
    op.alterTable("purchase").dropForeignKey("FK_customer", ["customer_id"], "customer", ["id"]),
  ),
  change("create an index", (op) => op.alterTable("customer").createIndex("IDX_name", ["name"])),
  change("drop an index", (op) => op.alterTable("customer").dropIndex("IDX_room", ["room"])),
  change("drop a table", (op) => op.dropTable("purchase")),
  change("create a table that refers to another", (op) =>
    op.createTable("fresh", (t) => {
      t.column("customer_id", "integer");
      t.foreignKey("FK_f", ["customer_id"], "customer", ["id"]);
    }),
  ),
  change("rename an enum value", (op) =>
    op.alterEnum("mood", ["blue", "ok", "happy"], { was: ["sad", "ok", "happy"], map: { sad: "blue" } }),
  ),
  change("remove an enum value", (op) =>
    op.alterEnum("mood", ["ok", "happy"], {
      was: ["sad", "ok", "happy"],
      map: { sad: "ok" },
      columns: [{ table: "customer", column: "feeling", default: "'ok'" }],
    }),
  ),
  change("several at once", (op) =>
    op.alterTable("customer", (t) => {
      t.addColumn("n", "integer", { nullable: true });
      t.alterColumn("age", { type: "bigint" }, { was: { type: "integer", nullable: true } });
      t.createIndex("IDX_n", ["n"]);
    }),
  ),
];

const strength = [
  "AccessShareLock",
  "RowShareLock",
  "RowExclusiveLock",
  "ShareUpdateExclusiveLock",
  "ShareLock",
  "ShareRowExclusiveLock",
  "ExclusiveLock",
  "AccessExclusiveLock",
];
const works: readonly ImpactWork[] = ["nothing", "scan", "index", "rewrite"];

interface Seen {
  readonly lock: string;
  readonly work: ImpactWork;
}

describe.each(postgresTargets)("locks on $name", (target) => {
  let database: OpenDatabase;
  let state: Schema;
  beforeAll(async () => {
    database = await openDatabase(target);
    await database.connection.execute(`SET timezone = 'Europe/Berlin'; ${setup}`);
    state = await database.read();
  });
  afterAll(() => database.drop());

  it("are those that the server takes, and what it reads and writes meanwhile", async () => {
    const { facts, connection } = database;
    const wrong: unknown[] = [];
    let held = 0;
    for (const { name, run, from = 0 } of cases.filter(
      ({ from = 0 }) => Number.parseInt(facts.version, 10) >= from,
    )) {
      const operations = await record(run, scriptLanguage(postgres, facts));
      const predicted = operations.flatMap((operation) => postgres.impact(operation, { facts, state }));
      const context = { facts, state, metadataTable: { schema: null, name: "typeorm_metadata" } };
      const statements = operations
        .flatMap((operation) => postgres.compile(operation, context))
        .map(({ sql }) => sql);
      const seen = await observe(connection, statements);
      held++;
      if (JSON.stringify(summary(predicted)) !== JSON.stringify(seen))
        wrong.push({ name, from, predicted: summary(predicted), seen });
    }
    expect(wrong).toEqual([]);
    expect(held).toBeGreaterThan(45);
  });

  it("and a row loses between its columns what is said", async () => {
    const types = [
      "smallint",
      "timestamp",
      "boolean",
      "uuid",
      "integer",
      "interval",
      "bigint",
      "timetz",
      "date",
    ];
    const columns = types.map((type, i) => `c${i} ${type} NOT NULL`);
    const values = ["1", "now()", "true", "gen_random_uuid()", "1", "'1 day'", "1", "now()", "now()"];
    const { connection, facts } = database;
    const sizes = async (order: readonly number[]) => {
      const list = order.map((i) => columns[i]).join(", ");
      await connection.execute(`CREATE TEMP TABLE padded (${list});
        INSERT INTO padded VALUES (${order.map((i) => values[i]).join(", ")})`);
      const [row] = await connection.query("SELECT pg_column_size(padded.*) AS bytes FROM padded");
      await connection.execute("DROP TABLE padded");
      return Number(row?.["bytes"]);
    };
    const alignment = [2, 8, 1, 1, 4, 8, 8, 8, 4];
    const asTheyStand = types.map((_, i) => i);
    const widestFirst = asTheyStand.toSorted((a, b) => alignment[b]! - alignment[a]!);
    const lost = (await sizes(asTheyStand)) - (await sizes(widestFirst));
    const language = scriptLanguage(postgres, facts);
    const [hazard] = findHazards(
      await record(
        (op) =>
          op.createTable("padded", (t) => {
            for (const [i, type] of types.entries()) t.column(`c${i}`, type);
            t.primaryKey(null, ["c0"]);
          }),
        language,
      ),
      {
        dialect: postgres,
        facts,
        state: null,
        policy: { levels: { "fields-alignment": "info", "old-type": "off" } },
      },
    );
    const [, now, least] = /loses (\d+) bytes .* and (\d+) where/.exec(hazard?.message ?? "") ?? [];
    expect(Number(now) - Number(least)).toBe(lost);
  });
});

/** The strongest lock and the hardest work on each table, by name. */
function summary(impacts: readonly Impact[]): Readonly<Record<string, Seen>> {
  const tables: Record<string, Seen> = {};
  for (const { table, lock, work } of impacts) {
    const name = formatName(table);
    const mode = `${lock.toLowerCase().replaceAll(/(?:^| )(\w)/g, (_, first: string) => first.toUpperCase())}Lock`;
    const known = tables[name] ?? { lock: mode, work };
    tables[name] = {
      lock: strength.indexOf(mode) > strength.indexOf(known.lock) ? mode : known.lock,
      work: works.indexOf(work) > works.indexOf(known.work) ? work : known.work,
    };
  }
  return sorted(tables);
}

const sorted = (tables: Readonly<Record<string, Seen>>) =>
  Object.fromEntries(Object.entries(tables).sort(([a], [b]) => (a < b ? -1 : 1)));

async function observe(connection: OpenDatabase["connection"], statements: readonly string[]) {
  const files = `SELECT c.oid::int, c.relname::text AS name, pg_relation_filenode(c.oid)::text AS file,
      (SELECT string_agg(pg_relation_filenode(i.indexrelid)::text, ' ' ORDER BY i.indexrelid) FROM pg_index i WHERE i.indrelid = c.oid) AS indexes
    FROM pg_class c WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`;
  const before = await connection.query(files);
  const list = before.map(({ oid }) => Number(oid)).join(", ");
  // The counters go on from earlier transactions of the session.
  const count = `SELECT oid::int, pg_stat_get_xact_numscans(oid)::int AS scans,
    pg_stat_get_xact_tuples_updated(oid)::int AS updated FROM unnest(ARRAY[${list}]::oid[]) AS oid`;
  const earlier = await connection.query(count);
  await connection.execute("BEGIN");
  try {
    for (const sql of statements) await connection.execute(sql);
    const counts = await connection.query(count);
    const locks = await connection.query(`SELECT relation::int AS oid, mode FROM pg_locks
      WHERE pid = pg_backend_pid() AND granted AND locktype = 'relation' AND relation IN (${list})`);
    const after = await connection.query(files);
    const seen = before.flatMap(({ oid, name, file, indexes }): [string, Seen][] => {
      const modes = locks.filter((lock) => lock["oid"] === oid).map(({ mode }) => String(mode));
      const strongest = modes.sort((a, b) => strength.indexOf(b) - strength.indexOf(a))[0];
      if (strongest === undefined || strength.indexOf(strongest) < 3) return [];
      const now = after.find((row) => row["oid"] === oid);
      const grown = (key: string) => {
        const of = (rows: readonly Row[]) => Number(rows.find((row) => row["oid"] === oid)?.[key]);
        return of(counts) > of(earlier);
      };
      const known = String(indexes ?? "").split(" ");
      const built = String(now?.["indexes"] ?? "")
        .split(" ")
        .some((index) => index !== "" && !known.includes(index));
      const rewritten = now !== undefined && (now["file"] !== file || grown("updated"));
      const work = rewritten ? "rewrite" : built ? "index" : grown("scans") ? "scan" : "nothing";
      return [[String(name), { lock: strongest, work }]];
    });
    return sorted(Object.fromEntries(seen));
  } finally {
    await connection.execute("ROLLBACK");
  }
}
