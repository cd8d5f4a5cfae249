import { postgres } from "@typeorm-autogen/dialect-postgres";
import { qualify, sortSchema, table, type Schema } from "@typeorm-autogen/model";
import { describeColumn, evolve, reverse, type ColumnPatch, type Operation } from "@typeorm-autogen/ops";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { postgresTargets } from "../live/targets.js";
import { openDatabase, type OpenDatabase } from "./database.js";

const type = postgres.types.parse;
const users = qualify("users");

/** The database that every case starts from. */
const start = `
  CREATE SCHEMA app;
  CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
  CREATE TABLE teams (id integer CONSTRAINT "PK_teams" PRIMARY KEY, code text NOT NULL);
  INSERT INTO teams VALUES (1, 'a'), (2, 'b');
  CREATE TABLE users (
    id serial CONSTRAINT "PK_users" PRIMARY KEY, number integer NOT NULL, big bigint GENERATED ALWAYS AS IDENTITY,
    name varchar(20) DEFAULT 'x', age text, flag integer, team_id integer, price numeric(10,2) DEFAULT 1.50,
    mood mood NOT NULL DEFAULT 'ok', moods mood[] DEFAULT '{sad}', at timestamp NOT NULL DEFAULT now(), note text,
    total integer GENERATED ALWAYS AS (number * 2) STORED,
    CONSTRAINT "UQ_number" UNIQUE (number), CONSTRAINT "CHK_number" CHECK (number > 0)
  );
  INSERT INTO users (number, age, flag, team_id, mood, moods) VALUES (1, '41', 1, 1, 'sad', '{sad,ok}'), (7, '42', 0, 2, 'happy', '{}');
  CREATE SEQUENCE "Nos" AS integer; SELECT setval('"Nos"', 70);
  CREATE INDEX "IDX_age" ON users (age) WHERE number > 0;
`;

interface Case {
  readonly title: string;
  operations(before: Schema): readonly Operation[];
  /** A query about the rows afterwards and its answer. */
  readonly rows?: readonly [sql: string, answer: unknown];
}

function alter(column: string, to: ColumnPatch, more: object = {}): (before: Schema) => readonly Operation[] {
  return (before) => {
    const own = before.tables
      .find((each) => each.name === "users")
      ?.columns.find((each) => each.name === column);
    return [{ kind: "alterColumn", table: users, column, to, was: describeColumn(own!), ...more }];
  };
}

const plain =
  (...operations: Operation[]) =>
  () =>
    operations;
const inTable =
  (changes: (before: Schema) => readonly Operation[]) =>
  (before: Schema): readonly Operation[] => [
    { kind: "alterTable", table: users, changes: changes(before) as never },
  ];

/** Changes of one column after each other, each knowing what the one before left. */
function consecutive(before: Schema, column: string, steps: readonly ColumnPatch[]): readonly Operation[] {
  const list: Operation[] = [];
  for (const to of steps) list.push(...alter(column, to)(evolve(before, list)));
  return list;
}

const enumColumns = [
  { table: users, column: "mood", default: "'ok'" },
  { table: users, column: "moods", default: "'{sad}'", dimensions: 1 },
];

const cases: readonly Case[] = [
  { title: "createSchema", operations: plain({ kind: "createSchema", name: "Other one" }) },
  { title: "dropSchema", operations: plain({ kind: "dropSchema", name: "app" }) },
  { title: "createExtension", operations: plain({ kind: "createExtension", name: "uuid-ossp" }) },
  {
    title: "createEnum",
    operations: plain({
      kind: "createEnum",
      enum: { schema: "app", name: "Colour", values: ["it's", "b"], comment: "c'" },
    }),
  },
  {
    title: "renameEnum",
    operations: plain({ kind: "renameEnum", from: qualify("mood"), to: qualify("Feeling", "app") }),
  },
  {
    title: "alterEnum adds values in place",
    operations: plain({
      kind: "alterEnum",
      enum: qualify("mood"),
      from: ["sad", "ok", "happy"],
      to: ["worst", "sad", "so-so", "ok", "happy", "best"],
      columns: enumColumns,
    }),
  },
  {
    title: "alterEnum renames a value in place",
    operations: plain({
      kind: "alterEnum",
      enum: qualify("mood"),
      from: ["sad", "ok", "happy"],
      to: ["sad", "ok", "glad"],
      map: { happy: "glad" },
      columns: [],
    }),
    rows: ["SELECT mood::text FROM users ORDER BY id", ["sad", "glad"]],
  },
  {
    title: "alterEnum removes a value by a rebuild, with a map that defaults follow",
    operations: plain(
      {
        kind: "alterEnum",
        enum: qualify("mood"),
        from: ["sad", "ok", "happy"],
        to: ["happy", "ok"],
        map: { sad: "ok" },
        columns: enumColumns,
      },
      { kind: "alterColumn", table: users, column: "moods", to: { default: "'{ok}'" } },
    ),
    rows: ["SELECT mood::text || moods::text FROM users ORDER BY id", ["ok{ok,ok}", "happy{}"]],
  },
  {
    title: "alterEnum reorders by a rebuild and keeps defaults",
    operations: plain({
      kind: "alterEnum",
      enum: qualify("mood"),
      from: ["sad", "ok", "happy"],
      to: ["happy", "ok", "sad"],
      columns: enumColumns,
    }),
    rows: ["SELECT mood::text FROM users ORDER BY mood", ["happy", "sad"]],
  },
  {
    title: "createSequence",
    operations: plain({
      kind: "createSequence",
      sequence: { schema: "app", name: "S", type: "integer", start: "5", increment: "5", cycle: true },
    }),
  },
  {
    title: "createTable",
    operations: plain({
      kind: "createTable",
      table: table(qualify("Orders", "app"), {
        columns: [
          { name: "id", type: type("bigint"), nullable: false, autoincrement: true },
          {
            name: "other",
            type: type("integer"),
            nullable: true,
            autoincrement: true,
            options: { sequence: "my seq" },
          },
          { name: "user_id", type: type("integer"), nullable: false, comment: "who's" },
          { name: "state", type: type("mood"), nullable: false, default: "'ok'" },
          {
            name: "local",
            type: type("timestamp"),
            nullable: false,
            default: "now() AT TIME ZONE 'utc'::text",
          },
        ],
        primaryKey: { name: "PK", columns: ["id"] },
        uniques: [{ name: "UQ", columns: ["user_id", "state"], deferrable: "immediate" }],
        checks: [
          { name: "CHK", expression: "user_id > 0" },
          { name: "C2", expression: "id > 0", notValid: true },
        ],
        foreignKeys: [
          {
            name: "FK",
            columns: ["user_id"],
            references: users,
            referencedColumns: ["id"],
            onDelete: "set null",
          },
        ],
        indexes: [
          {
            name: "IX",
            parts: [
              { expression: "id + 1", descending: true },
              { column: "user_id", nulls: "first" },
            ],
          },
        ],
        comment: "orders",
      }),
    }),
  },
  {
    title: "renameTable into another schema",
    operations: plain({ kind: "renameTable", from: qualify("teams"), to: qualify("Squads", "app") }),
  },
  {
    title: "renameTable with a serial and an identity, whose sequences follow",
    operations: plain({ kind: "renameTable", from: users, to: qualify('it\'s $autogen$ "us"') }),
    rows: [
      "SELECT relname::text FROM pg_class WHERE relkind = 'S' ORDER BY relname COLLATE \"C\"",
      ["Nos", 'it\'s $autogen$ "us"_big_seq', 'it\'s $autogen$ "us"_id_seq'],
    ],
  },
  {
    title: "renameTable and a change of its serial's type",
    operations: (before) => [
      { kind: "renameTable", from: users, to: qualify("people") },
      ...alter("id", { type: type("bigint") })(before).map(
        (op) => ({ ...op, table: qualify("people") }) as Operation,
      ),
    ],
  },
  {
    title: "renameColumn of a serial, and back to a plain integer",
    operations: (before) => [
      { kind: "renameColumn", table: users, from: "id", to: "Key" },
      ...alter("id", { autoincrement: null })(before).map((op) => ({ ...op, column: "Key" }) as Operation),
    ],
  },
  {
    title: "renameSequence into another schema, with a default that names it",
    operations: (before) => {
      const rename: Operation = { kind: "renameSequence", from: qualify("Nos"), to: qualify("it's", "app") };
      return [...alter("flag", { default: "nextval('\"Nos\"'::regclass)" })(before), rename];
    },
    rows: ["INSERT INTO users (number) VALUES (9) RETURNING flag", [71]],
  },
  {
    title: "renameSchema, with all that names it",
    operations: plain(
      { kind: "createEnum", enum: { ...qualify("kind", "app"), values: ["a"] } },
      { kind: "createSequence", sequence: qualify("nos", "app") },
      {
        kind: "createTable",
        table: table(qualify("app", "app"), {
          columns: [
            { name: "app", type: type("app.kind"), nullable: false, default: "'a'::app.kind" },
            { name: "n", type: type("bigint"), nullable: true, default: "nextval('app.nos'::regclass)" },
          ],
          checks: [{ name: "CHK_app", expression: "(app = 'a'::app.kind)" }],
        }),
      },
      {
        kind: "addColumn",
        table: users,
        column: { name: "k", type: type("app.kind"), nullable: true, default: "'a'::app.kind" },
      },
      { kind: "renameSchema", from: "app", to: "Other one" },
    ),
  },
  {
    title: "setTableComment",
    operations: plain({ kind: "setTableComment", table: users, to: "it's", was: null }),
  },
  {
    title: "addColumn with a backfill",
    operations: plain({
      kind: "addColumn",
      table: users,
      column: { name: "full name", type: type("text"), nullable: false, comment: "c" },
      backfill: "name || number",
    }),
    rows: ['SELECT "full name" FROM users ORDER BY id', ["x1", "x7"]],
  },
  {
    title: "addColumn serial",
    operations: plain({
      kind: "addColumn",
      table: users,
      column: { name: "n", type: type("smallint"), nullable: false, autoincrement: true },
    }),
  },
  {
    title: "addColumn identity",
    operations: plain({
      kind: "addColumn",
      table: users,
      column: {
        name: "n",
        type: type("integer"),
        nullable: false,
        identity: { mode: "byDefault", start: "7" },
      },
    }),
  },
  {
    title: "addColumn generated",
    operations: plain({
      kind: "addColumn",
      table: users,
      column: {
        name: "n",
        type: type("text"),
        nullable: true,
        generated: { expression: "upper(age)", stored: true },
      },
    }),
  },
  {
    title: "dropColumn",
    operations: (before) => [
      {
        kind: "dropColumn",
        table: users,
        column: before.tables
          .find((each) => each.name === "users")!
          .columns.find((each) => each.name === "note")!,
      },
    ],
  },
  {
    title: "renameColumn",
    operations: plain({ kind: "renameColumn", table: users, from: "number", to: "Number" }),
  },
  { title: "alterColumn widens", operations: alter("name", { type: type("varchar(50)") }) },
  { title: "alterColumn to text keeps its default", operations: alter("name", { type: type("text") }) },
  {
    title: "alterColumn converts with USING",
    operations: alter("age", { type: type("integer") }, { using: '"age"::integer' }),
    rows: ["SELECT age + 1 FROM users ORDER BY id", [42, 43]],
  },
  {
    title: "alterColumn makes a boolean of an integer, with a default",
    operations: alter(
      "flag",
      { type: type("boolean"), default: "false" },
      { using: '"flag"::boolean', usingBack: '"flag"::integer' },
    ),
    rows: ["SELECT flag FROM users ORDER BY id", [true, false]],
  },
  {
    title: "alterColumn makes an enum of text whose default has no cast",
    operations: alter("name", { type: type("mood"), default: "'sad'" }, { using: "'happy'::mood" }),
    rows: ["SELECT name::text FROM users ORDER BY id", ["happy", "happy"]],
  },
  {
    title: "alterColumn enum to text, default kept",
    operations: alter("mood", { type: type("text") }, { usingBack: '"mood"::"mood"' }),
  },
  { title: "alterColumn collation", operations: alter("note", { collation: "C" }) },
  {
    title: "alterColumn type and collation",
    operations: alter("name", { type: type("varchar(40)"), collation: "POSIX" }),
  },
  { title: "alterColumn default away", operations: alter("price", { default: null }) },
  { title: "alterColumn default", operations: alter("at", { default: "now() AT TIME ZONE 'utc'::text" }) },
  {
    title: "alterColumn required, with a backfill",
    operations: alter("note", { nullable: false, default: "'-'" }, { backfill: "'none'" }),
    rows: ["SELECT note FROM users ORDER BY id", ["none", "none"]],
  },
  { title: "alterColumn nullable", operations: alter("at", { nullable: true }) },
  { title: "alterColumn comment", operations: alter("at", { comment: "when" }) },
  {
    title: "alterColumn serial to bigint, sequence and all",
    operations: alter("id", { type: type("bigint") }),
    rows: [
      "SELECT format_type(seqtypid, NULL) FROM pg_sequence WHERE seqrelid = 'users_id_seq'::regclass",
      ["bigint"],
    ],
  },
  {
    title: "alterColumn plain to serial",
    operations: alter("number", { autoincrement: true }),
    rows: ["INSERT INTO users DEFAULT VALUES RETURNING number", [8]],
  },
  { title: "alterColumn serial to plain", operations: alter("id", { autoincrement: null }) },
  {
    title: "alterColumn serial to identity",
    operations: alter("id", { autoincrement: null, identity: { mode: "byDefault" } }),
    rows: ["INSERT INTO users (number) VALUES (100) RETURNING id", [3]],
  },
  {
    title: "alterColumn identity to serial",
    operations: alter("big", { identity: null, autoincrement: true }),
    rows: ["INSERT INTO users (number) VALUES (100) RETURNING big", ["3"]],
  },
  {
    title: "alterColumn identity mode and options",
    operations: alter("big", { identity: { mode: "byDefault", increment: "5", cache: "2" } }),
  },
  {
    title:
      "alterColumn identity: every option there and gone, a direction that turns, a minimum above the counter",
    operations: (before) => {
      const first = { mode: "always", increment: "-3", minimum: "-90", maximum: "-2", cache: "4" } as const;
      const second = { mode: "always", minimum: "100", start: "120", cycle: true } as const;
      const last = { mode: "byDefault", minimum: "200" } as const;
      const steps: readonly ColumnPatch[] = [{ identity: first }, { identity: second }, { identity: last }];
      return consecutive(before, "big", steps);
    },
  },
  {
    title: "alterColumn of a serial whose sequence counts in its own way",
    operations: (before) =>
      consecutive(before, "id", [
        { options: { increment: "10", cache: "5", sequence: "numbers" } },
        { type: type("bigint"), options: { minimum: "50", sequence: "numbers" } },
        { autoincrement: null, options: null },
        { autoincrement: true, options: { increment: "-1", type: "integer" } },
      ]),
    rows: ["SELECT nextval('users_id_seq')::text", ["-1"]],
  },
  {
    title: "alterSequence: type, every option there and gone, owner, and what was started stays where it was",
    operations: plain(
      {
        kind: "alterSequence",
        sequence: qualify("Nos"),
        to: { type: null, start: "5", increment: "7", minimum: "3", maximum: "900", cache: "9", cycle: true },
        was: { type: "integer" },
      },
      {
        kind: "alterSequence",
        sequence: qualify("Nos"),
        to: { type: "smallint", start: null, minimum: null, maximum: null, cache: null, cycle: null },
        was: { start: "5", increment: "7", minimum: "3", maximum: "900", cache: "9", cycle: true },
      },
      { kind: "createSequence", sequence: qualify("owned") },
      {
        kind: "alterSequence",
        sequence: qualify("owned"),
        to: { ownedBy: { table: users, column: "note" }, increment: "-2" },
        was: {},
      },
      { kind: "renameColumn", table: users, from: "note", to: "Note" },
      {
        kind: "alterSequence",
        sequence: qualify("owned"),
        to: { increment: null, minimum: "40" },
        was: { increment: "-2", ownedBy: { table: users, column: "Note" } },
      },
    ),
    rows: [`SELECT nextval('"Nos"') || ' ' || nextval('owned')`, ["77 40"]],
  },
  { title: "alterColumn identity to nothing", operations: alter("big", { identity: null }) },
  {
    title: "alterColumn without expression",
    operations: (before) => alter("total", { generated: null })(before),
  },
  {
    title: "createPrimaryKey after dropPrimaryKey",
    operations: plain(
      { kind: "dropPrimaryKey", table: users, primaryKey: { name: "PK_users", columns: ["id"] } },
      { kind: "createPrimaryKey", table: users, primaryKey: { name: "PK2", columns: ["number", "id"] } },
    ),
  },
  {
    title: "createUnique",
    operations: plain({
      kind: "createUnique",
      table: users,
      unique: { name: "UQ_2", columns: ["id", "number"], deferrable: "deferred", nullsNotDistinct: true },
    }),
  },
  {
    title: "dropUnique",
    operations: plain({
      kind: "dropUnique",
      table: users,
      unique: { name: "UQ_number", columns: ["number"] },
    }),
  },
  {
    title: "createCheck",
    operations: plain({
      kind: "createCheck",
      table: users,
      check: { name: "CHK_2", expression: "(price > (0)::numeric) OR (price IS NULL)" },
    }),
  },
  {
    title: "dropCheck",
    operations: plain({
      kind: "dropCheck",
      table: users,
      check: { name: "CHK_number", expression: "number > 0" },
    }),
  },
  {
    title: "createForeignKey",
    operations: plain({
      kind: "createForeignKey",
      table: users,
      foreignKey: {
        name: "FK",
        columns: ["team_id"],
        references: qualify("teams"),
        referencedColumns: ["id"],
        onDelete: "cascade",
        onUpdate: "set default",
        deferrable: "deferred",
        notValid: true,
      },
    }),
  },
  {
    title: "renameConstraint",
    operations: plain({ kind: "renameConstraint", table: users, from: "UQ_number", to: "UQ other" }),
  },
  {
    title: "createIndex",
    operations: plain({
      kind: "createIndex",
      table: users,
      index: {
        name: "I",
        parts: [
          { column: "age", operatorClass: "text_pattern_ops" },
          { expression: "number + 1", descending: true, nulls: "last" },
        ],
        unique: true,
        include: ["flag"],
        where: "flag = 1",
        nullsNotDistinct: true,
        options: { fillfactor: 80 },
      },
    }),
  },
  {
    title: "createIndex concurrently",
    operations: plain({
      kind: "createIndex",
      table: users,
      index: { name: "I", parts: [{ column: "flag" }], method: "hash", concurrently: true },
    }),
  },
  {
    title: "dropIndex",
    operations: plain({
      kind: "dropIndex",
      table: users,
      index: { name: "IDX_age", parts: [{ column: "age" }], where: "number > 0" },
    }),
  },
  {
    title: "renameIndex",
    operations: plain({ kind: "renameIndex", table: users, from: "IDX_age", to: "IDX other" }),
  },
  {
    title: "createExclusion with everything that it may have",
    operations: plain({
      kind: "createExclusion",
      table: users,
      exclusion: {
        name: "EXC users",
        elements: [
          { column: "name", collation: "C", operatorClass: "text_pattern_ops", operator: "=" },
          { expression: "lower(age)", descending: true, nulls: "last", operator: "=" },
        ],
        include: ["note"],
        options: { fillfactor: "70" },
        where: "number > 0",
        deferrable: "deferred",
      },
    }),
  },
  {
    title: "createExclusion and its dropping, in another access method",
    operations: plain(
      {
        kind: "createExclusion",
        table: users,
        exclusion: {
          name: "EXC_range",
          elements: [{ expression: "int4range(number, (number + 1))", operator: "&&" }],
          method: "gist",
        },
      },
      {
        kind: "renameConstraint",
        table: users,
        from: "EXC_range",
        to: "EXC_span",
      },
      { kind: "renameColumn", table: users, from: "number", to: "count" },
    ),
  },
  {
    title: "alterTable with several column changes at once",
    operations: inTable((before) => [
      ...alter("name", { type: type("text"), default: "'y'" })(before),
      ...alter("age", { type: type("bigint"), nullable: false }, { using: '"age"::bigint' })(before),
      ...alter("note", { nullable: false }, { backfill: "'n'" })(before),
      { kind: "createIndex", table: users, index: { name: "I", parts: [{ column: "note" }] } },
    ]),
  },
  {
    title: "setTypeormMetadata in a table of its own",
    operations: plain({
      kind: "setTypeormMetadata",
      row: { table: "users", schema: null, type: "GENERATED_COLUMN", name: "total" },
      to: "number * 2 -- it's",
      was: null,
    }),
  },
];

describe.each(postgresTargets)("operations on $name", (target) => {
  let server: OpenDatabase;
  beforeAll(async () => {
    server = await openDatabase(target);
  });
  afterAll(() => server.drop());

  test.each(cases)("$title", async ({ title, operations, rows }) => {
    const database = await openDatabase(target);
    try {
      await database.connection.execute(start);
      const metadata = title.startsWith("setTypeormMetadata");
      if (metadata)
        await database.connection.execute(
          'CREATE TABLE typeorm_metadata ("type" varchar NOT NULL, "database" varchar, "schema" varchar, "table" varchar, "name" varchar, "value" text)',
        );
      const read = async () => {
        const scope = {
          schemas: ["app", "Other one"],
          ...(metadata && { metadataTable: qualify("typeorm_metadata") }),
        };
        return sortSchema(postgres.normalise(await database.read(scope), database.facts));
      };
      const before = await read();
      const list = operations(before);
      await database.apply(list);
      const after = await read();
      expect(after).toEqual(sortSchema(postgres.normalise(evolve(before, list), database.facts)));
      if (rows) {
        const found = await database.connection.query(rows[0]);
        expect(found.map((row) => Object.values(row)[0])).toEqual(rows[1]);
      }
    } finally {
      await database.drop();
    }
  });

  test("every operation but a lost expression can be undone", async () => {
    const database = await openDatabase(target);
    await database.connection.execute(start);
    const read = async () =>
      sortSchema(postgres.normalise(await database.read({ schemas: ["app", "Other one"] }), database.facts));
    const first = await read();
    for (const { title, operations } of cases) {
      // A value cannot be taken out of a type without a rebuild, which may not see these defaults; the metadata table is missing.
      if (/without expression|setTypeormMetadata|createExtension|alterEnum|concurrently/.test(title))
        continue;
      const list = operations(first);
      await database.apply(list);
      await database.apply(reverse(list));
      expect(await read(), title).toEqual(first);
    }
    await database.drop();
  });
});
