import type { TypeCodec } from "@typeorm-autogen/model";
import { directives, record, type Operation, type ScriptFunction } from "@typeorm-autogen/ops";
import { renderScript, type RenderOptions, type ScriptDescription } from "@typeorm-autogen/render";
import * as fc from "fast-check";
import { Script, createContext } from "node:vm";
import ts from "typescript-5";
import { expect, test } from "vitest";
import { arbitraryOperation, operationArbitraries, type Wording } from "./arbitrary-operations.js";
import { plainLanguage, plainTypes } from "./plain-types.js";

interface Loaded {
  readonly revision: string;
  readonly upgrade: ScriptFunction;
  readonly downgrade: ScriptFunction;
}

function describe(upgrade: readonly Operation[], more: Partial<ScriptDescription> = {}): ScriptDescription {
  return {
    message: "Change everything",
    revision: "3f9c1a2b4d5e",
    downRevisions: ["a81be0c2f7d4"],
    branchLabels: [],
    dependsOn: [],
    createdAt: new Date("2026-11-22T10:30:00Z"),
    notes: [],
    upgrade,
    downgrade: [],
    types: plainTypes,
    ...more,
  };
}

// Runs the script in a world of its own, where whatever else it did would be seen.
function load(text: string): { readonly script: Loaded; readonly world: object } {
  const compiled = ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
    reportDiagnostics: true,
  });
  expect(compiled.diagnostics).toEqual([]);
  const world = createContext({});
  const run = new Script(`(function (exports) {${compiled.outputText}\n})`).runInContext(world) as (
    exports: object,
  ) => void;
  const exports = {};
  run(exports);
  return { script: exports as Loaded, world };
}

async function readBack(text: string, types: TypeCodec = plainTypes): Promise<readonly Operation[]> {
  const { script, world } = load(text);
  const operations = await record(script.upgrade, { ...plainLanguage, types });
  expect(await record(script.downgrade, plainLanguage)).toEqual([]);
  expect(Object.keys(world)).toEqual([]);
  return structuredClone(operations);
}

test("the generator makes every kind of operation", () => {
  expect(Object.keys(operationArbitraries("plain")).sort()).toEqual(Object.keys(directives).sort());
});

test.each<[Wording, RenderOptions]>([
  ["plain", { format: "ts" }],
  ["hostile", { format: "ts" }],
  ["hostile", { format: "js" }],
  ["hostile", { format: "js", modules: "commonjs" }],
])("a script of %s operations, written as %o, records the same operations", async (wording, options) => {
  const operations = fc.array(arbitraryOperation(wording), { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(operations, async (upgrade) => {
      const text = renderScript(describe(upgrade), options);
      expect(await readBack(text)).toEqual(structuredClone(upgrade));
    }),
    { numRuns: 60 },
  );
});

test("hostile words in the header stay in the header", async () => {
  const word = fc.oneof(
    fc.constantFrom("*/ globalThis.broken = true; /*", "*\u200b/", "a\u2028b", "\\u002a/", "**/", "*/"),
    fc.string({ unit: "binary" }),
  );
  const header = fc.record({
    message: word,
    server: word,
    verified: word,
    notes: fc.array(word),
    revision: word,
    downRevisions: fc.array(word),
    branchLabels: fc.array(word),
    dependsOn: fc.array(word),
  });
  await fc.assert(
    fc.asyncProperty(header, async (words) => {
      const text = renderScript(describe([], words), { format: "ts" });
      expect(await readBack(text)).toEqual([]);
      expect(load(text).script.revision).toBe(words.revision);
    }),
    { numRuns: 100 },
  );
});

test("a dropped table is described nowhere: what it was does not come back", async () => {
  const table = { schema: null, name: "users" };
  const was = { ...table, columns: [], uniques: [], checks: [], foreignKeys: [], indexes: [] };
  const text = renderScript(describe([{ kind: "dropTable", table, was }]), { format: "ts" });
  expect(text).toContain('op.dropTable("users");');
  expect(await readBack(text)).toEqual([{ kind: "dropTable", table }]);
});
