import { writeFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import {
  autogen,
  buildCommandLine,
  dataSourceFile,
  dialectTargets,
  freshTarget,
  script,
  users,
  writeFiles,
  writeProject,
} from "./project.js";

beforeAll(buildCommandLine);

/** Notes every module that a process loads, ES and CommonJS, by the URL or path that it was found at. */
const recorder = `
  const { appendFileSync } = require("node:fs");
  const Module = require("node:module");
  const load = Module._extensions[".js"];
  Module._extensions[".js"] = function (module, file) { appendFileSync(process.env.LOADED, file + "\\n"); return load.call(this, module, file); };
  Module.register("data:text/javascript," + encodeURIComponent(\`
    import { appendFileSync } from "node:fs";
    export async function load(url, context, next) { appendFileSync(process.env.LOADED, url + "\\\\n"); return next(url, context); }
  \`));
`;

async function loadedBy(dir: string, ...words: string[]): Promise<readonly string[]> {
  const list = join(dir, "loaded.txt");
  const preload = join(dir, "recorder.cjs");
  writeFileSync(list, "");
  writeFileSync(preload, recorder);
  const ran = await autogen(dir, words, { nodeOptions: ["--require", preload], env: { LOADED: list } });
  expect(ran).toMatchObject({ status: 0 });
  return readFileSync(list, "utf8").split("\n");
}

function packagesAmong(files: readonly string[]): readonly string[] {
  const names = files.flatMap((file) => {
    const [, after] = /.*\/(?:node_modules|packages)\/(.*)/.exec(file) ?? [];
    return after === undefined
      ? []
      : [after.startsWith("@") ? after.split("/", 2).join("/") : (after.split("/", 1)[0] ?? "")];
  });
  return [...new Set(names)];
}

const heavy =
  /^(?:typeorm.*|prettier|pg.*|sqlite3|typescript|@swc\/.*|entities|compare|render|autogenerate|dialect-postgres)$/;

test("the recorder sees what a comparison loads", async () => {
  const target = dialectTargets[0]!;
  const dir = writeProject({ "data-source.js": dataSourceFile(await freshTarget(target), [users()]) });
  const names = packagesAmong(await loadedBy(dir, "diff"));
  expect(names).toEqual(expect.arrayContaining(["typeorm-1", "entities", "compare", "better-sqlite3"]));
  expect(names).not.toContain("prettier");
});

test.each([
  [["--version"], /^(?!cli$)/],
  [["--help"], heavy],
  [["revision", "--help"], heavy],
  [
    ["history"],
    /^(?:typeorm.*|prettier|pg.*|.*sqlite3|typescript|@swc\/.*|entities|compare|render|autogenerate|dialect-.*)$/,
  ],
  [["current", "--url", "sqlite:app.sqlite"], heavy],
  [["upgrade", "--url", "sqlite:app.sqlite"], heavy],
])("%j loads nothing that it does not need", async (words, forbidden) => {
  const dir = writeProject({
    "data-source.js": dataSourceFile({ options: { type: "better-sqlite3", database: "app.sqlite" } }, [
      users(),
    ]),
  });
  writeFiles(dir, { "revisions/1-a1.mjs": script("a1", null) });
  const names = packagesAmong(await loadedBy(dir, ...words));
  expect(names.filter((name) => forbidden.test(name))).toEqual([]);
});

test("the entry that applications import loads no command line", async () => {
  const dir = writeProject({
    "app.mjs": `import { check } from "typeorm-autogen"; console.log(typeof check);`,
  });
  const list = join(dir, "loaded.txt");
  writeFileSync(join(dir, "recorder.cjs"), recorder);
  const ran = await autogen(dir, [], {
    program: join(dir, "app.mjs"),
    nodeOptions: ["--require", join(dir, "recorder.cjs")],
    env: { LOADED: list },
  });
  expect(ran.stdout).toBe("function\n");
  const loaded = readFileSync(list, "utf8");
  expect(loaded).toContain("cli/dist/index.js");
  expect(loaded).not.toMatch(/yargs|cli\/dist\/(?:main|bin|terminal|commands)/);
  expect(packagesAmong(loaded.split("\n"))).not.toContain("typeorm-1");
});
