import { writeRun } from "@typeorm-autogen/runtime";
import { describe, expect, test } from "vitest";
import { dumpDatabase } from "../live/dump-database.js";
import { queryDatabase } from "../live/query-database.js";
import { runClient } from "../live/run-client.js";
import { dialectOf } from "../live/target-dialect.js";
import { targets, type Target } from "../live/targets.js";
import { failureOf, freshTarget, graphOf, openContext, writeScripts } from "./project.js";

// Everything that hangs on a table: what TypeORM declares, and what the server alone knows.
const furnish: Readonly<Record<Target["dialect"], string>> = {
  postgres: `
    CREATE TABLE town (id integer PRIMARY KEY, name text);
    CREATE TABLE person (id bigint GENERATED ALWAYS AS IDENTITY, number serial, name varchar(40) DEFAULT 'x' NOT NULL,
      email varchar(120), town_id integer, boss_id bigint, gone text, size integer NOT NULL DEFAULT 1,
      twice integer GENERATED ALWAYS AS (size * 2) STORED,
      CONSTRAINT pk_person PRIMARY KEY (id), CONSTRAINT uq_person UNIQUE (email), CONSTRAINT chk_person CHECK (size > 0),
      CONSTRAINT ex_person EXCLUDE USING btree (number WITH =),
      CONSTRAINT fk_town FOREIGN KEY (town_id) REFERENCES town (id) ON DELETE SET NULL,
      CONSTRAINT fk_boss FOREIGN KEY (boss_id) REFERENCES person (id));
    CREATE INDEX idx_person ON person (name text_pattern_ops, (lower(email))) WHERE size > 0;
    CREATE TABLE pet (id integer PRIMARY KEY, owner_id bigint CONSTRAINT fk_owner REFERENCES person (id) ON DELETE CASCADE);
    COMMENT ON CONSTRAINT fk_owner ON pet IS 'who feeds it';
    COMMENT ON TABLE person IS 'it''s people'; COMMENT ON COLUMN person.name IS 'as "written"';
    COMMENT ON CONSTRAINT chk_person ON person IS 'size'; COMMENT ON INDEX idx_person IS 'index';
    CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.name := NEW.name || '!'; RETURN NEW; END $$;
    CREATE TRIGGER touched BEFORE INSERT OR UPDATE OF name ON person FOR EACH ROW EXECUTE FUNCTION touch();
    ALTER TABLE person ENABLE ROW LEVEL SECURITY;
    CREATE POLICY mine ON person USING (name <> ''); CREATE POLICY pets ON pet USING (owner_id IN (SELECT id FROM person));
    GRANT SELECT, UPDATE (name) ON person TO PUBLIC;
    ALTER TABLE person ALTER COLUMN email SET STORAGE EXTERNAL, ALTER COLUMN email SET STATISTICS 77, SET (fillfactor = 70);
    CREATE STATISTICS st_person ON name, email FROM person;
    CREATE SEQUENCE extra OWNED BY person.size;
    CREATE VIEW people AS SELECT id, name AS called FROM person WHERE size > 0;
    CREATE VIEW first_people AS SELECT * FROM people LIMIT 1;
    COMMENT ON VIEW people IS 'all of them';
    INSERT INTO town VALUES (1, 'Rome');
    ALTER TABLE person DISABLE TRIGGER touched;
    INSERT INTO person (name, email, town_id, boss_id, size) VALUES ('Ann', 'a@x', 1, NULL, 3), ('Bob', 'b@x', NULL, 1, 4), ('Cid', NULL, 1, 2, 5);
    ALTER TABLE person ENABLE TRIGGER touched;
    DELETE FROM person WHERE name = 'Cid';
    INSERT INTO pet VALUES (1, 2);
    CREATE POLICY named ON pet USING (owner_id IN (SELECT p.id FROM person p WHERE p.name <> p.email));
    CREATE RULE noted AS ON DELETE TO pet DO ALSO UPDATE person SET name = email WHERE id = OLD.owner_id;`,
  mysql: `
    CREATE TABLE town (id integer PRIMARY KEY, name varchar(20));
    CREATE TABLE person (id bigint NOT NULL AUTO_INCREMENT, name varchar(40) DEFAULT 'x' NOT NULL COMMENT 'as written',
      email varchar(120), town_id integer, boss_id bigint, gone text, size integer NOT NULL DEFAULT 1,
      twice integer GENERATED ALWAYS AS (size * 2) STORED,
      PRIMARY KEY (id), UNIQUE KEY uq_person (email), CONSTRAINT chk_person CHECK (size > 0), KEY idx_person (name(10)),
      CONSTRAINT fk_town FOREIGN KEY (town_id) REFERENCES town (id) ON DELETE SET NULL,
      CONSTRAINT fk_boss FOREIGN KEY (boss_id) REFERENCES person (id)) COMMENT 'people';
    CREATE TABLE pet (id integer PRIMARY KEY, owner_id bigint, CONSTRAINT fk_owner FOREIGN KEY (owner_id) REFERENCES person (id) ON DELETE CASCADE);
    CREATE VIEW people AS SELECT id, name AS called FROM person WHERE size > 0;
    INSERT INTO town VALUES (1, 'Rome');
    INSERT INTO person (name, email, town_id, boss_id, size) VALUES ('Ann', 'a@x', 1, NULL, 3), ('Bob', 'b@x', NULL, 1, 4), ('Cid', NULL, 1, 2, 5);
    DELETE FROM person WHERE name = 'Cid';
    INSERT INTO pet VALUES (1, 2);
    CREATE TRIGGER touched BEFORE INSERT ON person FOR EACH ROW SET NEW.name = CONCAT(NEW.name, '!');`,
  sqlite: `
    CREATE TABLE "town" ("id" integer PRIMARY KEY, "name" text);
    CREATE TABLE "person" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "name" varchar(40) NOT NULL DEFAULT ('x'), "email" varchar(120), "town_id" integer, "boss_id" integer, "gone" text, "size" integer NOT NULL DEFAULT (1), "twice" integer AS (size * 2) STORED, CONSTRAINT "uq_person" UNIQUE ("email"), CONSTRAINT "chk_person" CHECK (size > 0), CONSTRAINT "fk_town" FOREIGN KEY ("town_id") REFERENCES "town" ("id") ON DELETE SET NULL, CONSTRAINT "fk_boss" FOREIGN KEY ("boss_id") REFERENCES "person" ("id"));
    CREATE INDEX "idx_person" ON "person" ("name", (lower(email))) WHERE size > 0;
    CREATE TABLE "pet" ("id" integer PRIMARY KEY, "owner_id" integer REFERENCES "person" ("id") ON DELETE CASCADE);
    CREATE VIEW people AS SELECT id, "name" AS called FROM person WHERE size > 0;
    INSERT INTO town VALUES (1, 'Rome');
    INSERT INTO person (name, email, town_id, boss_id, size) VALUES ('Ann', 'a@x', 1, NULL, 3), ('Bob', 'b@x', NULL, 1, 4), ('Cid', NULL, 1, 2, 5);
    DELETE FROM person WHERE name = 'Cid';
    INSERT INTO pet VALUES (1, 2);
    CREATE TRIGGER touched AFTER INSERT ON person BEGIN UPDATE person SET "name" = "name" || '!' WHERE id = NEW.id; END;`,
};

// What the server keeps of the rows that another one would notice: numbers of rows that are gone are not given again.
async function nextPerson(fresh: Parameters<typeof queryDatabase>[0]): Promise<unknown> {
  await queryDatabase(fresh, "INSERT INTO person (name) VALUES ('Dee')");
  const [row] = await queryDatabase(fresh, "SELECT max(id) AS id FROM person");
  return Number(row?.["id"]);
}

describe.each(targets)("on $name", (target) => {
  const furnished = async (...scripts: Parameters<typeof writeScripts>[0]) => {
    const fresh = await freshTarget(target);
    await queryDatabase(fresh, furnish[target.dialect]);
    const folder = writeScripts(scripts);
    const context = await openContext(target, fresh, folder);
    return { fresh, context, graph: graphOf(folder) };
  };

  test("BA1, BA4 recreate: always builds a table anew, and the server's own dump tells no difference", async () => {
    const { fresh, context, graph } = await furnished({
      id: "aaaa1",
      up: `op.batchAlterTable("person", { recreate: "always" }, () => {});`,
    });
    await context.ensureTables();
    const [before, rows] = [
      await dumpDatabase(fresh),
      await queryDatabase(fresh, "SELECT * FROM person ORDER BY id"),
    ];
    await context.upgrade(graph, "head");
    expect(await dumpDatabase(fresh)).toEqual(before);
    expect(await queryDatabase(fresh, "SELECT * FROM person ORDER BY id")).toEqual(rows);
    expect(rows).toHaveLength(2);
    expect(await queryDatabase(fresh, "SELECT * FROM pet")).toHaveLength(1);
    expect(await nextPerson(fresh)).toBe(4);
  });

  test("BA3 columns come in where the script says, and everything follows; the way back restores it", async () => {
    const change = `
      t.renameColumn("name", "full_name");
      t.addColumn("nick", "varchar(20)", { nullable: true, insertAfter: "id" });
      t.addColumn("first", "integer", { default: "7", insertBefore: "id" });
      t.dropColumn("gone", "text", { nullable: true, insertAfter: "boss_id" });
      t.alterColumn("size", { default: "2" }, { was: { type: "integer", default: "1" }, insertBefore: "nick" });`;
    const order = [
      "id",
      ...(target.dialect === "postgres" ? ["number"] : []),
      "name",
      "email",
      "town_id",
      "boss_id",
    ];
    const back = `
      t.alterColumn("size", { default: "1" }, { was: { type: "integer", default: "2" } });
      t.addColumn("gone", "text", { nullable: true, insertAfter: "boss_id" });
      t.dropColumn("first", "integer", { default: "7" });
      t.dropColumn("nick", "varchar(20)", { nullable: true });
      t.renameColumn("full_name", "name");
      t.placeColumns([${JSON.stringify([...order, "gone", "size", "twice"])}]);`;
    const { fresh, context, graph } = await furnished({
      id: "aaaa1",
      up: `op.batchAlterTable("person", { recreate: "always", partialReordering: [["email", "full_name"]] }, (t) => {${change}});`,
      down: `op.batchAlterTable("person", { recreate: "always" }, (t) => {${back}});`,
    });
    await context.ensureTables();
    const before = await dumpDatabase(fresh);
    await context.upgrade(graph, "head");
    const [first] = await queryDatabase(fresh, "SELECT * FROM person ORDER BY id");
    expect(Object.keys(first ?? {}).filter((name) => name !== "number")).toEqual([
      "first",
      "id",
      "size",
      "nick",
      "email",
      "full_name",
      "town_id",
      "boss_id",
      "twice",
    ]);
    expect(first).toMatchObject({ first: 7, nick: null, full_name: "Ann", email: "a@x", size: 3, twice: 6 });
    expect(await queryDatabase(fresh, "SELECT called FROM people ORDER BY id")).toEqual([
      { called: "Ann" },
      { called: "Bob" },
    ]);
    await context.downgrade(graph, "base");
    expect(await dumpDatabase(fresh)).toEqual(before);
    expect(await nextPerson(fresh)).toBe(4);
  });

  if (target.dialect === "postgres")
    test("BA1 what a batch adds is made once, on the new table, named or not; columns may change names with each other", async () => {
      const { fresh, context, graph } = await furnished({
        id: "aaaa1",
        up: `op.batchAlterTable("person", { recreate: "always" }, (t) => {
          t.createUnique(null, ["number"]);
          t.createCheck(null, "size < 100");
          t.dropIndex("idx_person", ["name"], { concurrently: true });
          t.createIndex("idx_size", ["size"], { concurrently: true });
          t.createIndex("idx_old", ["town_id"], { concurrently: true });
          t.renameIndex("idx_old", "idx_town");
          t.renameColumn("number", "tmp");
          t.renameColumn("size", "number");
          t.renameColumn("tmp", "size");
        });`,
      });
      const long = `n${"_".repeat(50)}`;
      for (const end of ["a", "b"])
        await queryDatabase(fresh, `ALTER TABLE person ADD COLUMN ${long}${end} integer NOT NULL DEFAULT 1`);
      const [step] = await context.preview(await context.plan(graph, "upgrade", "head"));
      await context.upgrade(graph, "head");
      expect(step?.statements?.filter((sql) => /idx_size|ADD UNIQUE|< 100/.test(sql))).toHaveLength(3);
      const parts = await queryDatabase(
        fresh,
        `SELECT pg_get_constraintdef(oid) AS made FROM pg_constraint WHERE conrelid = 'person'::regclass AND contype IN ('u', 'c')
         UNION ALL SELECT indexname || ' ' || attname FROM pg_indexes JOIN pg_attribute ON attrelid = indexname::regclass
          WHERE tablename = 'person' AND indexname LIKE 'idx%' ORDER BY 1`,
      );
      expect(parts.map(({ made }) => made)).toEqual([
        "CHECK ((number < 100))",
        "CHECK ((number > 0))",
        "UNIQUE (email)",
        "UNIQUE (size)",
        "idx_size number",
        "idx_town town_id",
      ]);
    });

  test("BA1 what needs a table built anew is refused by name where the script forbids it, or the server has no words", async () => {
    const cases: Readonly<Record<Target["dialect"], readonly (readonly [string, RegExp])[]>> = {
      postgres: [
        [
          `op.alterTable("person").placeColumn("size", { before: "id" });`,
          /unsupported.*place among the others.*batchAlterTable/,
        ],
        [
          `op.batchAlterTable("person", (t) => t.addColumn("a", "text", { nullable: true, insertAfter: "id" }));`,
          /unsupported.*place/,
        ],
        [
          `op.execute("CREATE PUBLICATION all_people FOR TABLE person"); op.batchAlterTable("person", { recreate: "always" }, () => {});`,
          /unsupported.*"person" anew, which a publication names/,
        ],
        [
          `op.batchAlterTable("person", { recreate: "always" }, (t) => t.renameIndex("idx_person", "idx_people"));`,
          /unsupported: renaming a part of person/,
        ],
        [
          `op.execute("CREATE TABLE heir () INHERITS (person)"); op.batchAlterTable("person", { recreate: "always" }, () => {});`,
          /unsupported.*family of tables \(inheritedBy\)/,
        ],
      ],
      mysql: [
        [
          `op.batchAlterTable("person", (t) => t.placeColumn("nobody", { after: "id" }));`,
          /column nobody does not exist/,
        ],
        [
          `op.batchAlterTable("person", (t) => t.placeColumns([["id", "name"], ["name", "id"]]));`,
          /columns .* have to come before each other/,
        ],
      ],
      sqlite: [
        [
          `op.batchAlterTable("person", { recreate: "never" }, (t) => t.alterColumn("size", { default: "2" }));`,
          /unsupported.*without building it anew/,
        ],
        [
          `op.batchAlterTable("person", { recreate: "never" }, (t) => t.placeColumn("size", { before: "id" }));`,
          /unsupported.*without building it anew/,
        ],
        [
          `op.alterTable("person", (t) => t.dropColumn("town_id"));`,
          /column town_id of person is part of .+, which stays; drop that first/,
        ],
      ],
    };
    const any: readonly (readonly [string, RegExp])[] = [
      [`op.batchAlterTable("person", { recreate: "maybe" }, () => {});`, /cannot recreate "maybe"; it takes/],
      [`op.batchAlterTable("person", { copy_from: 1 }, () => {});`, /knows no option copy_from/],
    ];
    const { fresh, context } = await furnished();
    await context.ensureTables();
    const before = await dumpDatabase(fresh);
    for (const [up, message] of [...cases[target.dialect], ...any]) {
      const graph = graphOf(writeScripts([{ id: "aaaa1", up }]));
      expect((await failureOf(context.upgrade(graph, "head"))).message).toMatch(message);
      expect(await dumpDatabase(fresh)).toEqual(before);
    }
  });

  test("BA2, BA5 copyFrom, reflect, table arguments, and constraints that only a convention names", async () => {
    const { fresh, context, graph } = await furnished({
      id: "aaaa1",
      up: `
        op.createTable("tool", (t) => {
          t.column("id", "integer"); t.column("code", "varchar(20)"); t.column("kind", "varchar(20)");
          t.primaryKey("pk_tool", ["id"]);
          ${target.dialect === "sqlite" ? `t.unique(null, ["code"]); t.check(null, "length(kind) > 1");` : ""}
        });
        op.bulkInsert("tool", [{ id: 1, code: "a", kind: "saw" }, { id: 2, code: "b", kind: "axe" }]);
        op.batchAlterTable("tool", {
          naming: { unique: "uq_{table}_{columns}" },
          reflect: (t) => { t.column("kind", "varchar(30)"); ${target.dialect === "sqlite" ? `t.check("chk_kind", "length(kind) > 1");` : ""} },
          tableArguments: (t) => { t.check("chk_code", "code <> ''"); t.index("idx_kind", ["kind"]); },
        }, (t) => {
          ${target.dialect === "sqlite" ? `t.dropUnique("uq_tool_code"); t.dropCheck("chk_kind");` : ""}
          t.alterColumn("code", { nullable: true }, { was: { type: "varchar(20)" } });
        });
        op.batchAlterTable("tool", {
          copyFrom: (t) => {
            t.column("id", "integer"); t.column("code", "varchar(20)", { nullable: true });
            t.column("kind", "varchar(${target.dialect === "sqlite" ? 30 : 20})");
            t.primaryKey("pk_tool", ["id"]); t.check("chk_code", "code <> ''"); t.index("idx_kind", ["kind"]);
          },
        }, (t) => t.alterColumn("kind", { nullable: true }, { was: { type: "varchar(20)" } }));`,
    });
    await context.upgrade(graph, "head");
    await queryDatabase(fresh, "INSERT INTO tool (id, code, kind) VALUES (3, 'a', NULL), (4, NULL, 'x')");
    const rows = await queryDatabase(fresh, "SELECT code, kind FROM tool ORDER BY id");
    expect(rows.map(({ code, kind }) => [code, kind])).toEqual([
      ["a", "saw"],
      ["b", "axe"],
      ["a", null],
      [null, "x"],
    ]);
    await expect(
      queryDatabase(fresh, "INSERT INTO tool (id, code, kind) VALUES (5, '', 'x')"),
    ).rejects.toThrow();
    expect(await dumpDatabase(fresh)).toMatch(/idx_kind/);
    if (target.dialect === "sqlite")
      expect(await dumpDatabase(fresh)).toMatch(/"kind" varchar\(30\)(?! NOT NULL)/);
  });

  test("OF5 without a connection a batch knows the table from the revisions or by copyFrom, else it is refused early", async () => {
    const raw = `op.execute("CREATE TABLE tool (id integer NOT NULL, code varchar(20))");`;
    const change = `(t) => t.placeColumn("code", { before: "id" })`;
    const described = `copyFrom: (t) => { t.column("id", "integer"); t.column("code", "varchar(20)", { nullable: true }); }`;
    const write = async (options: string) => {
      const folder = writeScripts([
        { id: "aaaa1", up: raw },
        { id: "bbbb2", after: "aaaa1", up: `op.batchAlterTable("tool", { ${options} }, ${change});` },
      ]);
      const dialect = dialectOf(target);
      return writeRun(
        graphOf(folder),
        "upgrade",
        { from: [], to: "head" },
        {
          dialect,
          facts: dialect.defaultFacts,
          loadScript: (path) => import(path),
        },
      );
    };
    expect((await failureOf(write(`recreate: "always"`))).message).toMatch(
      /aaaa1 changes the schema by SQL of its own/,
    );
    const fresh = await freshTarget(target);
    await runClient(fresh, (await write(`recreate: "always", ${described}`)).sql);
    await queryDatabase(fresh, "INSERT INTO tool VALUES ('first', 1)");
    expect(await queryDatabase(fresh, "SELECT code, id FROM tool")).toEqual([{ code: "first", id: 1 }]);
  });
});
