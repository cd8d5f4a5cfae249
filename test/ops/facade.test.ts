import {
  AmbiguousNameError,
  AsyncDescriptionError,
  NotConnectedError,
  record,
  type Operations,
} from "@typeorm-autogen/ops";
import { expect, test } from "vitest";
import { plainLanguage } from "../laws/plain-types.js";

const recording = (script: (op: Operations) => void | Promise<void>) => record(script, plainLanguage);

test("a name says its schema with one dot", async () => {
  const operations = await recording((op) => {
    op.renameTable("users", "audit.users");
    op.renameTable({ schema: null, name: "a.b" }, { schema: "audit", name: "c" });
  });
  expect(operations).toEqual([
    { kind: "renameTable", from: { schema: null, name: "users" }, to: { schema: "audit", name: "users" } },
    { kind: "renameTable", from: { schema: null, name: "a.b" }, to: { schema: "audit", name: "c" } },
  ]);
});

test.each(["a.b.c", ".users", "audit.", "."])("the name %j is ambiguous", async (name) => {
  await expect(recording((op) => op.dropTable(name))).rejects.toThrow(AmbiguousNameError);
});

test("one change alone stands for itself, several travel together", async () => {
  const operations = await recording((op) => {
    op.alterTable("users").renameColumn("name", "full_name");
    op.alterTable("users", (t) => t.renameColumn("mail", "email"));
  });
  const table = { schema: null, name: "users" };
  expect(operations).toEqual([
    { kind: "renameColumn", table, from: "name", to: "full_name" },
    { kind: "alterTable", table, changes: [{ kind: "renameColumn", table, from: "mail", to: "email" }] },
  ]);
});

test.each<[string, (op: Operations) => Promise<unknown>]>([
  ["query", (op) => op.query("SELECT 1")],
  ["flush", (op) => op.flush()],
])("op.%s is refused where nothing is connected", async (_, ask) => {
  const recorded = recording(async (op) => void (await ask(op)));
  await expect(recorded).rejects.toThrow(NotConnectedError);
});

test.each<[string, (op: Operations) => void]>([
  ["createTable", (op) => op.createTable("shop.t", async (t) => t.column("id", "integer"))],
  ["dropTable", (op) => op.dropTable("shop.t", async (t) => t.column("id", "integer"))],
  ["alterTable", (op) => op.alterTable("shop.t", async (t) => t.renameColumn("a", "b"))],
  ["batchAlterTable", (op) => op.batchAlterTable("shop.t", async (t) => t.renameColumn("a", "b"))],
  ["copyFrom", (op) => op.batchAlterTable("shop.t", { copyFrom: async (t) => t.comment("a") }, () => {})],
])("%s refuses a function whose words would come too late", async (_, call) => {
  const recorded = recording((op) => call(op));
  await expect(recorded).rejects.toThrow(AsyncDescriptionError);
  await expect(recorded).rejects.toThrow(/describes shop\.t is async/);
});

test("what a script computes to be false says no more than what it leaves out", async () => {
  const script = (flags: (...names: string[]) => object) => (op: Operations) => {
    op.createTable(
      "t",
      (t) => {
        t.column("id", "integer", flags("nullable", "autoincrement"));
        t.primaryKey("PK", ["id"], flags("withoutOverlaps"));
        t.unique("UQ", ["id"], flags("nullsNotDistinct"));
        t.check("CHK", "id > 0", flags("notValid", "noInherit"));
        t.exclusion("EX", [{ column: "id", operator: "=", ...flags("descending") }]);
        t.foreignKey("FK", ["id"], "t", ["id"], flags("notValid"));
        t.index("IX", [{ column: "id", ...flags("descending") }], flags("unique", "concurrently"));
      },
      flags("ifNotExists"),
    );
    op.alterTable("t", (t) => {
      t.addColumn("a", "integer", flags("autoincrement", "ifNotExists"));
      t.dropColumn("a", "integer", flags("ifExists"));
      t.dropColumn("b", flags("ifExists"));
      t.createIndex("IX2", ["id"], flags("unique", "concurrently", "ifNotExists"));
      t.dropIndex("IX2", flags("ifExists"));
      t.dropUnique("UQ", ["id"], flags("nullsNotDistinct", "ifExists"));
      t.createExclusion(
        "EX2",
        [{ column: "id", operator: "=", ...flags("descending") }],
        flags("ifNotExists"),
      );
    });
    op.dropTable("t", flags("ifExists"));
    op.createSchema("s", flags("ifNotExists"));
    op.dropSchema("s", flags("ifExists"));
    op.dropExtension("e", flags("ifExists"));
    op.createEnum("m", ["a"], flags("ifNotExists"));
    op.createSequence("q", flags("cycle", "ifNotExists"));
    op.createView("v", "SELECT 1", flags("materialized", "ifNotExists"));
    op.alterView("v", "SELECT 2", flags("materialized"));
    op.renameView("v", "w", flags("materialized"));
    op.dropView("w", flags("materialized", "ifExists"));
    op.autocommitBlock(() => op.execute("VACUUM"), flags("repeatable"));
  };
  const saidFalse = (...names: string[]) => Object.fromEntries(names.map((name) => [name, false]));
  expect(await recording(script(saidFalse))).toEqual(await recording(script(() => ({}))));
});
