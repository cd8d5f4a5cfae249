import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript-5";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..", "..");

const at = (i: number) => join(root, "test", "extend", `block-${i}.mts`);

/** What strict TypeScript says against files that are held in memory. */
function faultsOf(files: ReadonlyMap<string, string>): readonly string[] {
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ["node"],
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    customConditions: ["autogen-source"],
  };
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  host.readFile = (name) => files.get(name) ?? readFile(name);
  host.fileExists = (name) => files.has(name) || fileExists(name);
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files.keys()]
    .flatMap((file) => ts.getPreEmitDiagnostics(program, program.getSourceFile(file)))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

test.each([
  ["extending.md", 6],
  ["environments.md", 1],
  ["functions.md", 4],
])("the code on docs/%s passes strict TypeScript", (name, atLeast) => {
  const page = readFileSync(join(root, "docs", name), "utf8");
  const blocks = [...page.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = ""]) => code);
  expect(blocks.length).toBeGreaterThanOrEqual(atLeast);
  expect(faultsOf(new Map(blocks.map((code, i) => [at(i), code])))).toEqual([]);
});

test("the worked plugin passes strict TypeScript, and types its operations in scripts", () => {
  const plugin = join(root, "fixtures", "plugins", "postgres-routines.ts");
  const script = `
    import type { Operations } from "typeorm-autogen";
    import type {} from "../../fixtures/plugins/postgres-routines.js";
    export function upgrade(op: Operations): void {
      op.replaceRoutine({ name: "one", returns: "integer", language: "sql", body: "SELECT 1" });
      // @ts-expect-error A function has a body.
      op.dropRoutine({ name: "one", returns: "integer", language: "sql" });
    }`;
  const files = new Map([
    [plugin, readFileSync(plugin, "utf8")],
    [at(0), script],
  ]);
  expect(faultsOf(files)).toEqual([]);
});
