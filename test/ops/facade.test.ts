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
