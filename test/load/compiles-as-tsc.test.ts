import { beforeAll, describe, expect, test } from "vitest";
import { addFile, buildPackage, compile, importInChild, writeProject } from "./project.js";

beforeAll(buildPackage);

// Types that decorator metadata can tell apart without a look into other files' types.
const types = [
  "string",
  "number",
  "boolean",
  "bigint",
  "symbol",
  "Date",
  "Buffer",
  "string[]",
  "[string, number]",
  "Promise<string>",
  "string | null",
  "null | number",
  "Date | undefined",
  "boolean | null | undefined",
  "string | number",
  `"a" | "b"`,
  "1 | 2",
  "true",
  "Map<string, number>",
  "() => void",
  "{ a: string }",
  "unknown",
  "any",
  "object",
  "Shape",
  "Alias",
  "Local",
  "Color",
  "Size",
  "Other",
  "Imported",
  "Partial<Other>",
  "Readonly<string[]>",
  "Wrapped<Other>",
  "Status",
  "Level",
  "Flag",
  "Maybe",
  "Kind",
  "Priority",
  "Mixed",
  "ConstKind",
  "Other | null",
  "LocalUnion",
  "Multi",
  "`x${string}`",
  "Uint8Array",
  "this",
  "null",
];

const probe = `import "reflect-metadata";
import { Other, Imported, Wrapped, Status, Level, Flag, Maybe, Kind, Priority as Priority, Mixed, ConstKind } from "./other.js";
interface Shape { a: string }
type Alias = string;
type LocalUnion = "a" | 'b'
type Multi =
  | 1
  | -2.5;
class Local {}
enum Color { Red = "red" }
enum Size { Small, Large }
const seen: Record<string, string> = {};
export function designTypes() { return seen; }
function note(target: object, key: string): void {
  const type = Reflect.getMetadata("design:type", target, key);
  seen[key] = typeof type === "function" ? type.name : String(type);
}
class Probe {
${types.map((type, at) => `  @note p${at}!: ${type};`).join("\n")}
  q = 1;
}
export const fields = () => Object.keys(new Probe()).join();
`;
const other = `import { designTypes } from "./probe.js";
export class Other { read() { return designTypes(); } }
export interface Imported { a: string }
export type Wrapped<T> = T;
export type Status = "on" | "off";
export type Level = 1 | 2;
export type Flag = boolean;
export type Maybe = string | null;
export enum Kind { A = "a", B = "b" }
export enum Priority { Low, High = 5, Negative = -1 }
export enum Mixed { A = "a", B = 2 }
export const ConstKind = { A: "a", B: "b" } as const;
export type ConstKind = (typeof ConstKind)[keyof typeof ConstKind];
`;

const compilerOptions = (extra: object): string =>
  JSON.stringify({
    compilerOptions: {
      module: "node16",
      target: "es2022",
      rootDir: "src",
      outDir: "dist",
      types: [],
      skipLibCheck: true,
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
      ...extra,
    },
    include: ["src"],
  });

// What a compiler that sees one file at a time cannot know: what an imported name stands for.
const unknowable = new Set(["Wrapped<Other>"]);

describe.each([
  ["CommonJS, strict", "{}", { strict: true }],
  ["CommonJS, without strictNullChecks", "{}", { strict: false }],
  ["ES modules, strict", `{ "type": "module" }`, { strict: true, useDefineForClassFields: false }],
])("decorator metadata and fields are those of tsc 5.9: %s", (_name, packageJson, extra) => {
  test("for every kind of type", async () => {
    const directory = writeProject({
      "package.json": packageJson,
      "tsconfig.json": compilerOptions(extra),
      "src/probe.ts": probe,
      "src/other.ts": other,
    });
    const ours = await importInChild(directory, "src/probe.ts");
    await compile(directory, "typescript-5");
    const theirs = await importInChild(directory, "dist/probe.js");
    expect(byType(ours["designTypes"])).toEqual(byType(theirs["designTypes"]));
    expect(ours["fields"]).toEqual(theirs["fields"]);
  });
});

function byType(seen: unknown): Record<string, string> {
  const names = Object.entries(seen as Record<string, string>).map(
    ([key, name]) => [types[Number(key.slice(1))] ?? key, name] as const,
  );
  return Object.fromEntries(names.filter(([type]) => !unknowable.has(type)));
}

describe("modules are linked as tsc links them", () => {
  test("CommonJS without esModuleInterop: a namespace import can be called", async () => {
    const directory = writeProject({
      "tsconfig.json": compilerOptions({
        module: "commonjs",
        esModuleInterop: false,
        ignoreDeprecations: "6.0",
      }),
      "lib.js": "module.exports = () => 'called';",
      "src/main.ts": `import * as lib from "../lib.js";\nexport const value = (lib as unknown as () => string)();`,
    });
    expect(await importInChild(directory, "src/main.ts")).toEqual({ value: "called" });
  });

  test("CommonJS: an import() of a relative TypeScript file", async () => {
    const directory = writeProject({
      "src/main.ts": `export const value = async (): Promise<string> => "x";\nexport const inner = { then: undefined };\nexport const start = (): string => { void import("./late"); return "started"; };`,
      "src/late.ts": "export const late: number = 1;",
    });
    expect(await importInChild(directory, "src/main.ts")).toMatchObject({ start: "started" });
  });

  test("a tsconfig that extends others: arrays, packages, comments, configDir", async () => {
    const directory = writeProject({
      "tsconfig.json": `{ "extends": ["@acme/base", "./paths"], /* c */ "compilerOptions": { "strict": true, }, // end\n}`,
      "node_modules/@acme/base/tsconfig.json": `{ "compilerOptions": { "paths": { "~/*": ["\${configDir}/wrong/*"] }, "target": "es2020" } }`,
      "paths.json": `{ "compilerOptions": { "paths": { "~/*": ["\${configDir}/src/*"], "exact": ["./src/exactly"] } } }`,
      "src/main.ts": `import { a } from "~/a.js"; import { b } from "exact"; export const sum: number = a + b;`,
      "src/a.ts": "export const a: number = 1;",
      "src/exactly.ts": "export const b: number = 2;",
    });
    expect(await importInChild(directory, "src/main.ts")).toEqual({ sum: 3 });
  });

  test("baseUrl alone, and a package wins where baseUrl has no such file", async () => {
    const directory = writeProject({
      "tsconfig.json": `{ "compilerOptions": { "baseUrl": "src" } }`,
      "src/main.ts": `import { a } from "lib/a"; import { DataSource } from "typeorm"; export const found = [a, typeof DataSource].join();`,
      "src/lib/a.ts": `export const a: string = "a";`,
    });
    expect(await importInChild(directory, "src/main.ts")).toEqual({ found: "a,function" });
  });

  test("a revision script", async () => {
    const script = `import type { Operations } from "typeorm-autogen";
      export const revision = "3f9c1a2b4d5e"; export const downRevision = null; export const branchLabels = []; export const dependsOn = [];
      export function upgrade(op?: Operations): string { return "up"; }`;
    for (const packageJson of ["{}", `{ "type": "module" }`]) {
      const directory = writeProject({ "package.json": packageJson });
      addFile(directory, "20261122_1030-3f9c1a2b4d5e_x.ts", script);
      expect(await importInChild(directory, "20261122_1030-3f9c1a2b4d5e_x.ts")).toEqual({
        revision: "3f9c1a2b4d5e",
        downRevision: null,
        branchLabels: [],
        dependsOn: [],
        upgrade: "up",
      });
    }
  });
});
