import { defaultCompareOptions, noAnswers, type Answers } from "@typeorm-autogen/compare";
import { postgres } from "@typeorm-autogen/dialect-postgres";
import type { Column, EnumType, Schema, Table } from "@typeorm-autogen/model";
import { flatten, reverse, type OperationKind } from "@typeorm-autogen/ops";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LawDatabase } from "../laws/support/law-database.js";
import { postgresTargets } from "../live/targets.js";

const type = postgres.types.parse;

/** Two tables share a type with ugly values; defaults, arrays, checks, indexes, a generated column and a view read it. */
const start = `
  CREATE SCHEMA app;
  CREATE TYPE mood AS ENUM ('sad', 'o''k, "fine"', 'happy');
  COMMENT ON TYPE mood IS 'how one feels';
  REVOKE USAGE ON TYPE mood FROM PUBLIC; GRANT USAGE ON TYPE mood TO pg_monitor WITH GRANT OPTION;
  CREATE TYPE app.level AS ENUM ('1', '2', '10');
  CREATE TABLE a (id integer NOT NULL, m mood NOT NULL DEFAULT 'sad', ms mood[] DEFAULT '{sad,happy}', l app.level,
    t varchar(20) NOT NULL DEFAULT 'sad', up boolean GENERATED ALWAYS AS (m = 'happy') STORED,
    CONSTRAINT "PK_a" PRIMARY KEY (id), CONSTRAINT "CHK_a" CHECK (m <> 'happy' OR id > 0));
  CREATE TABLE b (id integer NOT NULL, m mood DEFAULT 'happy', CONSTRAINT "PK_b" PRIMARY KEY (id)) PARTITION BY LIST (id);
  CREATE TABLE b_1 PARTITION OF b FOR VALUES IN (1, 2);
  CREATE INDEX "IDX_a" ON a (id) WHERE m = 'happy';
  CREATE VIEW gay AS SELECT id, m FROM a WHERE m = 'happy';
  INSERT INTO a (id, m, ms, l) VALUES (1, 'sad', '{sad,NULL,"o''k, \\"fine\\""}', '10'), (2, 'o''k, "fine"', '{}', '1'), (3, 'happy', NULL, '2');
  INSERT INTO b VALUES (1, 'happy'), (2, 'sad');
`;

const fine = `o'k, "fine"`;

interface Case {
  readonly title: string;
  readonly to: (schema: Schema) => Schema;
  readonly answers?: Partial<Answers>;
  /** What the rows are afterwards, where they are not what they were. */
  readonly rows?: Readonly<Record<string, readonly unknown[]>>;
  /** Kinds of operations that may not be needed. */
  readonly without?: readonly OperationKind[];
}

const values =
  (name: string, ...list: readonly string[]) =>
  (schema: Schema): Schema => ({
    ...schema,
    enums: schema.enums.map((own): EnumType => (own.name === name ? { ...own, values: list } : own)),
  });

const column =
  (table: string, name: string, change: (column: Column) => Column) =>
  (schema: Schema): Schema => ({
    ...schema,
    tables: schema.tables.map((own): Table =>
      own.name === table
        ? { ...own, columns: own.columns.map((each) => (each.name === name ? change(each) : each)) }
        : own,
    ),
  });

/** What entities say of a renamed value, they say everywhere. */
const saying =
  (from: string, to: string) =>
  (schema: Schema): Schema => {
    const text = (sql: string) => sql.replaceAll(from, to);
    const said = (own: Column): Column => ({
      ...own,
      ...(own.default !== undefined && { default: text(own.default) }),
      ...(own.generated && { generated: { ...own.generated, expression: text(own.generated.expression) } }),
    });
    return {
      ...schema,
      tables: schema.tables.map((own) => ({
        ...own,
        columns: own.columns.map(said),
        checks: own.checks.map((check) => ({ ...check, expression: text(check.expression) })),
        indexes: own.indexes.map((index) => ({ ...index, ...(index.where && { where: text(index.where) }) })),
      })),
    };
  };

const all =
  (...steps: readonly ((schema: Schema) => Schema)[]) =>
  (schema: Schema): Schema =>
    steps.reduce((result, step) => step(result), schema);

const renamed = (from: string, to: string) => ({
  renames: [{ object: "value" as const, from, to }],
});

const cases: readonly Case[] = [
  {
    title: "values are added first, between and last, without building the type anew",
    to: values("mood", "worst", "sad", "so-so", fine, "happy", "best"),
    without: ["dropCheck", "dropColumn", "dropIndex"],
  },
  {
    title: "a value is added and is a default at once",
    to: all(
      values("mood", "sad", fine, "happy", "new"),
      column("a", "m", (own) => ({ ...own, default: "'new'" })),
    ),
  },
  {
    title: "a value is renamed in all that says it",
    to: all(values("mood", "sad", fine, "glad"), saying("happy", "glad")),
    answers: renamed("mood.happy", "glad"),
    rows: {
      "SELECT m::text FROM a ORDER BY id": ["sad", fine, "glad"],
      "SELECT m::text FROM b ORDER BY id": ["glad", "sad"],
    },
  },
  {
    title: "an ugly value is renamed to a worse one",
    to: values("mood", "sad", `{NULL, \\"'`, "happy"),
    answers: renamed(`mood.${fine}`, `{NULL, \\"'`),
    rows: { "SELECT m::text FROM a ORDER BY id": ["sad", `{NULL, \\"'`, "happy"] },
  },
  {
    title: "a value goes, and its rows, arrays and defaults take another",
    to: all(
      values("mood", fine, "happy"),
      column("a", "m", (own) => ({ ...own, default: "'happy'" })),
      column("a", "ms", (own) => ({ ...own, default: "'{happy}'" })),
    ),
    answers: { mappings: new Map([["mood.sad", "happy"]]) },
    rows: {
      "SELECT m::text FROM a ORDER BY id": ["happy", fine, "happy"],
      "SELECT ms::text[] FROM a ORDER BY id": [["happy", null, fine], [], null],
      "SELECT m::text FROM b ORDER BY id": ["happy", "happy"],
    },
  },
  {
    title: "values change their order",
    to: values("mood", "happy", "sad", fine),
    rows: { "SELECT m::text FROM a ORDER BY a.m": ["happy", "sad", fine] },
  },
  {
    title: "values change their order and one is new",
    to: values("mood", "happy", "new", "sad", fine),
  },
  {
    title: "values change their places, in arrays too",
    to: values("mood", "happy", fine, "sad"),
    answers: {
      renames: [
        { object: "value", from: "mood.sad", to: "happy" },
        { object: "value", from: "mood.happy", to: "sad" },
      ],
    },
    rows: {
      "SELECT m::text FROM a ORDER BY id": ["happy", fine, "sad"],
      "SELECT ms::text[] FROM a ORDER BY id": [["happy", null, fine], [], null],
    },
  },
  {
    title: "the type gets another name and schema, with its comment",
    to: all(
      (schema) => ({
        ...schema,
        enums: schema.enums.map((own) =>
          own.name === "mood" ? { ...own, schema: "app", name: "feeling" } : own,
        ),
        tables: schema.tables.map((own) => ({
          ...own,
          columns: own.columns.map((each) =>
            each.type.name === "mood"
              ? { ...each, type: { ...each.type, schema: "app", name: "feeling" } }
              : each,
          ),
        })),
      }),
      saying("::mood", ""),
      saying("[]", ""),
    ),
    without: ["createEnum", "dropEnum", "alterColumn"],
  },
  {
    title: "a column becomes varchar and another becomes the type",
    to: all(
      column("a", "l", (own) => ({ ...own, type: type("varchar(5)") })),
      column("a", "t", (own) => ({ ...own, type: type("mood") })),
      (schema) => ({ ...schema, enums: schema.enums.filter(({ name }) => name !== "level") }),
    ),
    rows: {
      "SELECT l FROM a ORDER BY id": ["10", "1", "2"],
      "SELECT t::text FROM a ORDER BY id": ["sad", "sad", "sad"],
    },
  },
  {
    title: "an array of values becomes an array of text",
    to: column("a", "ms", (own) => ({ ...own, type: type("text[]"), default: "'{sad,happy}'" })),
  },
  {
    title: "a column moves to another type that shares values, and its own goes",
    to: all(
      (schema) => ({
        ...schema,
        enums: [
          ...schema.enums.filter(({ name }) => name !== "level"),
          { schema: null, name: "grade", values: ["1", "2", "3", "10"] },
        ],
      }),
      column("a", "l", (own) => ({ ...own, type: { name: "grade", schema: null } })),
    ),
    rows: { "SELECT l::text FROM a ORDER BY id": ["10", "1", "2"] },
  },
  { title: "numbers get another value between them", to: values("level", "1", "2", "5", "10") },
];

describe.each(postgresTargets)("the life of enum types on $name", (target) => {
  let database: LawDatabase;
  beforeAll(async () => {
    database = await LawDatabase.open(target);
  });
  afterAll(() => database.close());

  async function rows(queries: readonly string[]): Promise<unknown> {
    const found: [string, unknown][] = [];
    for (const sql of queries) {
      const answer = await database.connection.query(sql);
      found.push([sql, answer.map((row) => Object.values(row)[0])]);
    }
    return Object.fromEntries(found);
  }

  test.each(cases)("$title", async ({ to, answers, rows: expected = {}, without = [] }) => {
    await database.wipe();
    await database.connection.execute(start);
    const live = await database.read();
    const declared = to({ ...live, views: [] });
    const before = await database.describe();
    const queries = Object.keys(expected);
    const was = await rows(queries);
    const options = { ...defaultCompareOptions, answers: { ...noAnswers, ...answers } };
    const { operations, decisions } = await database.difference(declared, options);
    expect(decisions).toEqual([]);
    expect(flatten(operations).filter(({ kind }) => without.includes(kind))).toEqual([]);
    await database.writeScript(operations, reverse(operations));
    await database.run("upgrade", "head");
    expect(await rows(queries)).toEqual(expected);
    expect((await database.difference(declared, defaultCompareOptions)).operations).toEqual([]);
    if (!answers?.mappings) {
      await database.run("downgrade", "base");
      expect(await rows(queries)).toEqual(was);
      expect(await database.describe()).toEqual(before);
    }
  });
});
