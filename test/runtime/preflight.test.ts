import { scriptLanguage } from "@typeorm-autogen/dialect";
import { record, type Operation, type Operations, type TableAlteration } from "@typeorm-autogen/ops";
import {
  describeMisfit,
  MigrationFailedError,
  RowsInTheWayError,
  type MigrationContext,
} from "@typeorm-autogen/runtime";
import { describe, expect, test } from "vitest";
import { dialectOf } from "../live/target-dialect.js";
import { sqliteTargets, targets, type Target } from "../live/targets.js";
import {
  failureOf,
  freshTarget,
  graphOf,
  openContext,
  tableNames,
  writeScripts,
  type Script,
} from "./project.js";

const rows = [
  "CREATE TABLE users (id integer NOT NULL PRIMARY KEY, email varchar(320), age integer, born timestamp)",
  "INSERT INTO users VALUES (1, 'a@b.example', 1, '2020-01-01 10:00:00'), (2, 'a@b.example', 70000, '2020-01-01 11:00:00')",
  "INSERT INTO users VALUES (3, 'someone.with.a.long.name@example.org', NULL, NULL), (4, '12', 0, NULL), (5, NULL, -1, NULL)",
  "CREATE TABLE orders (id integer NOT NULL PRIMARY KEY, user_id integer, note varchar(40))",
  "INSERT INTO orders VALUES (10, 1, 'x'), (11, 99, 'y'), (12, NULL, NULL)",
  "CREATE TABLE vacant (id integer NOT NULL PRIMARY KEY, name varchar(40))",
];

type Found = readonly [kind: string, columns: string, rows: number | null, example: object | null];

/** What a script does, and which rows are in its way. */
interface Case {
  readonly title: string;
  readonly script: (op: Operations) => void;
  readonly found: readonly Found[];
  readonly only?: Target["dialect"];
  /** Where nothing but the look beforehand refuses it: SQLite takes any value into any column. */
  readonly unrefused?: Target["dialect"];
}

const text = { was: { type: "varchar(320)", nullable: true } };

const cases: readonly Case[] = [
  {
    title: "rows that an exclusion constraint keeps apart",
    script: (op) =>
      op.alterTable("users", (t) => {
        t.createExclusion("X_email", [{ column: "email", operator: "=" }]);
        t.createExclusion(
          "X_span",
          [
            { expression: "int4range(least(age, 3), 5)", operator: "&&" },
            { expression: "id / 10", operator: "=" },
          ],
          { where: "age >= 0 AND id <> 2", method: "gist" },
        );
      }),
    found: [
      ["duplicate", "email", 2, { email: "a@b.example" }],
      ["exclusion", "", 2, { id: 1 }],
    ],
    only: "postgres",
  },
  {
    title: "texts that are too long",
    script: (op) => op.alterTable("users", (t) => t.alterColumn("email", { type: "varchar(20)" }, text)),
    found: [["conversion", "email", 1, { id: 3 }]],
    only: "postgres",
  },
  {
    title: "numbers out of range",
    script: (op) =>
      op.alterTable("users", (t) =>
        t.alterColumn("age", { type: "smallint" }, { was: { type: "integer", nullable: true } }),
      ),
    found: [["conversion", "age", 1, { id: 2 }]],
    only: "postgres",
  },
  {
    title: "texts that are no numbers",
    script: (op) =>
      op.alterTable("users", (t) =>
        t.alterColumn("email", { type: "integer" }, { ...text, using: '"email"::integer' }),
      ),
    found: [["conversion", "email", 3, { id: 1 }]],
    only: "postgres",
  },
  {
    title: "texts that SQLite would leave as they are",
    script: (op) => op.alterTable("users", (t) => t.alterColumn("email", { type: "integer" }, text)),
    found: [["conversion", "email", 3, { id: 1 }]],
    only: "sqlite",
    unrefused: "sqlite",
  },
  {
    title: "numbers that are no truth values",
    script: (op) =>
      op.alterTable("users", (t) =>
        t.alterColumn(
          "age",
          { type: "boolean" },
          { was: { type: "integer", nullable: true }, using: '"age"::text::boolean' },
        ),
      ),
    found: [["conversion", "age", 2, { id: 2 }]],
    only: "postgres",
  },
  {
    title: "a conversion that somebody wrote, tried by the server",
    script: (op) =>
      op.alterTable("users", (t) =>
        t.alterColumn("email", { type: "integer" }, { ...text, using: 'substr("email", 1, 1)::integer' }),
      ),
    found: [["conversion", "email", null, null]],
    only: "postgres",
  },
  {
    title: "NULL under NOT NULL, and none where a value is stated",
    script: (op) =>
      op.alterTable("users", (t) => {
        t.alterColumn("email", { nullable: false }, text);
        t.alterColumn(
          "age",
          { nullable: false },
          { was: { type: "integer", nullable: true }, backfill: "7" },
        );
      }),
    found: [["required", "email", 1, { id: 5 }]],
  },
  {
    title: "a required column without a value, unless there are no rows",
    script: (op) => {
      op.alterTable("users", (t) => t.addColumn("nick", "varchar(20)"));
      op.alterTable("vacant", (t) => t.addColumn("nick", "varchar(20)"));
      op.alterTable("orders", (t) => t.addColumn("nick", "varchar(20)", { default: "'none'" }));
    },
    found: [["required", "nick", 5, { id: 1 }]],
    // It would write an empty text into each.
    unrefused: "mysql",
  },
  {
    title: "duplicates under unique keys and indexes, and only where the predicate holds",
    script: (op) =>
      op.alterTable("users", (t) => {
        t.createUnique("UQ_email", ["email"]);
        t.createIndex("UQ_old", ["email"], { unique: true, where: "age > 100000" });
        t.createIndex("UQ_half", ["email"], { unique: true, where: "age > 0" });
      }),
    found: [
      ["duplicate", "email", 2, { email: "a@b.example" }],
      ["duplicate", "email", 2, { email: "a@b.example" }],
    ],
  },
  {
    title: "duplicates that a conversion makes",
    script: (op) => {
      op.alterTable("users", (t) => t.createUnique("UQ_born", ["born"]));
      op.alterTable("users", (t) =>
        t.alterColumn("born", { type: "date" }, { was: { type: "timestamp", nullable: true } }),
      );
    },
    found: [["duplicate", "born", 2, null]],
    only: "postgres",
  },
  {
    title: "a default that is the same for all under a unique key",
    script: (op) =>
      op.alterTable("users", (t) => {
        t.addColumn("slug", "varchar(20)", { default: "'none'" });
        t.createUnique("UQ_slug", ["slug"]);
      }),
    found: [["duplicate", "slug", 5, { slug: "none" }]],
  },
  {
    title: "rows that violate a check, NULL excepted",
    script: (op) => op.alterTable("users", (t) => t.createCheck("CHK_age", "age >= 0")),
    found: [["check", "", 1, { id: 5 }]],
  },
  {
    title: "rows behind a batch that corrects what is read of its table",
    script: (op) => {
      op.batchAlterTable("orders", { reflect: (t) => t.check("CHK_read", "id > 0") }, (t) =>
        t.dropCheck("CHK_read", "id > 0"),
      );
      op.alterTable("users", (t) => t.createCheck("CHK_age", "age >= 0"));
    },
    found: [["check", "", 1, { id: 5 }]],
  },
  {
    title: "rows under a condition, where it holds",
    script: (op) =>
      op.alterTable("users", (t) => {
        t.addColumn("email", "varchar(320)", { ifNotExists: true });
        t.createIndex("IDX_once", ["id"]);
        t.createIndex("IDX_once", ["email"], { unique: true, ifNotExists: true });
        t.createIndex("IDX_age", ["age", "email"], { unique: true, ifNotExists: true });
        t.createCheck("CHK_age", "age >= -1");
        t.createCheck("CHK_age", "age > 0", { ifNotExists: true });
        t.createCheck("CHK_old", "age >= 0", { ifNotExists: true });
      }),
    found: [["check", "", 1, { id: 5 }]],
  },
  {
    title: "rows that refer to nothing",
    script: (op) =>
      op.alterTable("orders", (t) => t.createForeignKey("FK_user", ["user_id"], "users", ["id"])),
    found: [["foreignKey", "user_id", 1, { id: 11 }]],
  },
  {
    title: "rows that refer to a table that is only made now",
    script: (op) => {
      op.createTable("people", (t) => {
        t.column("id", "integer");
        t.primaryKey(null, ["id"]);
      });
      op.alterTable("orders", (t) => t.createForeignKey("FK_user", ["user_id"], "people", ["id"]));
    },
    found: [["foreignKey", "user_id", 2, { id: 10 }]],
  },
  {
    title: "rows under names that pending revisions give them",
    script: (op) => {
      op.renameTable("users", "people");
      op.alterTable("people", (t) => t.renameColumn("email", "mail"));
      op.alterTable("people", (t) => t.createUnique("UQ_mail", ["mail"]));
      op.alterTable("people", (t) => t.createCheck("CHK_mail", "people.mail <> '12'"));
      op.alterTable("orders", (t) => t.createForeignKey("FK_user", ["user_id"], "people", ["id"]));
    },
    found: [
      ["duplicate", "mail", 2, { mail: "a@b.example" }],
      ["check", "", 1, { id: 4 }],
      ["foreignKey", "user_id", 1, { id: 11 }],
    ],
  },
  {
    title: "rows after their gaps are filled",
    script: (op) =>
      op.alterTable("orders", (t) => {
        t.alterColumn(
          "note",
          { nullable: false },
          { was: { type: "varchar(40)", nullable: true }, backfill: "'x'" },
        );
        t.createUnique("UQ_note", ["note"]);
      }),
    found: [["duplicate", "note", 2, { note: "x" }]],
  },
  {
    title: "nothing once raw SQL may have put rows right",
    script: (op) => {
      op.execute("UPDATE users SET email = NULL");
      op.alterTable("users", (t) => t.createUnique("UQ_email", ["email"]));
    },
    found: [],
  },
];

const operationsOf = ({ script }: Case, target: Target): Promise<readonly Operation[]> => {
  return record(script, scriptLanguage(dialectOf(target)));
};

const casesOf = ({ dialect }: Target) => cases.filter(({ only = dialect }) => only === dialect);

function scriptOf({ script }: Case): Script {
  return { id: "aaaa1", up: `const text = ${JSON.stringify(text)};\n(${script.toString()})(op);` };
}

async function openRows(target: Target, folder: string): Promise<MigrationContext> {
  const context = await openContext(target, await freshTarget(target), folder);
  for (const sql of rows) await context.connection.execute(sql);
  return context;
}

describe.each(sqliteTargets)("on $name, before anything runs", (target) => {
  test("views and triggers that read a column which goes are named, unless it comes again at once", async () => {
    const context = await openContext(target, await freshTarget(target), writeScripts([]));
    for (const sql of [
      "CREATE TABLE t (id integer, a text, b text)",
      "CREATE VIEW v AS SELECT a FROM t",
      "CREATE TRIGGER tr AFTER INSERT ON t BEGIN UPDATE t SET b = new.b || 'x'; END",
    ])
      await context.connection.execute(sql);
    const find = async (script: (op: Operations) => void) => {
      const operations = await record(script, scriptLanguage(dialectOf(target)));
      const found = await context.findDependents([{ revision: "aaaa1", operations }]);
      return found.map(({ object, dependent }) => `${object}: ${dependent}`).sort();
    };
    const drop = (t: TableAlteration) =>
      ["a", "b"].forEach((name) => t.dropColumn(name, "text", { nullable: true }));
    expect(await find((op) => op.alterTable("t", drop))).toEqual(["t.a: view v", "t.b: trigger tr on t"]);
    const again = await find((op) =>
      op.alterTable("t", (t) => {
        drop(t);
        t.addColumn("a", "integer", { backfill: "0" });
      }),
    );
    expect(again).toEqual(["t.b: trigger tr on t"]);
    const gone = await find((op) => {
      op.dropView("v");
      op.alterTable("t", drop);
    });
    expect(gone).toEqual(["t.b: trigger tr on t"]);
    expect(await find((op) => op.dropTable("t"))).toEqual(["t: view v"]);
  });
});

describe.each(targets)("on $name, before anything runs", (target) => {
  test("rows in the way are found, and the query that is given shows them", async () => {
    const context = await openRows(target, writeScripts([]));
    for (const each of casesOf(target)) {
      const operations = await operationsOf(each, target);
      const misfits = await context.findMisfits([{ revision: "aaaa1", operations }]);
      const told = misfits.map(({ kind, columns, rows: count, example }) => [
        kind,
        columns.join(),
        count,
        example?.["born"] ? null : example,
      ]);
      expect(told, each.title).toEqual(each.found);
      for (const { query, rows: count } of misfits) {
        if (count === null) continue;
        const shown = await context.connection.query(query);
        expect(shown.length, query).toBeGreaterThan(0);
      }
    }
  });

  test("what is found is what the server would refuse", async () => {
    const refused: string[] = [];
    const expected: string[] = [];
    for (const each of casesOf(target)) {
      const folder = writeScripts([scriptOf(each)]);
      const context = await openRows(target, folder);
      if (each.found.length > 0 && each.unrefused !== target.dialect) expected.push(each.title);
      await context.upgrade(graphOf(folder), "head").catch(() => refused.push(each.title));
    }
    expect(refused).toEqual(expected);
  });

  test("upgrade refuses by name, and leaves nothing behind", async () => {
    const unique = `op.alterTable("users", (t) => t.createUnique("UQ_email", ["email"]));`;
    const create = `op.createTable("more", (t) => { t.column("id", "integer"); });`;
    const folder = writeScripts([
      { id: "aaaa1", up: create },
      { id: "bbbb2", after: "aaaa1", up: unique },
    ]);
    const context = await openRows(target, folder);
    const error = await failureOf(context.upgrade(graphOf(folder), "head", { preflight: true }));
    expect(error).toBeInstanceOf(RowsInTheWayError);
    expect(error.message).toContain(
      "users.email: 2 rows hold the same values, which have to be unique, such as email a@b.example (revision bbbb2)",
    );
    expect(error.message).toContain("--no-preflight");
    expect(await tableNames(target, context.connection)).toEqual(["orders", "users", "vacant"]);
    await context.connection.execute("UPDATE users SET email = NULL WHERE id = 2");
    await context.upgrade(graphOf(folder), "head", { preflight: true });
    expect(await context.currentHeads()).toEqual(["bbbb2"]);
  });

  test("downgrade looks first too, and leaves it to the server only when told to", async () => {
    const down = `op.alterTable("users", (t) => t.createCheck("CHK_age", "age >= 0"));`;
    const folder = writeScripts([{ id: "aaaa1", up: "", down }]);
    const context = await openRows(target, folder);
    await context.upgrade(graphOf(folder), "head");
    const error = await failureOf(context.downgrade(graphOf(folder), "base", { preflight: true }));
    expect(error).toBeInstanceOf(RowsInTheWayError);
    expect(error.message).toContain("users: 1 row violate the check CHK_age, such as id 5 (revision aaaa1)");
    expect(await context.currentHeads()).toEqual(["aaaa1"]);
    const unasked = await failureOf(context.downgrade(graphOf(folder), "base"));
    expect(unasked).toBeInstanceOf(MigrationFailedError);
    await context.connection.execute("UPDATE users SET age = 0 WHERE id = 5");
    await context.downgrade(graphOf(folder), "base", { preflight: true });
    expect(await context.currentHeads()).toEqual([]);
  });

  test.each([
    [`await op.query("SELECT 1 AS one");`, ["aaaa1"]],
    [`throw new Error("of the script");`, []],
  ])("what cannot be known is left to the run: %s", async (up, heads) => {
    const unique = `op.alterTable("users", (t) => t.createUnique("UQ_email", ["email"]));`;
    const folder = writeScripts([
      { id: "aaaa1", async: true, up },
      { id: "bbbb2", after: "aaaa1", up: unique },
    ]);
    const context = await openRows(target, folder);
    const error = await failureOf(context.upgrade(graphOf(folder), "head", { preflight: true }));
    expect(error).toBeInstanceOf(MigrationFailedError);
    expect(await context.currentHeads()).toEqual(heads);
  });

  if (target.dialect !== "mysql")
    test("texts that another collation makes equal", async () => {
      const context = await openRows(target, writeScripts([]));
      const postgres = target.dialect === "postgres";
      if (postgres)
        await context.connection.execute(
          "CREATE COLLATION nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
        );
      await context.connection.execute("CREATE UNIQUE INDEX uq_name ON vacant (name)");
      await context.connection.execute("INSERT INTO vacant VALUES (1, 'a'), (2, 'A'), (3, 'b')");
      const collation = postgres ? "nocase" : "NOCASE";
      const was = { type: "varchar(40)", nullable: true };
      const script = (op: Operations) =>
        op.alterTable("vacant", (t) => t.alterColumn("name", { collation }, { was }));
      const operations = await operationsOf({ title: "", script, found: [] }, target);
      const misfits = await context.findMisfits([{ revision: null, operations }]);
      expect(misfits.map(({ kind, columns, rows }) => [kind, columns, rows])).toEqual([
        ["duplicate", ["name"], 2],
      ]);
    });

  test("more rows than anybody reads are not counted to the end", async () => {
    const context = await openRows(target, writeScripts([]));
    const values = Array.from({ length: 150 }, (_, i) => `(${i + 1})`).join(", ");
    await context.connection.execute(`INSERT INTO vacant (id) VALUES ${values}`);
    const script = (op: Operations) => op.alterTable("vacant", (t) => t.addColumn("nick", "varchar(20)"));
    const operations = await operationsOf({ title: "", script, found: [] }, target);
    const [misfit] = await context.findMisfits([{ revision: null, operations }]);
    expect(misfit).toMatchObject({ rows: 100, more: true });
    expect(misfit && describeMisfit(misfit)).toBe(
      "vacant.nick: at least 100 rows would have no value in nick, which is required, such as id 1",
    );
  });
});
