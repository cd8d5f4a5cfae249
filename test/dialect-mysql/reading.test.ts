import type { Connection } from "@typeorm-autogen/dialect";
import { mysql } from "@typeorm-autogen/dialect-mysql";
import type { Column, Table } from "@typeorm-autogen/model";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dumpMysql } from "../live/dump-mysql.js";
import { freshDatabase } from "../live/fresh-database.js";
import { mysqlTargets, type Target } from "../live/targets.js";
import { openDatabase, type OpenDatabase } from "./database.js";

/** What each server writes in its own way. */
const own = {
  mysql: {
    keys: "KEY hidden (a) INVISIBLE, KEY expressed ((lower(b)), a), FULLTEXT KEY grams (b) WITH PARSER ngram",
    checks: ", CONSTRAINT off CHECK (a > 1) NOT ENFORCED",
    letters: "concat(`b`,_utf8mb4' ż\\'')",
    and: "(`a` > 0) and (`b` <> _utf8mb4'ż\\'\\\\')",
  },
  mariadb: {
    keys: "KEY hidden (a) IGNORED",
    checks: "",
    letters: "concat(`b`,' ż\\'')",
    and: "`a` > 0 and `b` <> 'ż\\'\\\\'",
  },
};

const create = ({ keys, checks }: (typeof own)["mysql"]) => `
  CREATE TABLE parent (id int unsigned AUTO_INCREMENT PRIMARY KEY, code varchar(20) NOT NULL, UNIQUE KEY by_code (code));
  CREATE TABLE child (
    id int NOT NULL AUTO_INCREMENT, a int, b varchar(40), place point NOT NULL, words text, kind enum('x','y') COMMENT 'it''s \\\\ "q" żó\\n2',
    latin varchar(10) CHARACTER SET latin1, dull varchar(10) COLLATE utf8mb4_bin, json json, at datetime(3) DEFAULT now(3) ON UPDATE now(3),
    twice int AS (a * 2) STORED, loud varchar(90) AS (concat(b, ' ż\\'')) VIRTUAL, shy int DEFAULT 3 INVISIBLE,
    parent_id int unsigned, parent_code varchar(20), other_id int unsigned,
    PRIMARY KEY (id, b), KEY cut (words(7), a DESC) COMMENT 'fast', SPATIAL KEY near (place), FULLTEXT KEY found (b, words), ${keys},
    CONSTRAINT both_ CHECK (a > 0 AND b <> 'ż\\'\\\\')${checks},
    CONSTRAINT to_parent FOREIGN KEY (parent_id) REFERENCES parent (id) ON DELETE CASCADE ON UPDATE RESTRICT,
    FOREIGN KEY (parent_code) REFERENCES parent (code) ON UPDATE SET NULL,
    CONSTRAINT spare FOREIGN KEY (other_id) REFERENCES parent (id) ON DELETE NO ACTION
  ) COMMENT 'it''s "żó"' ROW_FORMAT=DYNAMIC;
  CREATE INDEX of_other ON child (other_id, a);
  CREATE TABLE parts (a int, b int) PARTITION BY HASH (a) PARTITIONS 3;
  CREATE TABLE old (a varchar(9), b varchar(9) COLLATE utf8mb4_bin) ENGINE=MyISAM DEFAULT CHARSET=latin1;
  CREATE VIEW seen AS SELECT a, 'ż' AS letter FROM child WHERE a > 3;
  CREATE TRIGGER shout BEFORE INSERT ON child FOR EACH ROW SET new.b = 'ż€';
  CREATE TABLE typeorm_metadata (type varchar(255), \`database\` varchar(255), \`schema\` varchar(255), \`table\` varchar(255), name varchar(255), value text);
  INSERT INTO typeorm_metadata VALUES ('GENERATED_COLUMN', NULL, DATABASE(), 'child', 'twice', 'a * 2')`;

function countRoundTrips(connection: Connection): () => number {
  let count = 0;
  const methods = connection as unknown as Record<string, (...values: unknown[]) => unknown>;
  for (const name of ["query", "execute", "readBatch", "readBytes", "tryOne"]) {
    const original = methods[name]!.bind(connection);
    methods[name] = (...values) => {
      count++;
      return original(...values);
    };
  }
  return () => count;
}

const tables = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => {
    const words = i + from < 3 ? ", FULLTEXT KEY words (b)" : "";
    const keys = `UNIQUE KEY (a), KEY (b(5)), FOREIGN KEY (c) REFERENCES t0 (id)${words}`;
    const columns = "id int AUTO_INCREMENT PRIMARY KEY, a varchar(9) DEFAULT 'x', b text, c int";
    return `CREATE TABLE t${i + from} (${columns}, CHECK (c > 0), ${keys})`;
  }).join(";");

const serverOf = ({ server }: Target) => (server === "mariadb" ? "mariadb" : "mysql");

describe.each(mysqlTargets)("reading on $name", (target) => {
  const spelled = own[serverOf(target)];
  let database: OpenDatabase;
  let found: (name: string) => Table;
  beforeAll(async () => {
    database = await openDatabase(target);
    await database.connection.execute(create(spelled));
    const { tables } = await database.readNormal();
    found = (name) => tables.find((table) => table.name === name)!;
  });
  afterAll(() => database.drop());

  test("columns keep what the server keeps", () => {
    const columns = new Map(found("child").columns.map((column) => [column.name, column]));
    const rest = (name: string): Partial<Column> => {
      const { name: _, type, ...others } = columns.get(name)!;
      return { ...others, type: mysql.types.print(type) as never };
    };
    expect([...columns.keys()].slice(0, 4)).toEqual(["id", "a", "b", "place"]);
    expect(rest("id")).toEqual({ type: "int", nullable: false, autoincrement: true });
    expect(rest("b")).toEqual({ type: "varchar(40)", nullable: false });
    expect(rest("kind")).toEqual({ type: "enum('x','y')", nullable: true, comment: 'it\'s \\ "q" żó\n2' });
    expect(rest("latin")).toEqual({ type: "varchar(10)", nullable: true, collation: "latin1_swedish_ci" });
    expect(rest("dull")).toEqual({ type: "varchar(10)", nullable: true, collation: "utf8mb4_bin" });
    expect(rest("json")).toEqual({ type: "json", nullable: true });
    expect(rest("at")).toEqual({
      type: "datetime(3)",
      nullable: true,
      default: "CURRENT_TIMESTAMP(3)",
      options: { onUpdate: "CURRENT_TIMESTAMP(3)" },
    });
    expect(rest("shy")).toEqual({ type: "int", nullable: true, default: "3", options: { invisible: true } });
    expect(rest("twice").generated).toEqual({ expression: "`a` * 2", stored: true });
    expect(rest("loud").generated).toEqual({ expression: spelled.letters, stored: false });
  });

  test("keys, indexes and checks keep what the server keeps, without those that it made for foreign keys", () => {
    const { primaryKey, uniques, indexes, foreignKeys, checks } = found("child");
    expect(primaryKey).toEqual({ columns: ["id", "b"] });
    expect(uniques).toEqual([]);
    const column = (name: string) => ({ column: name });
    const onlyMysql = [
      { name: "expressed", parts: [{ expression: "lower(`b`)" }, column("a")] },
      { name: "grams", parts: [column("b")], method: "fulltext", options: { parser: "ngram" } },
    ];
    expect(indexes.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
      {
        name: "cut",
        parts: [
          { column: "words", length: 7 },
          { column: "a", descending: true },
        ],
        options: { comment: "fast" },
      },
      ...(target.server === "mysql" ? onlyMysql.slice(0, 1) : []),
      { name: "found", parts: [column("b"), column("words")], method: "fulltext" },
      ...(target.server === "mysql" ? onlyMysql.slice(1) : []),
      { name: "hidden", parts: [column("a")], options: { invisible: true } },
      { name: "near", parts: [column("place")], method: "spatial" },
      { name: "of_other", parts: [column("other_id"), column("a")] },
    ]);
    expect(found("parent").indexes).toEqual([{ name: "by_code", parts: [column("code")], unique: true }]);
    const parent = { schema: null, name: "parent" };
    expect(foreignKeys.toSorted((a, b) => (a.columns[0]! < b.columns[0]! ? -1 : 1))).toEqual([
      { name: "spare", columns: ["other_id"], references: parent, referencedColumns: ["id"] },
      {
        name: expect.stringMatching(/^(?:child_ibfk_)?1$/),
        columns: ["parent_code"],
        references: parent,
        referencedColumns: ["code"],
        onUpdate: "set null",
      },
      {
        name: "to_parent",
        columns: ["parent_id"],
        references: parent,
        referencedColumns: ["id"],
        onDelete: "cascade",
      },
    ]);
    expect(checks.toSorted((a, b) => (a.name! < b.name! ? -1 : 1))).toEqual([
      { name: "both_", expression: spelled.and },
      ...(target.server === "mysql" ? [{ name: "off", expression: "`a` > 1", notEnforced: true }] : []),
    ]);
  });

  test("tables, views, triggers and TypeORM's rows keep what the server keeps", async () => {
    expect(found("child")).toMatchObject({
      schema: null,
      comment: 'it\'s "żó"',
      options: { createOptions: "row_format=DYNAMIC" },
      triggers: [
        {
          name: "shout",
          sql: expect.stringMatching(
            /^CREATE DEFINER=`\w+`@`[\w%.]+` TRIGGER `shout` BEFORE INSERT ON `child` FOR EACH ROW SET new\.b = 'ż€'$/,
          ),
        },
      ],
    });
    expect(found("parts").options).toEqual({ partitionBy: "HASH (`a`)\nPARTITIONS 3" });
    expect(found("old")).toMatchObject({
      options: { engine: "MyISAM", collation: "latin1_swedish_ci" },
      columns: [{ name: "a" }, { name: "b", collation: "utf8mb4_bin" }],
    });
    expect(found("old").columns[0]).not.toHaveProperty("collation");
    const { views, typeormMetadata } = await database.readNormal({
      metadataTable: { schema: null, name: "typeorm_metadata" },
    });
    const where = target.server === "mysql" ? "(`child`.`a` > 3)" : "`child`.`a` > 3";
    expect(views).toMatchObject([
      {
        name: "seen",
        definition: `select \`child\`.\`a\` AS \`a\`,'ż' AS \`letter\` from \`child\` where ${where}`,
      },
    ]);
    expect(typeormMetadata).toEqual([
      { table: "child", schema: null, type: "GENERATED_COLUMN", name: "twice", value: "a * 2" },
    ]);
  });

  test("another database of the server is a schema, and links lead there and back", async () => {
    const here = database.name;
    const there = await freshDatabase(target);
    await database.connection.execute(
      `CREATE TABLE ${there.database}.far (id int PRIMARY KEY, up int unsigned, FOREIGN KEY (up) REFERENCES ${here}.parent (id));
       CREATE TABLE near (id int PRIMARY KEY, CONSTRAINT to_far FOREIGN KEY (id) REFERENCES ${there.database}.far (id))`,
    );
    const schema = await database.readNormal({ schemas: [there.database] });
    expect(schema.schemas).toEqual([there.database]);
    const far = schema.tables.find(({ name }) => name === "far");
    expect(far).toMatchObject({
      schema: there.database,
      foreignKeys: [{ references: { schema: null, name: "parent" } }],
      indexes: [],
    });
    expect(schema.tables.find(({ name }) => name === "near")).toMatchObject({
      schema: null,
      foreignKeys: [{ references: { schema: there.database, name: "far" } }],
    });
    await database.connection.execute("DROP TABLE near");
    await there.drop();
  });

  test("takes the same number of round trips for 10 tables and for 100, and leaves no trace", async () => {
    const many = await openDatabase(target);
    await many.connection.execute(tables(0, 10));
    const count = countRoundTrips(many.connection);
    const start = count();
    expect((await many.readNormal()).tables).toHaveLength(10);
    const forTen = count() - start;
    await many.connection.execute(tables(10, 100));
    const before = await dumpMysql(many.url);
    const again = count();
    const schema = await many.readNormal();
    expect(count() - again).toBe(forTen);
    expect(forTen).toBeLessThanOrEqual(3);
    expect(schema.tables).toHaveLength(100);
    expect(schema.tables.find(({ name }) => name === "t99")).toMatchObject({
      checks: [{}],
      foreignKeys: [{}],
      indexes: [{}, {}],
    });
    expect(await dumpMysql(many.url)).toBe(before);
    await many.drop();
  });
});
