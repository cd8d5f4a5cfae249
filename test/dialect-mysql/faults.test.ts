import { scriptLanguage } from "@typeorm-autogen/dialect";
import { mysql } from "@typeorm-autogen/dialect-mysql";
import { emptySchema } from "@typeorm-autogen/model";
import { record, type Operations } from "@typeorm-autogen/ops";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mysqlTargets } from "../live/targets.js";
import { openDatabase, type OpenDatabase } from "./database.js";

type TableScript = Parameters<Operations["createTable"]>[1];
type Builder = Parameters<TableScript>[0];

/** What a table is made of, and which servers refuse it; none: all take it. `cut`: MariaDB takes it, but not as it is said. */
interface Case {
  readonly refusedBy?: readonly ("mysql" | "mariadb")[];
  readonly cut?: true;
  readonly make: (t: Builder) => void;
  /** Another table before it. */
  readonly parent?: (t: Builder) => void;
}

const both = ["mysql", "mariadb"] as const;
const one = ["mysql"] as const;

const column =
  (type: string, options: object = {}) =>
  (t: Builder): void =>
    t.column("a", type, { nullable: true, ...options });

const indexed =
  (type: string, options: object = {}, columns: object = {}) =>
  (t: Builder): void => {
    t.column("a", type, columns);
    t.index("IDX_a", ["a"], options);
  };

const numbered =
  (more: (t: Builder) => void) =>
  (t: Builder): void => {
    t.column("id", "int", { autoincrement: true });
    t.primaryKey(null, ["id"]);
    more(t);
  };

const parent =
  (type: string, options: object = {}) =>
  (t: Builder): void => {
    t.column("id", type, options);
    t.primaryKey(null, ["id"]);
  };

const referring =
  (type: string, options: object = {}, key: object = {}) =>
  (t: Builder): void => {
    t.column("a", type, { nullable: true, ...options });
    t.foreignKey("FK_a", ["a"], "parent", ["id"], key);
  };

const latin = { collation: "latin1_swedish_ci", options: { charset: "latin1" } };
const bin = { collation: "utf8mb4_bin" };
const many = (count: number) => Array.from({ length: count }, (_, i) => `c${i}`);

const cases: Readonly<Record<string, Case>> = {
  "a key of 3072 bytes": { make: indexed("varchar(768)") },
  "a key of more": { refusedBy: one, cut: true, make: indexed("varchar(769)") },
  "a long key of few bytes to a letter": { make: indexed("varchar(3000)", {}, latin) },
  "a long unique key": { refusedBy: one, make: indexed("varchar(769)", { unique: true }) },
  "a key of text": { refusedBy: one, cut: true, make: indexed("text") },
  "a unique key of text": { refusedBy: one, make: indexed("text", { unique: true }) },
  "a key of a beginning": {
    make: (t) => (t.column("a", "text"), t.index("IDX_a", [{ column: "a", length: 20 }])),
  },
  "a key of json": { refusedBy: one, cut: true, make: indexed("json") },
  "a primary key of text": {
    refusedBy: both,
    make: (t) => (t.column("a", "text"), t.primaryKey(null, ["a"])),
  },
  "a key of 17 columns": {
    refusedBy: one,
    make: (t) => {
      for (const name of many(17)) t.column(name, "int");
      t.index("IDX_all", many(17));
    },
  },
  "65 indexes": {
    refusedBy: both,
    make: (t) => {
      t.column("a", "int");
      for (const name of many(65)) t.index(name, ["a"]);
    },
  },
  "1018 columns": { refusedBy: both, make: (t) => many(1018).forEach((name) => t.column(name, "tinyint")) },
  "a row of 65535 bytes": {
    refusedBy: both,
    make: (t) => (t.column("a", "varchar(10000)"), t.column("b", "varchar(7000)")),
  },
  "a row with text beside it": { make: (t) => (t.column("a", "varchar(10000)"), t.column("b", "text")) },
  "varchar too long": { refusedBy: both, make: column("varchar(16384)") },
  "char too long": { refusedBy: both, make: column("char(256)") },
  "bits too many": { refusedBy: both, make: column("bit(65)") },
  "digits of a second": { refusedBy: both, make: column("datetime(7)") },
  "digits of a decimal": { refusedBy: both, make: column("decimal(66,2)") },
  "more digits after the point": { refusedBy: both, make: column("decimal(5,6)") },
  "31 digits after the point": { refusedBy: one, make: column("decimal(65,31)") },
  "65 members": {
    refusedBy: both,
    make: column(
      `set(${many(65)
        .map((name) => `'${name}'`)
        .join()})`,
    ),
  },
  "a comma in a set": { refusedBy: both, make: column("set('a,b')") },
  "a value twice": { refusedBy: both, make: column("enum('a','A')", { collation: "utf8mb4_general_ci" }) },
  "a value twice, told apart": { make: column("enum('a','A')", bin) },
  "a default of an enum": { refusedBy: both, make: column("enum('a','b')", { default: "'c'" }) },
  "a default in other letters": { make: column("enum('a','b')", { default: "'A'" }) },
  "a default of a set": { refusedBy: both, make: column("set('a','b')", { default: "'a,c'" }) },
  "a default of a set in another order": { make: column("set('a','b')", { default: "'b,a'" }) },
  "a default that is no number": { refusedBy: both, make: column("int", { default: "'abc'" }) },
  "a default out of range": { refusedBy: both, make: column("tinyint", { default: "300" }) },
  "a default below zero": { refusedBy: both, make: column("int unsigned", { default: "-1" }) },
  "a default too long": { refusedBy: both, make: column("varchar(3)", { default: "'abcd'" }) },
  "a default of text": { make: column("text", { default: "'abcd'" }) },
  "a default of json": { make: column("json", { default: "'{}'" }) },
  "a stamp of other digits": {
    refusedBy: one,
    make: column("datetime", { default: "CURRENT_TIMESTAMP(6)" }),
  },
  "a stamp of the same": { make: column("datetime(6)", { default: "CURRENT_TIMESTAMP(6)" }) },
  "a stamp of a date": { make: column("date", { default: "CURRENT_TIMESTAMP" }) },
  "a changing stamp of other digits": {
    refusedBy: one,
    make: column("timestamp(3)", { options: { onUpdate: "CURRENT_TIMESTAMP" } }),
  },
  "a changing number": {
    refusedBy: both,
    make: column("int", { options: { onUpdate: "CURRENT_TIMESTAMP" } }),
  },
  "numbers without a key": { refusedBy: both, make: (t) => t.column("id", "int", { autoincrement: true }) },
  "numbers twice": {
    refusedBy: both,
    make: numbered((t) => (t.column("n", "int", { autoincrement: true }), t.index("IDX_n", ["n"]))),
  },
  "text that numbers itself": {
    refusedBy: both,
    make: (t) => (t.column("id", "varchar(9)", { autoincrement: true }), t.primaryKey(null, ["id"])),
  },
  "numbers that lead another key": {
    make: (t) => (t.column("id", "int", { autoincrement: true }), t.index("IDX_id", ["id"])),
  },
  "a virtual column of the number": {
    refusedBy: one,
    make: numbered((t) =>
      t.column("n", "int", { nullable: true, generated: { expression: "id + 1", stored: false } }),
    ),
  },
  "a stored column of the number": {
    refusedBy: both,
    make: numbered((t) =>
      t.column("n", "int", { nullable: true, generated: { expression: "id + 1", stored: true } }),
    ),
  },
  "a check of the number": { refusedBy: both, make: numbered((t) => t.check("CHK_id_faults", "id > 0")) },
  "a default of the number": {
    refusedBy: both,
    make: numbered((t) => t.column("n", "int", { default: "id + 1" })),
  },
  "a spatial index of what may be NULL": {
    refusedBy: both,
    make: indexed("point", { method: "spatial" }, { nullable: true }),
  },
  "a spatial index": { make: indexed("point", { method: "spatial" }) },
  "a spatial index of a number": { refusedBy: both, make: indexed("int", { method: "spatial" }) },
  "a full-text index of a number": { refusedBy: both, make: indexed("int", { method: "fulltext" }) },
  "a full-text index by ngrams": {
    refusedBy: ["mariadb"],
    make: indexed("text", { method: "fulltext", options: { parser: "ngram" } }),
  },
  "a full-text index of two collations": {
    refusedBy: both,
    make: (t) => {
      t.column("a", "text", bin);
      t.column("b", "text", { collation: "utf8mb4_general_ci" });
      t.index("IDX_ab", ["a", "b"], { method: "fulltext" });
    },
  },
  "MySQL's collation": {
    refusedBy: ["mariadb"],
    make: column("varchar(9)", { collation: "utf8mb4_0900_ai_ci" }),
  },
  "MariaDB's collation": {
    refusedBy: one,
    make: column("varchar(9)", { collation: "utf8mb4_uca1400_ai_ci" }),
  },
  "MariaDB's uuid": { refusedBy: one, make: column("uuid") },
  "MariaDB's address": { refusedBy: one, make: column("inet6") },
  "MySQL's vector": { refusedBy: ["mariadb"], make: column("vector(3)") },
  "a foreign key of another size": { refusedBy: both, parent: parent("int"), make: referring("bigint") },
  "a foreign key of another sign": {
    refusedBy: both,
    parent: parent("int"),
    make: referring("int unsigned"),
  },
  "a foreign key of another length": { parent: parent("varchar(10)"), make: referring("varchar(20)") },
  "a foreign key of another precision": { parent: parent("decimal(10,2)"), make: referring("decimal(12,2)") },
  "a foreign key of other digits": { parent: parent("datetime(6)"), make: referring("datetime") },
  "a foreign key of another collation": {
    refusedBy: both,
    parent: parent("varchar(10)", bin),
    make: referring("varchar(10)", { collation: "utf8mb4_general_ci" }),
  },
  "a foreign key to no key": {
    refusedBy: both,
    parent: (t) => t.column("id", "int"),
    make: referring("int"),
  },
  "a foreign key to an index": {
    refusedBy: one,
    parent: (t) => (t.column("id", "int"), t.index("IDX_id", ["id"])),
    make: referring("int"),
  },
  "a foreign key that sets NULL": {
    refusedBy: both,
    parent: parent("int"),
    make: referring("int", { nullable: false }, { onDelete: "set null" }),
  },
  "a foreign key of a virtual column": {
    refusedBy: one,
    parent: parent("int"),
    make: (t) => {
      t.column("b", "int");
      t.column("a", "int", { nullable: true, generated: { expression: "b", stored: false } });
      t.foreignKey("FK_a", ["a"], "parent", ["id"]);
    },
  },
};

describe.each(mysqlTargets)("on $name, what the server would refuse", (target) => {
  let database: OpenDatabase;
  beforeAll(async () => {
    database = await openDatabase(target);
  });
  afterAll(() => database.drop());

  test("is known before, and nothing else is", async () => {
    const { connection, facts } = database;
    const server = facts.flavor as "mysql" | "mariadb";
    for (const [title, { make, parent: before, refusedBy = [], cut }] of Object.entries(cases)) {
      const operations = await record(
        (op) => {
          if (before) op.createTable("parent", before);
          op.createTable("made", make);
        },
        scriptLanguage(mysql, facts),
      );
      const faults = mysql.faults!(emptySchema, operations, facts);
      const expected = refusedBy.includes(server) || (cut && server === "mariadb");
      expect.soft(faults.length > 0, `${title}: ${JSON.stringify(faults)}`).toBe(expected ?? false);
      const refused = await database.apply(operations).then(
        () => false,
        () => true,
      );
      expect.soft(refused, `${title}, the server itself`).toBe(refusedBy.includes(server));
      await connection.execute("DROP TABLE IF EXISTS made, parent");
    }
  });
});
