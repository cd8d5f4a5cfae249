import { introspect } from "@typeorm-autogen/introspect";
import { record } from "@typeorm-autogen/ops";
import { scriptLanguage } from "@typeorm-autogen/dialect";
import { describe, expect, test } from "vitest";
import { dialectOf } from "../live/target-dialect.js";
import { targets } from "../live/targets.js";
import { failureOf, freshTarget, graphOf, openContext, writeScripts } from "./project.js";

// Each pair of calls leaves nothing behind and fails without its conditions. Where a server has no such thing: absent.
const everywhere = {
  table: `
    op.createTable("box", (t) => { t.column("id", "integer"); t.primaryKey("PK_box", ["id"]); t.index("IDX_box", ["id"]); }, { ifNotExists: true });
    op.createTable("plain", (t) => { t.column("id", "integer"); }, { ifNotExists: true });`,
  column: `op.alterTable("box", (t) => { t.addColumn("size", "integer", { nullable: true, ifNotExists: true }); t.addColumn("name", "varchar(20)", { default: "'x'", ifNotExists: true }); });
    op.alterTable("box").addColumn("lone", "integer", { nullable: true, ifNotExists: true });`,
  constraint: `op.alterTable("box", (t) => {
      t.createUnique("UQ_box", ["name"], { ifNotExists: true });
      t.createCheck("CHK_box", "size > 0", { ifNotExists: true });
      t.createForeignKey("FK_box", ["size"], "box", ["id"], { ifNotExists: true });
      t.createPrimaryKey("PK_box", ["id"], { ifNotExists: true });
    });`,
  index: `op.alterTable("box").createIndex("IDX_size", ["size"], { ifNotExists: true });`,
  view: `op.createView("boxes", "SELECT id FROM box", { ifNotExists: true });`,
};
const away = {
  view: `op.dropView("boxes", { ifExists: true });`,
  index: `op.alterTable("box").dropIndex("IDX_size", { ifExists: true });`,
  constraint: `op.alterTable("box", (t) => {
      t.dropForeignKey("FK_box", { ifExists: true });
      t.dropCheck("CHK_box", "size > 0", { ifExists: true });
      t.dropUnique("UQ_box", { ifExists: true });
      t.dropPrimaryKey("PK_box", { ifExists: true });
    });`,
  column: `op.alterTable("box", (t) => { t.dropColumn("size", { ifExists: true }); t.dropColumn("name", "varchar(20)", { default: "'x'", ifExists: true }); });
    op.alterTable("box").dropColumn("lone", { ifExists: true });`,
  table: `op.dropTable("box", { ifExists: true }); op.dropTable("plain", undefined, { ifExists: true });`,
};

const postgresOnly = {
  up: `op.createSchema("depot", { ifNotExists: true }); op.createEnum("depot.kind", ["a"], { ifNotExists: true });
    op.createSequence("depot.counter", { ifNotExists: true, start: "5" });
    op.createView("depot.kept", "SELECT 1 AS n", { materialized: true, ifNotExists: true });`,
  down: `op.dropView("depot.kept", { materialized: true, ifExists: true }); op.dropSequence("depot.counter", { ifExists: true });
    op.dropEnum("depot.kind", ["a"], { ifExists: true }); op.dropSchema("depot", { ifExists: true }); op.dropExtension("citext", { ifExists: true });`,
};

describe.each(targets)("on $name", (target) => {
  const dialect = dialectOf(target);
  const own = target.dialect === "postgres" ? postgresOnly : { up: "", down: "" };

  test("ifNotExists and ifExists make every call of a script repeatable, and change nothing the second time", async () => {
    const fresh = await freshTarget(target);
    const up = Object.values(everywhere).join("\n") + own.up;
    const down = own.down + Object.values(away).join("\n");
    const folder = writeScripts([
      { id: "aaaa1", up },
      { id: "bbbb2", after: "aaaa1", up },
      { id: "cccc3", after: "bbbb2", up: down },
      { id: "dddd4", after: "cccc3", up: down },
    ]);
    const context = await openContext(target, fresh, folder);
    const facts = await dialect.facts(context.connection, { projectDir: folder, readOnly: false });
    const read = () => introspect(dialect.reader(context.connection, facts), { schemas: ["depot"] });
    const empty = await read();
    await context.upgrade(graphOf(folder), "aaaa1");
    const built = await read();
    const box = built.tables.find(({ name }) => name === "box");
    expect(box?.columns.map(({ name }) => name)).toEqual(["id", "size", "name", "lone"]);
    expect(box?.checks.map(({ name }) => name)).toEqual(["CHK_box"]);
    expect([...(box?.uniques ?? []), ...(box?.indexes ?? [])].map(({ name }) => name).sort()).toEqual(
      expect.arrayContaining(["IDX_box", "IDX_size", "UQ_box"]),
    );
    expect(built.views.map(({ name }) => name)).toContain("boxes");
    await context.upgrade(graphOf(folder), "bbbb2");
    expect(await read()).toEqual(built);
    await context.upgrade(graphOf(folder), "cccc3");
    const ownTables = (name: string) => name.startsWith("autogen_");
    const left = (await read()).tables.filter(({ name }) => !ownTables(name));
    expect({ ...(await read()), tables: left }).toEqual(empty);
    await context.upgrade(graphOf(folder), "head");
  });

  test("an object of another shape under that name is left as it is", async () => {
    const fresh = await freshTarget(target);
    const folder = writeScripts([
      { id: "aaaa1", up: `op.createTable("box", (t) => { t.column("other", "varchar(7)"); });` },
      {
        id: "bbbb2",
        after: "aaaa1",
        up: `op.createTable("box", (t) => { t.column("id", "integer"); t.index("IDX_box", ["id"]); }, { ifNotExists: true });`,
      },
    ]);
    const context = await openContext(target, fresh, folder);
    await context.upgrade(graphOf(folder), "head");
    expect(await context.connection.query("SELECT other FROM box")).toEqual([]);
  });

  test("without a connection, the server's own words are written, and what it has none for is refused by name", async () => {
    const compile = async (call: string) => {
      const script = new Function("op", call) as (op: unknown) => void;
      const operations = await record(script, scriptLanguage(dialect));
      const context = {
        facts: dialect.defaultFacts,
        state: null,
        metadataTable: { schema: null, name: "typeorm_metadata" },
      };
      return operations.flatMap((operation) => dialect.compile(operation, context)).map(({ sql }) => sql);
    };
    const [create] = await compile(
      `op.createTable("a", (t) => { t.column("id", "integer"); }, { ifNotExists: true });`,
    );
    expect(create).toMatch(/^CREATE TABLE IF NOT EXISTS ["`]a["`] \(/);
    expect(await compile(`op.dropTable("a", { ifExists: true });`)).toEqual([
      expect.stringMatching(/^DROP TABLE IF EXISTS ["`]a["`]$/),
    ]);
    const addition = compile(
      `op.alterTable("a").addColumn("b", "integer", { nullable: true, ifNotExists: true });`,
    );
    if (target.dialect === "postgres")
      expect(await addition).toEqual(['ALTER TABLE "a" ADD COLUMN IF NOT EXISTS "b" integer']);
    else
      expect((await failureOf(addition)).message).toMatch(/IF NOT EXISTS for addColumn without a connection/);
    const constraint = compile(`op.alterTable("a").createUnique("UQ", ["b"], { ifNotExists: true });`);
    expect((await failureOf(constraint)).message).toMatch(
      /IF NOT EXISTS for createUnique without a connection|changing table a without knowing how it stands/,
    );
  });
});
