import { AmbiguousNameError, NotConnectedError, record, type Operations } from "@typeorm-autogen/ops";
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
