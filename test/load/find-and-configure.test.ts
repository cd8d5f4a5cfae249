import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  createLoader,
  explainLoadFailure,
  findConfigFile,
  findDataSource,
  FileNotFoundError,
  isDataSource,
  loadConfig,
  loadDataSource,
  resolveFromProject,
} from "@typeorm-autogen/load";
import { writeProject } from "./project.js";

const script = (command: string): string => JSON.stringify({ scripts: { "migration:run": command } });

describe("finding the data source", () => {
  test.each([
    ["data-source.ts"],
    ["data-source.cjs"],
    ["src/data-source.mts"],
    ["src/data-source.js"],
    ["ormconfig.ts"],
    ["src/ormconfig.js"],
    ["dist/data-source.js"],
    ["build/src/data-source.js"],
  ])("in a conventional place: %s", async (name) => {
    const directory = writeProject({ [name]: "" });
    expect(await findDataSource(directory)).toEqual({
      file: join(directory, name),
      how: "conventional place",
    });
  });

  test.each([
    [
      "source wins over build output",
      { "src/data-source.ts": "", "dist/data-source.js": "" },
      "src/data-source.ts",
    ],
    [
      "a source and its output beside it are one",
      { "data-source.ts": "", "data-source.js": "" },
      "data-source.ts",
    ],
    [
      "what a script names decides between several",
      {
        "data-source.ts": "",
        "ormconfig.ts": "",
        "package.json": script("typeorm migration:run -d ormconfig.ts"),
      },
      "ormconfig.ts",
    ],
    [
      "a script may quote, omit the extension, and use the long option",
      { "db/main.ts": "", "package.json": script(`typeorm --dataSource="./db/main" migration:run`) },
      "db/main.ts",
    ],
    [
      "a script's build output gives way to the source",
      {
        "src/data-source.ts": "",
        "dist/db.js": "",
        "package.json": script("typeorm -d dist/db.js migration:run"),
      },
      "src/data-source.ts",
    ],
    [
      "a script's -d may mean something else",
      { "src/data-source.ts": "", "package.json": script("docker run -d postgres && tar -d README.md") },
      "src/data-source.ts",
    ],
  ])("%s", async (_name, files, expected) => {
    const directory = writeProject(files);
    expect((await findDataSource(directory)).file).toBe(join(directory, expected));
  });

  test("two candidates: both are named", async () => {
    const directory = writeProject({ "data-source.ts": "", "src/data-source.ts": "" });
    await expect(findDataSource(directory)).rejects.toMatchObject({
      code: "data-source-ambiguous",
      message: expect.stringMatching(/data-source\.ts, src\/data-source\.ts; choose one with -d/) as string,
    });
    expect(await findDataSource(directory, { dataSource: "src/data-source" })).toEqual({
      file: join(directory, "src/data-source.ts"),
      how: "named",
    });
  });

  test("none: says where it looked, and why ormconfig.json is not one", async () => {
    await expect(findDataSource(writeProject({}))).rejects.toMatchObject({
      code: "data-source-not-found",
      message: expect.stringMatching(/src\/data-source\.\*.*package\.json.*name it with -d FILE/) as string,
    });
    const old = writeProject({ "ormconfig.json": "{}" });
    await expect(findDataSource(old)).rejects.toThrow(/ormconfig\.json holds only options/);
  });
});

describe("configuration", () => {
  test("is found upwards, the nearest first", () => {
    const directory = writeProject({
      "autogen.config.json": "{}",
      "a/autogen.config.mjs": "",
      "a/b/c.txt": "",
      "d/e.txt": "",
    });
    expect(findConfigFile(join(directory, "a/b"))).toBe(join(directory, "a/autogen.config.mjs"));
    expect(findConfigFile(join(directory, "d"))).toBe(join(directory, "autogen.config.json"));
  });

  test("is a default export, module.exports, or JSON", async () => {
    const directory = writeProject({
      "autogen.config.mjs": "export default { directory: 'a' };",
      "autogen.config.cjs": "module.exports = { directory: 'b' };",
      "autogen.config.json": `{ "directory": "c" }`,
    });
    expect(await loadConfig(join(directory, "autogen.config.mjs"))).toEqual({ directory: "a" });
    expect(await loadConfig(join(directory, "autogen.config.cjs"))).toEqual({ directory: "b" });
    expect(await loadConfig(join(directory, "autogen.config.json"))).toEqual({ directory: "c" });
  });

  test("a missing file and broken JSON are named", async () => {
    const directory = writeProject({ "autogen.config.json": `{ "directory": }` });
    await expect(loadConfig(join(directory, "autogen.config.json"))).rejects.toMatchObject({
      code: "syntax-error",
    });
    await expect(loadConfig(join(directory, "gone.json"))).rejects.toBeInstanceOf(FileNotFoundError);
    await expect(loadConfig(join(directory, "gone.mjs"))).rejects.toBeInstanceOf(FileNotFoundError);
  });
});

describe("recognising a DataSource", () => {
  const like = (name: string): object => ({
    options: { type: "sqlite", name },
    buildMetadatas: async () => {},
  });

  test("by its shape", () => {
    expect(isDataSource(like("a"))).toBe(true);
    for (const other of [
      undefined,
      null,
      1,
      {},
      { options: { type: "sqlite" } },
      { buildMetadatas: () => {} },
    ]) {
      expect(isDataSource(other)).toBe(false);
    }
  });

  const loadExports = async (exports: Record<string, unknown>): Promise<unknown> => {
    const dataSource = await loadDataSource("data-source.ts", {
      import: async () => exports,
      enableTypeScript: () => {},
      description: "given exports",
    });
    return dataSource.options["name"];
  };

  test("one instance under two names, also behind a promise, is one", async () => {
    const one = like("one");
    expect(await loadExports({ default: one, AppDataSource: one, later: Promise.resolve(one) })).toBe("one");
  });

  test("functions are called only where no DataSource is exported, and only those that may return one", async () => {
    const seed = (): never => {
      throw new Error("called");
    };
    expect(await loadExports({ seed, ds: like("direct") })).toBe("direct");
    expect(await loadExports({ seed, createDataSource: async () => like("made") })).toBe("made");
    expect(await loadExports({ seed, default: () => like("default") })).toBe("default");
    expect(await loadExports({ open: () => like("only") })).toBe("only");
    await expect(
      loadExports({
        a: seed,
        b: seed,
        C: class C {
          readonly id = 1;
        },
      }),
    ).rejects.toMatchObject({
      code: "no-data-source-exported",
    });
  });

  test("a promise that rejects and a function that throws are explained", async () => {
    const fail = (): never => {
      throw new Error("vault is sealed");
    };
    await expect(loadExports({ ds: Promise.reject(new Error("vault is sealed")) })).rejects.toThrow(
      /vault is sealed/,
    );
    await expect(loadExports({ default: fail })).rejects.toMatchObject({ code: "file-threw" });
  });
});

test("what the project has is resolved from the project", () => {
  const directory = writeProject({});
  expect(resolveFromProject(directory, "typeorm")).toMatch(/typeorm-1/);
  expect(() => resolveFromProject(directory, "mysql2")).toThrow(
    /cannot find mysql2 from .*npm install mysql2/,
  );
});

test("what is thrown need not be an Error, and what is explained already stays", () => {
  const explained = explainLoadFailure("a string", "/p/db.ts");
  expect(explained).toMatchObject({
    code: "file-threw",
    message: expect.stringContaining("a string") as string,
  });
  expect(explainLoadFailure(explained, "/p/db.ts")).toBe(explained);
  expect(explainLoadFailure(undefined, "/p/db.ts").code).toBe("file-threw");
});

test("a loader says that nothing was needed while nothing was", () => {
  expect(createLoader("/p").description).toMatch(/^none/);
});

test("process.exit is the real one again after files that overlapped", async () => {
  const exit = process.exit;
  const directory = writeProject({
    "a.mjs": "await new Promise((done) => setImmediate(done)); export const a = 1;",
    "b.mjs": "export const b = 2;",
    "c.mjs": "await new Promise((done) => setImmediate(done)); process.exit(4);",
  });
  const loader = createLoader(directory);
  await Promise.all(["a.mjs", "b.mjs", "a.mjs"].map((file) => loader.import(file)));
  await expect(loader.import("c.mjs")).rejects.toMatchObject({
    code: "file-exited",
    details: { exitCode: 4 },
  });
  expect(process.exit).toBe(exit);
});
