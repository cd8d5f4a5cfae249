import type { Operation } from "@typeorm-autogen/ops";
import { checksumText, nameObject, loadDirection } from "@typeorm-autogen/runtime";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { failureOf } from "./project.js";

const load = (exports: Record<string, unknown>) => loadDirection(async () => exports, "a.js", "upgrade");

describe("the function of a script", () => {
  const upgrade = () => {};

  test("is found among the exports, and behind the default export of a CommonJS module", async () => {
    expect(await load({ upgrade })).toBe(upgrade);
    expect(await load({ default: { upgrade }, "module.exports": {} })).toBe(upgrade);
  });

  test.each([
    [{}, /a\.js has no upgrade function \(it exports nothing\); write: export function upgrade/],
    [{ upgrade: 1, revision: "x" }, /\(it exports upgrade, revision\)/],
    [{ default: upgrade }, /\(it exports default\)/],
    [
      {
        AddUsers1: class {
          up() {}
        },
      },
      /a TypeORM migration class is run by TypeORM/,
    ],
  ])("is missed by name: %o", async (exports, message) => {
    const error = await failureOf(load(exports));
    expect(error.code).toBe("script-function-missing");
    expect(error.message).toMatch(message);
  });
});

describe("the checksum of a script", () => {
  const script = `export function upgrade(op) {\n  op.execute("SELECT '--  /* x */'"); // run\n}\n`;

  test.each([
    ["line ends", script.replaceAll("\n", "\r\n")],
    ["indentation", script.replaceAll("  op", "\t\top")],
    ["comments", `/* seen */ ${script.replace("// run", "// ran it")}`],
  ])("does not count %s", (_, other) => {
    expect(checksumText(other, "a.ts")).toBe(checksumText(script, "a.ts"));
  });

  test.each([
    ["text in a string", script.replace("--  /*", "-- /*")],
    ["code", script.replace("execute", "query")],
    ["a line that became a comment", script.replace("  op.", "//op.")],
  ])("counts %s", (_, other) => {
    expect(checksumText(other, "a.ts")).not.toBe(checksumText(script, "a.ts"));
  });

  test("differs between a source and a compiled file, and needs no understanding of the text", () => {
    expect(checksumText(script, "a.cts")).toMatch(/^ts:[0-9a-f]{64}$/);
    expect(checksumText(script, "a.cjs")).toMatch(/^js:[0-9a-f]{64}$/);
    const word = fc.string({ unit: fc.constantFrom(..."ab'\"`\\/*$\n ") });
    fc.assert(
      fc.property(word, (text) => {
        expect(checksumText(`${text}\n`, "a.js")).toBe(checksumText(text, "b.mjs"));
      }),
    );
  });
});

describe("an operation in a sentence", () => {
  const table = { schema: "audit", name: "users" };
  const parts = { uniques: [], checks: [], foreignKeys: [], indexes: [], columns: [] };
  const cases: readonly (readonly [Operation, string])[] = [
    [{ kind: "createTable", table: { ...table, ...parts } }, "audit.users"],
    [{ kind: "dropTable", table }, "audit.users"],
    [{ kind: "renameTable", from: table, to: { schema: null, name: "people" } }, "audit.users"],
    [{ kind: "alterTable", table, changes: [] }, "audit.users"],
    [
      { kind: "addColumn", table, column: { name: "age", type: { name: "integer" }, nullable: true } },
      "audit.users.age",
    ],
    [{ kind: "alterColumn", table, column: "age", to: {} }, "audit.users.age"],
    [{ kind: "renameColumn", table, from: "age", to: "years" }, "age on audit.users"],
    [{ kind: "createIndex", table, index: { name: "IDX", parts: [] } }, "IDX on audit.users"],
    [{ kind: "createCheck", table, check: { name: "CHK", expression: "true" } }, "CHK on audit.users"],
    [{ kind: "dropCheck", table, check: { expression: "true" } }, "audit.users"],
    [{ kind: "createEnum", enum: { schema: null, name: "mood", values: [] } }, "mood"],
    [{ kind: "dropSequence", sequence: { schema: null, name: "numbers" } }, "numbers"],
    [{ kind: "createExtension", name: "citext" }, "citext"],
    [{ kind: "execute", sql: "SELECT 1" }, "SQL text"],
  ];

  test.each(cases)("%o", (operation, object) => {
    expect(nameObject(operation)).toBe(object);
  });
});
