import { renderScript } from "@typeorm-autogen/render";
import * as fc from "fast-check";
import { join } from "node:path";
import ts from "typescript-5";
import { expect, test } from "vitest";
import { arbitraryOperation } from "../laws/arbitrary-operations.js";
import { describeStory, stories } from "./stories.js";

const root = join(import.meta.dirname, "..", "..");

const strictest: ts.CompilerOptions = {
  strict: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  noImplicitReturns: true,
  noEmit: true,
  skipLibCheck: true,
  types: [],
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  customConditions: ["autogen-source"],
};

// Scripts stand in memory beside a module that is named as the published package and hands on the facade's type.
function diagnose(scripts: Readonly<Record<string, string>>): readonly string[] {
  const facade = 'export type { Operations } from "@typeorm-autogen/ops";\n';
  const inMemory = new Map([
    [join(root, "test", "render", "facade.ts"), facade],
    ...Object.entries(scripts).map(([name, text]) => [join(root, "test", "render", name), text] as const),
  ]);
  const options: ts.CompilerOptions = {
    ...strictest,
    paths: { "typeorm-autogen": [join(root, "test", "render", "facade.ts")] },
  };
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  host.readFile = (path) => inMemory.get(path) ?? readFile(path);
  host.fileExists = (path) => inMemory.has(path) || fileExists(path);
  const files = Object.keys(scripts).map((name) => join(root, "test", "render", name));
  const program = ts.createProgram(files, options, host);
  return files
    .flatMap((file) => ts.getPreEmitDiagnostics(program, program.getSourceFile(file)))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

test("the check itself finds an error", () => {
  const text =
    'import type { Operations } from "typeorm-autogen";\nexport const wrong = (op: Operations) => op.nothing();\n';
  expect(diagnose({ "script.mts": text })).toEqual([
    "Property 'nothing' does not exist on type 'Operations'.",
  ]);
});

test("scripts pass the strictest TypeScript", () => {
  const rendered = Object.entries(stories).map(([name, story]) => [
    `${name}.mts`,
    renderScript(describeStory(story), { format: "ts" }),
  ]);
  const upgrade = fc.sample(arbitraryOperation("plain"), { numRuns: 500, seed: 1 });
  const everything = renderScript(describeStory({ upgrade, downgrade: [] }), { format: "ts" });
  expect(diagnose({ ...Object.fromEntries(rendered), "everything.mts": everything })).toEqual([]);
});

test("rows may be of a type of their own, whose values are told from what no column holds", () => {
  const script = (all: readonly string[]) =>
    `import type { Operations } from "typeorm-autogen";
    interface Person { id: number; born: Date; settings: Settings; big: bigint; note: string | null; nick?: string }
    interface Settings { theme: string }
    export const upgrade = (op: Operations, people: readonly Person[]) => {
      ${all.map((rows) => `op.bulkInsert("people", ${rows});`).join("\n")}
      return people;
    };\n`;
  const right = ["people", "[{ id: 1 }, { id: 2, name: undefined, at: op.sql('now()') }]", "[]"];
  const wrong = ["[{ id: () => 1 }]", "[{ id: Promise.resolve(1) }]", "[1]", "{ id: 1 }"];
  expect(diagnose({ "rows.mts": script(right) })).toEqual([]);
  expect(diagnose({ "rows.mts": script(wrong) })).toHaveLength(wrong.length);
});

test("options may be computed, and false", () => {
  const script = `import type { Operations } from "typeorm-autogen";
    export const upgrade = (op: Operations, flag: boolean) => {
      op.createTable("t", (t) => t.index("IX", [{ column: "id", descending: flag }], { unique: flag }), { ifNotExists: flag });
      op.alterTable("t").createIndex("IX", ["id"], { concurrently: op.database.name === "postgres", ifNotExists: flag });
      op.dropView("v", { materialized: flag, ifExists: flag });
    };\n`;
  expect(diagnose({ "flags.mts": script })).toEqual([]);
  expect(diagnose({ "flags.mts": script.replaceAll("unique: flag", "unqiue: flag") })).toHaveLength(1);
});
