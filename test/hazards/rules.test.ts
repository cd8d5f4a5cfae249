import { readFileSync } from "node:fs";
import { join } from "node:path";
import { scriptLanguage, type Dialect } from "@typeorm-autogen/dialect";
import { mysql } from "@typeorm-autogen/dialect-mysql";
import { postgres } from "@typeorm-autogen/dialect-postgres";
import { sqlite } from "@typeorm-autogen/dialect-sqlite";
import {
  findHazards,
  hazardRules,
  readAcceptances,
  type Hazard,
  type HazardPolicy,
} from "@typeorm-autogen/hazards";
import { emptySchema, type Schema } from "@typeorm-autogen/model";
import { evolve, record, type Operations } from "@typeorm-autogen/ops";
import { describe, expect, test } from "vitest";

interface Setting {
  readonly dialect?: Dialect;
  readonly version?: string;
  /** What stands before. */
  readonly before?: (op: Operations) => void;
  readonly policy?: HazardPolicy;
}

async function hazards(script: (op: Operations) => void, setting: Setting = {}): Promise<readonly Hazard[]> {
  const { dialect = postgres, before, policy = {} } = setting;
  const facts = { ...dialect.defaultFacts, version: setting.version ?? dialect.defaultFacts.version };
  const language = scriptLanguage(dialect, facts);
  const state: Schema | null = before ? evolve(emptySchema, await record(before, language)) : null;
  return findHazards(await record(script, language), { dialect, facts, state, policy });
}

async function found(script: (op: Operations) => void, setting: Setting = {}) {
  return (await hazards(script, setting)).map(({ rule, object }) => `${rule} ${object}`);
}

const shop = (op: Operations) => {
  op.createTable("customer", (t) => {
    t.column("id", "integer", { identity: "byDefault" });
    t.column("name", "varchar(40)", { nullable: true });
    t.column("email", "varchar(120)", { nullable: true });
    t.primaryKey("PK_customer", ["id"]);
  });
  op.createTable("purchase", (t) => {
    t.column("id", "integer");
    t.column("customer_id", "integer", { nullable: true });
    t.primaryKey("PK_purchase", ["id"]);
  });
};

describe("rows and values that are gone", () => {
  test("dropped tables, columns, sequences and enum values; nothing that is computed or mapped", async () => {
    const rules = await hazards((op) => {
      op.dropTable("gone");
      op.alterTable("users", (t) => {
        t.dropColumn("name", "text");
        t.dropColumn("sum", "integer", { generated: { expression: "a + b", stored: true } });
      });
      op.alterEnum("mood", ["glad"], { was: ["glad", "sad", "angry"], map: { sad: "glad" } });
      op.dropSequence("numbers");
    });
    expect(
      rules.map(({ rule, level, object, destroys }) => [rule, level, object, destroys ?? false]),
    ).toEqual([
      ["drop-table", "error", "gone", true],
      ["drop-column", "error", "users.name", true],
      ["drop-enum-value", "error", "mood.angry", false],
      ["drop-sequence", "warning", "numbers", true],
    ]);
  });

  test("a column that is dropped and added again is called what it is", async () => {
    expect(
      await found((op) =>
        op.alterTable("users", (t) => {
          t.dropColumn("code", "integer");
          t.addColumn("code", "varchar(10)", { nullable: true });
        }),
      ),
    ).toEqual(["column-recreated users.code"]);
  });

  test("what the same revisions made is nobody's loss", async () => {
    expect(
      await found((op) => {
        op.createTable("draft", (t) => {
          t.column("id", "bigint");
          t.column("a", "text", { nullable: true });
          t.primaryKey("PK_draft", ["id"]);
        });
        op.alterTable("draft", (t) => {
          t.dropColumn("a", "text", { nullable: true });
          t.createIndex("IDX_id", ["id"], { unique: true });
          t.alterColumn("id", { type: "integer" }, { was: { type: "bigint" } });
        });
        op.dropTable("draft");
      }),
    ).toEqual([]);
  });

  test("a table that is dropped and made anew loses its rows all the same", async () => {
    expect(
      await found((op) => {
        op.dropTable("purchase");
        op.createTable("purchase", (t) => {
          t.column("id", "bigint");
          t.primaryKey("PK_purchase", ["id"]);
        });
      }),
    ).toEqual(["drop-table purchase"]);
  });
});

describe("code that runs against the old schema", () => {
  test("renames, loosened columns, guards that go", async () => {
    const rules = await found(
      (op) => {
        op.renameTable("customer", "client");
        op.alterTable("client", (t) => {
          t.renameColumn("name", "full_name");
          t.alterColumn("email", { nullable: true }, { was: { type: "varchar(120)", nullable: false } });
          t.dropCheck("CHK_email", "email <> ''");
          t.dropUnique("UQ_email", ["email"]);
          t.dropPrimaryKey("PK_customer", ["id"]);
          t.dropIndex("IDX_name", ["name"]);
        });
      },
      { dialect: sqlite },
    );
    expect(rules).toEqual([
      "rename-table customer",
      "rename-column client.name",
      "sqlite-rebuild client",
      "drop-not-null client.email",
      "drop-constraint client.CHK_email",
      "drop-constraint client.UQ_email",
      "drop-primary-key client",
      "drop-index client.IDX_name",
    ]);
  });

  test("other objects that are called otherwise, and in SQL too, but not those that the same revision makes", async () => {
    const rules = await found((op) => {
      op.renameView("sales", "audit.sales", { materialized: true });
      op.renameSequence("numbers", "nos");
      op.renameSchema("shop", "store");
      op.createSchema("s");
      op.createSequence("q");
      op.createView("v", "SELECT 1 AS n");
      op.renameView("v", "w");
      op.renameSequence("q", "r");
      op.renameSchema("s", "t");
      op.execute("ALTER VIEW a RENAME TO b; ALTER SEQUENCE a RENAME TO b; ALTER SCHEMA a RENAME TO b");
    });
    expect(rules).toEqual([
      "rename-view sales",
      "rename-sequence numbers",
      "rename-schema shop",
      "rename-view a",
      "rename-sequence a",
      "rename-schema a",
    ]);
  });

  test("a default that steps aside for a moment is none that goes", async () => {
    const aside = (op: Operations) =>
      op
        .alterTable("users")
        .alterColumn("kind", { default: null }, { was: { type: "mood", default: "'a'" } });
    expect(await found(aside)).toEqual(["drop-default users.kind"]);
    expect(
      await found((op) => {
        aside(op);
        op.alterTable("users").alterColumn("kind", { default: "'b'" }, { was: { type: "mood" } });
      }),
    ).toEqual([]);
  });

  test("what comes back changed, or went with its table or column, is not mourned", async () => {
    expect(
      await found((op) => {
        op.alterTable("users", (t) => {
          t.dropIndex("IDX_a", ["a"]);
          t.createIndex("IDX_a", ["a", "b"], { concurrently: true });
          t.dropForeignKey("FK_c", ["c"], "other", ["id"]);
          t.dropColumn("c", "integer");
        });
      }),
    ).toEqual(["drop-column users.c"]);
  });
});

describe("rows in the way", () => {
  test("required columns, uniques, cascades", async () => {
    expect(
      await found(
        (op) =>
          op.alterTable("customer", (t) => {
            t.addColumn("age", "integer");
            t.addColumn("size", "integer", { default: "1" });
            t.createIndex("IDX_email", ["email"], { unique: true });
            t.createForeignKey("FK_p", ["id"], "purchase", ["id"], { onDelete: "cascade" });
          }),
        { dialect: mysql, version: "8.4.0" },
      ),
    ).toEqual([
      "add-required-column customer.age",
      "add-unique-on-existing customer.email",
      "on-delete-cascade customer.id",
      "algorithm-copy customer.id",
    ]);
  });
});

test("a column that is added empty may be unique", async () => {
  expect(
    await found((op) =>
      op.alterTable("customer", (t) => {
        t.addColumn("slug", "text", { nullable: true });
        t.createIndex("IDX_slug", ["slug"], { unique: true, concurrently: true });
      }),
    ),
  ).toEqual([]);
});

describe("whom it keeps waiting", () => {
  test("on PostgreSQL: the lock, who waits, why, and the safe way in our own operations", async () => {
    const [hazard, ...others] = await hazards(
      (op) => op.alterTable("customer").createIndex("IDX_name", ["name"]),
      {
        before: shop,
      },
    );
    expect(others).toEqual([]);
    expect(hazard).toEqual({
      rule: "index-not-concurrent",
      level: "error",
      object: "customer.IDX_name",
      message: "SHARE lock on customer: writes wait while the index is built",
      operation: 0,
      lock: { name: "SHARE", blocks: "writes", work: "index" },
      safe: 'op.alterTable("customer").createIndex("IDX_name", ["name"], {\n  concurrently: true,\n});',
    });
  });

  test("a foreign key waits on both tables, and its column wants an index", async () => {
    const rules = await hazards(
      (op) => op.alterTable("purchase").createForeignKey("FK_c", ["customer_id"], "customer", ["id"]),
      { before: shop },
    );
    expect(rules.map(({ rule, object }) => [rule, object])).toEqual([
      ["fk-without-not-valid", "purchase.customer_id"],
      ["fk-without-not-valid", "customer.id"],
      ["missing-fk-index", "purchase.customer_id"],
    ]);
    expect(rules[0]?.safe).toContain("notValid: true");
    expect(rules[0]?.safe).toContain("validateConstraint(");
  });

  test("on SQLite a rebuild is a note; in place it is nothing", async () => {
    const change = (op: Operations) =>
      op
        .alterTable("customer")
        .alterColumn("email", { type: "text" }, { was: { type: "varchar(120)", nullable: true } });
    const setting = { dialect: sqlite, before: shopOnSqlite };
    expect(await hazards(change, setting)).toMatchObject([{ rule: "sqlite-rebuild", level: "info" }]);
    expect(
      await found((op) => op.alterTable("customer").addColumn("n", "text", { nullable: true }), setting),
    ).toEqual([]);
  });
});

const shopOnSqlite = (op: Operations) =>
  op.createTable("customer", (t) => {
    t.column("id", "integer");
    t.column("email", "varchar(120)", { nullable: true });
    t.primaryKey(null, ["id"]);
  });

describe("locks that outlive their operation", () => {
  const long = (op: Operations) =>
    op.alterTable("purchase").alterColumn("id", { type: "bigint" }, { was: { type: "integer" } });
  const touch = (op: Operations) => op.alterTable("customer").renameColumn("name", "full_name");
  const held = async (script: (op: Operations) => void, dialect = postgres) =>
    (await found(script, { before: shop, dialect })).filter((line) => line.startsWith("lock-held"));

  test("what takes long keeps waiting who waits for another table", async () => {
    const script = (op: Operations) => {
      touch(op);
      op.alterTable("purchase").addColumn("note", "text", { nullable: true });
      long(op);
    };
    expect(await held(script)).toEqual(["lock-held-meanwhile purchase"]);
    const hazard = (await hazards(script, { before: shop })).find(({ rule }) => rule.startsWith("lock-held"));
    expect(hazard?.message).toMatch(
      /^reads and writes of customer wait too while .*until the revision ends$/,
    );
  });

  test("not where it stands first, alone, behind a commit, or where DDL commits by itself", async () => {
    expect(await held(long)).toEqual([]);
    expect(
      await held((op) => {
        long(op);
        touch(op);
      }),
    ).toEqual([]);
    const committed = (op: Operations) => {
      touch(op);
      op.alterTable("customer").createIndex("IDX_name", ["full_name"], { concurrently: true });
      long(op);
    };
    expect(await held(committed)).toEqual([]);
    const outside = (op: Operations) => {
      op.autocommitBlock(() => touch(op));
      long(op);
    };
    expect(await held(outside)).toEqual([]);
    const grown = (to: readonly string[]) => (op: Operations) => {
      touch(op);
      op.alterEnum("mood", to, { was: ["a", "b"], columns: ["purchase.mood"] });
      long(op);
    };
    expect(await held(grown(["a", "b", "c"]))).toEqual([]);
    expect(await held(grown(["b", "a", "c"]))).not.toEqual([]);
    const both = (op: Operations) => {
      touch(op);
      long(op);
    };
    expect(await held(both, mysql)).toEqual([]);
  });
});

describe("a constraint that is validated later", () => {
  const add = (op: Operations) =>
    op.alterTable("purchase").createCheck("CHK_id", "id > 0", { notValid: true });
  const rules = async (script: (op: Operations) => void) =>
    (await found(script, { before: shop })).filter((line) => line.startsWith("validate-"));

  test("not in the revision that adds it, by call or by SQL", async () => {
    const byCall = (op: Operations) => op.alterTable("purchase").validateConstraint("CHK_id");
    const bySql = (op: Operations) => op.execute(`ALTER TABLE purchase VALIDATE CONSTRAINT "CHK_id"`);
    const both = (validate: (op: Operations) => void) => (op: Operations) => {
      add(op);
      validate(op);
    };
    expect(await rules(both(byCall))).toEqual(["validate-same-revision purchase.CHK_id"]);
    expect(await rules(both(bySql))).toEqual(["validate-same-revision CHK_id"]);
    const beside = (op: Operations) =>
      op.execute(`ALTER TABLE purchase VALIDATE CONSTRAINT "CHK_id", ALTER COLUMN id SET NOT NULL`);
    expect(await found(both(beside), { before: shop })).toEqual([
      "set-not-null purchase",
      "validate-same-revision CHK_id",
    ]);
    expect(await rules(byCall)).toEqual([]);
    expect(await rules(bySql)).toEqual([]);
    const inBlock = (call: (op: Operations) => void) => (op: Operations) =>
      op.autocommitBlock(() => call(op));
    expect(await rules(both(inBlock(byCall)))).toEqual([]);
    expect(await rules(both(inBlock(bySql)))).toEqual([]);
    expect(
      await rules((op) => {
        inBlock(add)(op);
        byCall(op);
      }),
    ).toEqual([]);
  });
});

describe("what is better made another way", () => {
  test("zeros for dates, and engines without transactions", async () => {
    const rules = await found(
      (op) =>
        op.createTable("old", (t) => {
          t.column("id", "int");
          t.column("seen", "datetime", { default: "'0000-00-00 00:00:00'" });
          t.primaryKey(null, ["id"]);
          t.options({ engine: "MyISAM" });
        }),
      { dialect: mysql },
    );
    expect(rules).toEqual(["engine-without-transactions old", "zero-date old.seen"]);
  });

  test("what is off until somebody asks for it: old types, enums, columns that lose bytes", async () => {
    const script = (op: Operations) => {
      op.createEnum("mood", ["sad"]);
      op.createTable("event", (t) => {
        t.column("id", "smallint");
        t.column("at", "timestamp");
        t.column("kind", "smallint");
        t.column("until", "timestamptz");
        t.primaryKey("PK_event", ["id"]);
      });
    };
    expect(await found(script)).toEqual([]);
    const levels = { "old-type": "info", "create-enum": "info", "fields-alignment": "info" } as const;
    expect(await found(script, { policy: { levels } })).toEqual([
      "create-enum mood",
      "fields-alignment event",
      "old-type event.at",
    ]);
  });

  test("two indexes for one query, a table without a key, keys of two types", async () => {
    expect(
      await found(
        (op) => {
          op.createTable("log", (t) => {
            t.column("customer_id", "bigint");
            t.column("data", "json");
            t.foreignKey("FK_c", ["customer_id"], "customer", ["id"]);
            t.index("IDX_c", ["customer_id"]);
          });
          op.alterTable("customer").createIndex("IDX_id", ["id"], { concurrently: true });
        },
        { before: shop },
      ),
    ).toEqual([
      "table-without-pk log",
      "fk-type-mismatch log.customer_id",
      "json-column log.data",
      "duplicate-index customer.IDX_id",
    ]);
  });
});

describe("SQL in a script", () => {
  test.each([
    ["DROP TABLE IF EXISTS shop.item CASCADE", ["drop-table shop.item", "drop-cascade shop.item"]],
    ["ALTER TABLE ONLY users DROP COLUMN name", ["drop-column users"]],
    ["ALTER TABLE users ALTER COLUMN name DROP NOT NULL", ["raw-sql-unchecked ALTER TABLE USERS ALTER"]],
    ["TRUNCATE TABLE users", ["truncate users"]],
    ["UPDATE users SET a = 1", ["update-without-where users"]],
    ["UPDATE users SET a = 1 WHERE a IS NULL; DELETE FROM users WHERE id = 1", []],
    ["CREATE UNIQUE INDEX i ON users (a)", ["index-not-concurrent users"]],
    ["CREATE INDEX CONCURRENTLY i ON users (a)", ["not-in-transaction i"]],
    ["CREATE UNIQUE INDEX CONCURRENTLY i ON users (a)", ["not-in-transaction i"]],
    ["ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES c (d)", ["fk-without-not-valid a"]],
    [
      "ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES c (d) NOT VALID",
      ["raw-sql-unchecked ALTER TABLE A ADD"],
    ],
    ["ALTER TABLE a ALTER b TYPE bigint", ["alter-type-rewrite a"]],
    ["GRANT SELECT ON users TO reader", ["permission-change users"]],
    ["BEGIN; SELECT 1; COMMIT", ["transaction-control BEGIN", "transaction-control COMMIT"]],
    ["VACUUM FULL users", ["not-in-transaction users", "vacuum-full users"]],
    ["ALTER TABLE events DETACH PARTITION old CONCURRENTLY", ["not-in-transaction events"]],
    ["LOCK TABLE users IN EXCLUSIVE MODE", ["explicit-lock users"]],
    ["ALTER TYPE mood ADD VALUE 'angry'", ["enum-value-in-transaction mood"]],
    ["CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%')", ["domain-constraint email"]],
    ["ALTER TABLE a ADD PRIMARY KEY USING INDEX i", ["pk-using-index a"]],
    ["INSERT INTO a VALUES ('DROP TABLE b; DELETE FROM c')", []],
    ["CREATE FUNCTION f() RETURNS void AS $$ BEGIN DROP TABLE x; END $$ LANGUAGE plpgsql", []],
    ["DO $$ BEGIN PERFORM 1; END $$", ["raw-sql-unchecked DO $"]],
    ["-- DROP TABLE a\nSELECT 1", []],
  ])("%s", async (sql, rules) => {
    expect(await found((op) => op.execute(sql))).toEqual(rules);
  });

  test("a trigger's body is not taken apart", async () => {
    const sql =
      "CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM b; UPDATE c SET d = CASE WHEN 1 THEN 2 END; END; DROP TABLE z";
    expect(await found((op) => op.execute(sql), { dialect: sqlite })).toEqual(["drop-table z"]);
  });

  test("what a transaction refuses may stand in a block outside", async () => {
    const sql = "CREATE INDEX CONCURRENTLY i ON users (a)";
    expect(await found((op) => op.autocommitBlock(() => op.execute(sql)))).toEqual([]);
  });

  test("a table that SQL makes keeps nobody waiting either, and one that it rebuilds loses nothing", async () => {
    const made = `CREATE TABLE public.fresh (id int); CREATE INDEX i ON fresh (id);
      ALTER TABLE fresh RENAME TO "newer"; CREATE INDEX j ON public."newer" (id); DROP TABLE newer`;
    expect(await found((op) => op.execute(made))).toEqual([]);
    expect(
      await found((op) => op.execute("CREATE TABLE IF NOT EXISTS a (b int); CREATE INDEX i ON a (b)")),
    ).toEqual(["index-not-concurrent a"]);
    const rebuild = (source: string) => (op: Operations) => {
      op.execute('CREATE TABLE "new_a" (id int)');
      op.execute(`INSERT INTO "new_a" (id) SELECT id FROM ${source}`);
      op.execute('DROP TABLE "a"');
      op.execute('ALTER TABLE "new_a" RENAME TO "a"');
    };
    expect(await found(rebuild("a"), { dialect: sqlite })).toEqual([]);
    expect(await found(rebuild("b"), { dialect: sqlite })).toEqual(["drop-table a"]);
  });

  test.each([
    ["DROP TABLE users; CREATE TABLE users (id int)", ["drop-table users"]],
    ["CREATE TABLE new_a (id int); DROP TABLE a; ALTER TABLE new_a RENAME TO a", ["drop-table a"]],
    ["ALTER TABLE users RENAME TO old; CREATE TABLE users (id int)", ["rename-table users"]],
    ["CREATE TABLE audit.x (id int); ALTER TABLE audit.x RENAME TO y; DROP TABLE y", ["drop-table y"]],
    ["CREATE TABLE audit.x (id int); ALTER TABLE audit.x RENAME TO y; DROP TABLE audit.y", []],
  ])("a table is new from the statement on that makes it: %s", async (sql, rules) => {
    expect(await found((op) => op.execute(sql))).toEqual(rules);
  });

  test("a table or view that the same revision makes keeps nobody waiting", async () => {
    expect(
      await found((op) => {
        op.createView("sums", "SELECT 1 AS id", { materialized: true });
        op.alterTable("sums").createIndex("IDX_sums", ["id"], { unique: true });
        op.createTable("fresh", (t) => {
          t.column("id", "bigint");
          t.primaryKey("PK_fresh", ["id"]);
        });
        op.execute("CREATE INDEX i ON fresh (id)");
      }),
    ).toEqual([]);
  });
});

test("docs/hazards.md has every rule, with the level that it has where nobody says otherwise", () => {
  const page = readFileSync(join(import.meta.dirname, "../../docs/hazards.md"), "utf8");
  const rows = [...page.matchAll(/^\| `([\w-]+)` +\| (\w+) +\|/gm)].map(([, rule, level]) => [rule, level]);
  expect(rows.toSorted()).toEqual(Object.entries(hazardRules).toSorted());
});

describe("what a project decides", () => {
  const drop = (op: Operations) => op.alterTable("users").dropColumn("name", "text");

  test("levels, and rules that are off", async () => {
    expect(await hazards(drop, { policy: { levels: { "drop-column": "info" } } })).toMatchObject([
      { level: "info" },
    ]);
    expect(await hazards(drop, { policy: { levels: { "drop-column": "off" } } })).toEqual([]);
  });

  test("comments of a script accept with a reason, for all objects or for one", async () => {
    const accept = readAcceptances(
      "f();\n// autogen-accept drop-column users.name: moved to profiles\n",
      "a.ts",
    );
    expect(await hazards(drop, { policy: { accept } })).toMatchObject([{ accepted: "moved to profiles" }]);
    expect(
      await hazards(drop, {
        policy: { accept: [{ rule: "drop-column", object: "users.age", reason: "x" }] },
      }),
    ).toEqual([expect.not.objectContaining({ accepted: expect.anything() })]);
  });

  test("text in strings, templates and block comments accepts nothing", () => {
    const hostile = [
      't.comment("// autogen-accept drop-table: x");',
      "op.execute(`\n// autogen-accept drop-table: x\n`);",
      "/* // autogen-accept drop-table: x */",
      "/**\n * // autogen-accept drop-table: x\n */",
    ].join("\n");
    expect(readAcceptances(hostile, "a.ts")).toEqual([]);
  });

  test("a rule that does not exist, and a missing reason, are errors with their place", () => {
    expect(() => readAcceptances("\n// autogen-accept drop-colum: x", "a.ts")).toThrow(
      /a\.ts:2 names the hazard rule "drop-colum", which does not exist; near it are drop-table, .*drop-column/,
    );
    expect(() => readAcceptances("// autogen-accept drop-column", "a.ts")).toThrow(
      /a\.ts:1 accepts drop-column without a reason/,
    );
  });
});

test("a batch is judged by the table that it says there is, and what stands behind it too", async () => {
  const reflect = {
    reflect: (t: { check(name: string, sql: string): void }) => t.check("CHK_email", "email IS NOT NULL"),
  };
  const required = { was: { type: "varchar(120)", nullable: true } };
  const script = (op: Operations) => {
    op.batchAlterTable("customer", reflect, (t) => t.alterColumn("email", { nullable: false }, required));
    op.batchAlterTable("customer", { reflect: (t) => t.check("CHK_name", "name IS NOT NULL") }, (t) =>
      t.comment("people"),
    );
    op.alterTable("customer").alterColumn(
      "name",
      { nullable: false },
      { was: { type: "varchar(40)", nullable: true } },
    );
  };
  // A check that holds spares the server the search: https://www.postgresql.org/docs/current/sql-altertable.html
  expect((await hazards(script, { before: shop })).filter(({ lock }) => lock)).toEqual([]);
});

test("a table that the script has built anew is told of, whatever changes, and safe ways are not made up", async () => {
  const anew = (op: Operations) => op.batchAlterTable("customer", { recreate: "always" }, () => {});
  expect(await found(anew, { before: shop })).toEqual(["recreate-table customer"]);
  expect(
    await found(anew, {
      dialect: mysql,
      before: (op) => op.createTable("customer", (t) => t.column("id", "int")),
    }),
  ).toEqual(["recreate-table customer"]);
  expect(
    await found(anew, {
      dialect: sqlite,
      before: (op) => op.createTable("customer", (t) => t.column("id", "integer")),
    }),
  ).toEqual(["sqlite-rebuild customer"]);
  const placed = (op: Operations) =>
    op.batchAlterTable("customer", (t) => t.placeColumn("name", { before: "id" }));
  expect(await found(placed, { dialect: mysql })).toEqual(["table-rebuild customer"]);
});
