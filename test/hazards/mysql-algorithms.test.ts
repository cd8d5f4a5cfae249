import { mysql } from "@typeorm-autogen/dialect-mysql";
import { scriptLanguage, type Impact } from "@typeorm-autogen/dialect";
import type { Schema } from "@typeorm-autogen/model";
import { record, type OnlineOptions, type ScriptFunction, type TableAlteration } from "@typeorm-autogen/ops";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDatabase, type OpenDatabase } from "../dialect-mysql/database.js";
import { mysqlTargets } from "../live/targets.js";

// What the dialect predicts is put to the server in the words of ALTER TABLE: it has to take exactly the ALGORITHM= and
// LOCK= that were predicted, and to refuse the next stronger ones. Whether the table was written anew, its number in
// InnoDB's own catalogue tells. https://dev.mysql.com/doc/refman/8.4/en/alter-table.html#alter-table-performance

const setup = [
  "DROP TABLE IF EXISTS child, item, parent",
  `CREATE TABLE parent (id int NOT NULL PRIMARY KEY, k int NOT NULL) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`,
  `CREATE TABLE item (id int NOT NULL PRIMARY KEY, a int, b varchar(20) DEFAULT 'x', c varchar(100), d varchar(20) CHARACTER SET latin1,
    indexed int, pid int, other int, nn int NOT NULL, e enum('a','b'), s set('a','b'), amount decimal(10,2), ts datetime, txt text,
    place point NOT NULL, g int GENERATED ALWAYS AS (nn + 1) VIRTUAL,
    KEY IDX_indexed (indexed), KEY IDX_pid (pid), CONSTRAINT CHK_nn CHECK (nn > 0),
    CONSTRAINT FK_pid FOREIGN KEY (pid) REFERENCES parent (id)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`,
  `CREATE TABLE child (id int NOT NULL PRIMARY KEY, label varchar(30), code varchar(20), a int, b int NOT NULL, KEY IDX_code (code)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`,
  "INSERT INTO parent VALUES (1, 1)",
  "INSERT INTO item (id, a, indexed, pid, nn, e, place) VALUES (1, 1, 1, 1, 2, 'a', ST_GeomFromText('POINT(1 1)'))",
  "INSERT INTO child VALUES (1, 'x', 'c', 1, 1)",
];

/** A change by what it is called, and the one flavour that can make it, if only one can. */
interface Case {
  readonly name: string;
  readonly only?: "mysql" | "mariadb";
  readonly run: ScriptFunction;
}

const change = (name: string, run: ScriptFunction, only?: Case["only"]): Case => ({
  name,
  run,
  ...(only && { only }),
});
const alter = (column: string, was: string, type: string): Case =>
  change(`${column}: ${was} to ${type}`, (op) =>
    op.alterTable("item").alterColumn(column, { type }, { was: { type: was, nullable: true } }),
  );

const cases: readonly Case[] = [
  change("add a column", (op) => op.alterTable("child").addColumn("n", "int", { nullable: true })),
  change("add a required column", (op) => op.alterTable("child").addColumn("n", "int", { default: "1" })),
  change("add a column that is stamped", (op) =>
    op.alterTable("child").addColumn("n", "datetime", { default: "CURRENT_TIMESTAMP" }),
  ),
  change("add a column with a default that is computed", (op) =>
    op.alterTable("child").addColumn("n", "int", { nullable: true, default: "(1 + 1)" }),
  ),
  change("add a column with a default that calls a function", (op) =>
    op.alterTable("child").addColumn("n", "varchar(40)", { nullable: true, default: "(hex(1))" }),
  ),
  change("add a virtual column", (op) =>
    op
      .alterTable("child")
      .addColumn("n", "int", { nullable: true, generated: { expression: "a + 1", stored: false } }),
  ),
  change("add a stored column", (op) =>
    op
      .alterTable("child")
      .addColumn("n", "int", { nullable: true, generated: { expression: "a + 1", stored: true } }),
  ),
  change("drop a column", (op) =>
    op.alterTable("child").dropColumn("label", "varchar(30)", { nullable: true }),
  ),
  change("drop a virtual column", (op) =>
    op
      .alterTable("item")
      .dropColumn("g", "int", { nullable: true, generated: { expression: "nn + 1", stored: false } }),
  ),
  change("rename a column", (op) => op.alterTable("child").renameColumn("a", "z")),
  change("rename a column that a foreign key refers to", (op) =>
    op.alterTable("parent").renameColumn("id", "key"),
  ),
  change("another default", (op) =>
    op
      .alterTable("item")
      .alterColumn("b", { default: "'y'" }, { was: { type: "varchar(20)", nullable: true, default: "'x'" } }),
  ),
  change("a comment", (op) =>
    op.alterTable("item").alterColumn("a", { comment: "x" }, { was: { type: "int", nullable: true } }),
  ),
  change("require a column", (op) =>
    op.alterTable("child").alterColumn("a", { nullable: false }, { was: { type: "int", nullable: true } }),
  ),
  change("allow NULL", (op) =>
    op.alterTable("child").alterColumn("b", { nullable: true }, { was: { type: "int", nullable: false } }),
  ),
  alter("b", "varchar(20)", "varchar(63)"),
  alter("b", "varchar(20)", "varchar(64)"),
  alter("b", "varchar(20)", "varchar(10)"),
  alter("c", "varchar(100)", "varchar(200)"),
  alter("d", "varchar(20)", "varchar(255)"),
  alter("d", "varchar(20)", "varchar(300)"),
  alter("a", "int", "bigint"),
  alter("a", "int", "int unsigned"),
  alter("a", "int", "varchar(20)"),
  alter("txt", "text", "mediumtext"),
  alter("amount", "decimal(10,2)", "decimal(12,2)"),
  alter("ts", "datetime", "datetime(6)"),
  alter("e", "enum('a','b')", "enum('a','b','c')"),
  alter("e", "enum('a','b')", "enum('a','z','b')"),
  alter("e", "enum('a','b')", "enum('b','a')"),
  alter("s", "set('a','b')", "set('a','b','c')"),
  alter("s", "set('a','b')", "set('a','b','c','d','e','f','g','h','i')"),
  change("another collation", (op) =>
    op
      .alterTable("item")
      .alterColumn(
        "b",
        { collation: "utf8mb4_bin" },
        { was: { type: "varchar(20)", nullable: true, default: "'x'" } },
      ),
  ),
  change("another collation of a column with an index", (op) =>
    op
      .alterTable("child")
      .alterColumn("code", { collation: "utf8mb4_bin" }, { was: { type: "varchar(20)", nullable: true } }),
  ),
  change(
    "a default that differs from row to row",
    (op) => op.alterTable("child").addColumn("n", "varchar(36)", { nullable: true, default: "(uuid())" }),
    "mariadb",
  ),
  change("drop a column with an index", (op) =>
    op.alterTable("child").dropColumn("code", "varchar(20)", { nullable: true }),
  ),
  change("another character set", (op) =>
    op
      .alterTable("item")
      .alterColumn(
        "b",
        { options: { charset: "latin1" } },
        { was: { type: "varchar(20)", nullable: true, default: "'x'" } },
      ),
  ),
  change("another virtual expression", (op) =>
    op
      .alterTable("item")
      .alterColumn(
        "g",
        { generated: { expression: "nn + 5", stored: false } },
        { was: { type: "int", nullable: true, generated: { expression: "nn + 1", stored: false } } },
      ),
  ),
  change("create an index", (op) => op.alterTable("item").createIndex("IDX_a", ["a"])),
  change("create a unique index", (op) =>
    op.alterTable("item").createIndex("IDX_a", ["a"], { unique: true }),
  ),
  change(
    "create an index on an expression",
    (op) => op.alterTable("item").createIndex("IDX_a", [{ expression: "lower(b)" }]),
    "mysql",
  ),
  change("create a full-text index", (op) =>
    op.alterTable("item").createIndex("IDX_f", ["txt"], { method: "fulltext" }),
  ),
  change("create a spatial index", (op) =>
    op.alterTable("item").createIndex("IDX_s", ["place"], { method: "spatial" }),
  ),
  change("drop an index", (op) => op.alterTable("item").dropIndex("IDX_indexed", ["indexed"])),
  change("rename an index", (op) => op.alterTable("item").renameIndex("IDX_indexed", "IDX_other")),
  change("drop the primary key", (op) => op.alterTable("child").dropPrimaryKey(null, ["id"])),
  change("another primary key", (op) =>
    op.alterTable("child", (t) => {
      t.dropPrimaryKey(null, ["id"]);
      t.createPrimaryKey(null, ["id", "b"]);
    }),
  ),
  change("create a foreign key", (op) =>
    op.alterTable("child").createForeignKey("FK_a", ["a"], "parent", ["id"]),
  ),
  change("drop a foreign key", (op) =>
    op.alterTable("item").dropForeignKey("FK_pid", ["pid"], "parent", ["id"]),
  ),
  change("create a check", (op) => op.alterTable("child").createCheck("CHK_a", "a > 0")),
  change("drop a check", (op) => op.alterTable("item").dropCheck("CHK_nn", "nn > 0")),
  change("comment on a table", (op) => op.alterTable("item").comment("x")),
  change("another default collation of the table", (op) =>
    op.alterTable("child").options({ collation: "utf8mb4_bin" }, { was: { collation: null } }),
  ),
  change("a column and an index", (op) =>
    op.alterTable("child", (t) => {
      t.addColumn("n", "int", { nullable: true });
      t.createIndex("IDX_a", ["a"]);
    }),
  ),
  change("a column and another type", (op) =>
    op.alterTable("child", (t) => {
      t.addColumn("n", "int", { nullable: true });
      t.alterColumn("a", { type: "bigint" }, { was: { type: "int", nullable: true } });
    }),
  ),
  change("two columns, one comes and one goes", (op) =>
    op.alterTable("child", (t) => {
      t.addColumn("n", "int", { nullable: true });
      t.dropColumn("label", "varchar(30)", { nullable: true });
    }),
  ),
];

const ladders = {
  mysql: [
    "ALGORITHM=INSTANT",
    "ALGORITHM=INPLACE, LOCK=NONE",
    "ALGORITHM=INPLACE, LOCK=SHARED",
    "ALGORITHM=COPY, LOCK=SHARED",
  ],
  mariadb: [
    "ALGORITHM=INSTANT",
    "ALGORITHM=NOCOPY, LOCK=NONE",
    "ALGORITHM=NOCOPY, LOCK=SHARED",
    "ALGORITHM=INPLACE, LOCK=NONE",
    "ALGORITHM=INPLACE, LOCK=SHARED",
    "ALGORITHM=COPY, LOCK=SHARED",
  ],
} as const;

const metadataTable = { schema: null, name: "typeorm_metadata" };

describe.each(mysqlTargets)("algorithms on $name", (target) => {
  const flavor = target.server === "mariadb" ? "mariadb" : "mysql";
  let database: OpenDatabase;
  let state: Schema;
  const reset = async () => {
    for (const sql of setup) await database.connection.execute(sql);
  };
  beforeAll(async () => {
    database = await openDatabase(target);
    await reset();
    state = await database.readRaw();
  });
  afterAll(() => database.drop());

  it("are the strongest that the server takes", async () => {
    const { facts, connection } = database;
    const wrong: unknown[] = [];
    for (const { name, run, only } of cases) {
      if (only !== undefined && only !== flavor) continue;
      const [operation] = await record(run, scriptLanguage(mysql, facts));
      if (!operation) throw new Error(`${name} records nothing`);
      const context = { facts, state, metadataTable };
      const statements = mysql.compile(operation, context).map(({ sql }) => sql);
      expect(statements, name).toHaveLength(1);
      const [predicted] = mysql.impact(operation, { facts, state });
      if (!predicted) throw new Error(`${name} has no impact`);
      const seen = await strongest(statements[0] ?? "");
      if (seen.lock !== predicted.lock || seen.rebuilt !== (predicted.work === "rewrite"))
        wrong.push({ name, predicted: brief(predicted), seen });
    }
    expect(wrong).toEqual([]);

    async function strongest(statement: string) {
      let refusal = "";
      for (const words of ladders[flavor]) {
        const before = await tableNumbers();
        try {
          await connection.execute(`${statement}, ${words}`);
        } catch (error) {
          refusal = String(error);
          continue;
        }
        const rebuilt = (await tableNumbers()) !== before;
        await reset();
        return { lock: words, rebuilt };
      }
      return { lock: refusal, rebuilt: false };
    }
  });

  it("are what a script asks for, where that is more", async () => {
    const { facts, connection } = database;
    const predicted = async (online: OnlineOptions, run: (t: TableAlteration) => void) => {
      const [operation] = await record(
        (op) => op.alterTable("child", run, online),
        scriptLanguage(mysql, facts),
      );
      if (!operation) throw new Error("nothing is recorded");
      const [statement] = mysql.compile(operation, { facts, state, metadataTable });
      const [impact] = mysql.impact(operation, { facts, state });
      const before = await tableNumbers();
      const lockless = connection.execute(`${statement?.sql ?? ""}, LOCK=NONE`);
      await (online.algorithm === "copy" ? expect(lockless).rejects.toThrow(/LOCK=NONE/) : lockless);
      await reset();
      await connection.execute(statement?.sql ?? "");
      const rebuilt = (await tableNumbers()) !== before;
      await reset();
      return { lock: impact?.lock, blocks: impact?.blocks, foretold: impact?.work === "rewrite", rebuilt };
    };
    const comment = (t: TableAlteration) => t.comment("x");
    expect(await predicted({ algorithm: "copy" }, comment)).toEqual({
      lock: "ALGORITHM=COPY, LOCK=SHARED",
      blocks: "writes",
      foretold: true,
      rebuilt: true,
    });
    expect(await predicted({ algorithm: "copy", lock: "exclusive" }, comment)).toMatchObject({
      lock: "ALGORITHM=COPY, LOCK=EXCLUSIVE",
      blocks: "everybody",
    });
    expect(await predicted({ lock: "shared" }, (t) => t.createIndex("IDX_a", ["a"]))).toMatchObject({
      blocks: "writes",
      foretold: false,
    });
  });

  async function tableNumbers(): Promise<string> {
    const catalogue = flavor === "mysql" ? "innodb_tables" : "innodb_sys_tables";
    const rows = await database.connection.query(
      `SELECT table_id AS number FROM information_schema.${catalogue} WHERE name LIKE ? ORDER BY name`,
      [`${database.name}/%`],
    );
    return rows.map(({ number }) => String(number)).join(" ");
  }
});

const brief = ({ lock, work }: Impact) => ({ lock, work });
