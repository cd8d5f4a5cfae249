import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import ts from "typescript-5";
import { beforeAll, describe, expect, test } from "vitest";
import { buildCommandLine, emptyFolder, root, writeFiles } from "../cli/project.js";

beforeAll(buildCommandLine, 120_000);

const application = {
  "package.json": "{}",
  "src/plugin.ts": `
    import { defineOperation } from "typeorm-autogen";
    interface Greet { readonly kind: "greet"; readonly name: string }
    declare module "typeorm-autogen" {
      interface OperationMap { greet: Greet }
    }
    export const greet = defineOperation<"greet">({
      kind: "greet",
      sql: ({ name }) => ["SELECT " + name],
      reverse: (operation) => operation,
      evolve: "untouched",
      object: ({ name }) => name,
    });`,
  "autogen.config.ts": `
    import { defineConfig } from "typeorm-autogen";
    import { greet } from "./src/plugin";
    export default defineConfig({ dataSource: "src/data-source.ts", operations: [greet] });`,
  "src/main.ts": `
    import { AutogenError, upgrade } from "typeorm-autogen";
    export async function start(options: Parameters<typeof upgrade>[0]): Promise<readonly string[]> {
      try {
        return (await upgrade(options)).heads;
      } catch (error) {
        if (error instanceof AutogenError) return [error.code];
        throw error;
      }
    }`,
  "src/revisions/20260101_0000-aaaa1_users.ts": `
    import type { Operations } from "typeorm-autogen";
    export function upgrade(op: Operations): void {
      op.greet({ name: "1" });
      // @ts-expect-error There is no such operation.
      op.great({ name: "1" });
    }`,
};

describe("an application in CommonJS", () => {
  test.each([
    { module: ts.ModuleKind.CommonJS, moduleResolution: ts.ModuleResolutionKind.Node10 },
    { module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16 },
    { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext },
  ])("has its types with module $module and moduleResolution $moduleResolution", (modules) => {
    const dir = emptyFolder(["typeorm-autogen"]);
    writeFiles(dir, application);
    const options: ts.CompilerOptions = {
      ...modules,
      target: ts.ScriptTarget.ES2022,
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: [],
    };
    const files = Object.keys(application).filter((name) => name.endsWith(".ts"));
    const program = ts.createProgram(
      files.map((name) => join(dir, name)),
      options,
    );
    const faults = ts.getPreEmitDiagnostics(program);
    expect(faults.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))).toEqual([]);
  });

  test("has one and the same package by require, by import, and in a runner whose sandbox knows no ES modules", async () => {
    const dir = emptyFolder(["typeorm", "typeorm-autogen", "better-sqlite3"]);
    writeFiles(dir, {
      "package.json": "{}",
      "src/data-source.cjs": `
        const { DataSource, EntitySchema } = require("typeorm");
        const user = new EntitySchema({ name: "user", columns: {
          id: { type: Number, primary: true }, at: { type: Date, default: () => "CURRENT_TIMESTAMP" },
          mood: { type: "simple-enum", enum: ["sad", "glad"], default: "sad" } } });
        exports.dataSource = new DataSource({ type: "better-sqlite3", database: ":memory:", entities: [user] });`,
      "same.cjs": `
        const required = require("typeorm-autogen");
        import("typeorm-autogen").then((imported) =>
          console.log(Object.keys(imported).every((name) => name === "default" || imported[name] === required[name])));`,
      "case.cjs": `
        const { AutogenError, check, revision, upgrade } = require("typeorm-autogen");
        const { dataSource } = require("./src/data-source.cjs");
        module.exports = async () => {
          await dataSource.initialize();
          const connection = dataSource.createQueryRunner();
          const options = { cwd: __dirname, dataSource, connection, config: { format: "js" }, directory: "revisions" };
          await revision({ ...options, message: "first" });
          const { heads } = await upgrade(options);
          const { inSync } = await check(options);
          const rows = await connection.query("SELECT count(*) AS n FROM user");
          const error = await upgrade({ ...options, target: "nowhere" }).catch((caught) => caught);
          return { heads: heads.length, inSync, rows, known: error instanceof AutogenError, code: error.code };
        };`,
      "none/.keep": "",
      "inside.mjs": `
        import { check } from "typeorm-autogen";
        export default () =>
          check({ directory: "none", dataSource: "src/data-source.cjs" }).catch(({ code, message }) => ({ code, message }));`,
    });
    const run = async (...args: readonly string[]) =>
      (await promisify(execFile)(process.execPath, args, { cwd: dir })).stdout.trim();
    expect(await run("same.cjs")).toBe("true");
    const sandbox = join(root, "test/extend/sandbox");
    expect(JSON.parse(await run(`${sandbox}.cjs`, join(dir, "case.cjs")))).toEqual({
      heads: 1,
      inSync: true,
      rows: [{ n: 0 }],
      known: true,
      code: "unknown-revision",
    });
    const flags = ["--experimental-vm-modules", "--experimental-import-meta-resolve", "--no-warnings"];
    const refused = await run(...flags, `${sandbox}.mjs`, join(dir, "inside.mjs"));
    expect(JSON.parse(refused)).toEqual({
      code: "sandbox",
      message: expect.stringMatching(
        /data-source\.cjs cannot be loaded inside the sandbox .* createRequire\(/,
      ),
    });
  });
});
