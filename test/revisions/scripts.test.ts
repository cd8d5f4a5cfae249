import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  FileTemplateError,
  InvalidBranchLabelError,
  InvalidRevisionIdError,
  newRevisionId,
  parseScriptHeader,
  readRevisionFolders,
  RevisionFileExistsError,
  revisionFileName,
  RevisionFolderError,
  RevisionGraph,
  RevisionHeaderError,
  RevisionSyntaxError,
  RevisionWriteError,
  slugOf,
  writeRevisionFile,
} from "@typeorm-autogen/revisions";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "autogen-revisions-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
  return path;
}

function script(id: string, parent: string | null = null): string {
  return `/**
 * Message of ${id}
 *
 * Revision ${id}, follows ${parent ?? "nothing"}. 2026-11-22 10:30 UTC, PostgreSQL 15.
 */
import type { Operations } from "typeorm-autogen";

export const revision = "${id}";
export const downRevision = ${JSON.stringify(parent)};
export const branchLabels = [];
export const dependsOn = [];

export function upgrade(op: Operations): void {}
`;
}

describe("reading a header", () => {
  const compiled = join(import.meta.dirname, "compiled");

  test.each(readdirSync(compiled))("as in %s", (name) => {
    const header = parseScriptHeader(readFileSync(join(compiled, name), "utf8"), name);
    expect(header).toMatchObject({
      id: "3f9c1a2b4d5e",
      downRevisions: ["a81be0c2f7d4", "b"],
      branchLabels: [],
      dependsOn: [],
    });
  });

  const rest = "export const branchLabels = [], dependsOn = [];";
  test.each([
    ["export const downRevision = null;", []],
    ["export const downRevision = 'a';", ["a"]],
    ["export const downRevision = `a`", ["a"]],
    ['export const downRevision: string | null | readonly string[] = ["a", "b",];', ["a", "b"]],
    ["export const downRevision = ['a'] as const", ["a"]],
    ["export const downRevision = [] satisfies string[]", []],
    ['export const downRevision /* why */ = // here\n  "a";', ["a"]],
    ['export const downRevision = "\\x61\\u0062\\u{63}";', ["abc"]],
    ['exports.downRevision = "a"; exports.revision = "x";', ["a"]],
    ['const d = "a"; export { d as downRevision };', ["a"]],
    ['// export const downRevision = "no";\nexport const downRevision = "a";', ["a"]],
    ['const s = `export const downRevision = "no";${`}`}`; export const downRevision = "a";', ["a"]],
    ['const r = /["\'`]/; export const downRevision = "a";', ["a"]],
    ['{ const downRevision = "no"; } export const downRevision = "a";', ["a"]],
  ])("%s", (line, expected) => {
    expect(parseScriptHeader(`export const revision = "x";\n${line}\n${rest}`, "x.ts").downRevisions).toEqual(
      expected,
    );
  });

  test("several exports of one declaration, what stands between them included", () => {
    const text = `export const revision = "x", upgrade = (op) => { const a = [1, 2]; }, downRevision = "a",
      branchLabels = ["l"], dependsOn = ["d"]; const more = 1, draft = true;`;
    expect(parseScriptHeader(text, "x.ts")).toMatchObject({
      id: "x",
      downRevisions: ["a"],
      branchLabels: ["l"],
      dependsOn: ["d"],
      draft: false,
    });
  });

  test.each([
    "makeId()",
    '"a" + "b"',
    '"a"\n  + "b"',
    '"a".repeat(2)',
    "`a${b}`",
    '["a", ...others]',
    '["a" "b"]',
    "{}",
    "other",
    "42",
    "undefined",
  ])("names file and line where it is not a literal: %s", (value) => {
    const text = `\n\nexport const revision = "x";\nexport const downRevision = ${value};\n${rest}`;
    expect(() => parseScriptHeader(text, "x.ts")).toThrow(RevisionHeaderError);
    expect(() => parseScriptHeader(text, "x.ts")).toThrow(/^x\.ts:4: downRevision is not a literal/);
  });

  // What tsc, Babel, swc and esbuild make of `export const draft = true`.
  test.each([
    [`export const draft = true;\n${rest}`, true],
    [`${rest}\nexport const draft = true;`, true],
    [`${rest}\nexport const draft: boolean = true;`, true],
    ["exports.draft = exports.dependsOn = void 0; exports.dependsOn = []; exports.draft = true;", true],
    ["const draft = exports.draft = true;", true],
    ["const draft = true; export { draft };", true],
    ["0 && __export(x, { draft: () => draft }); const draft = true;", true],
    ["export const draft = false;", false],
    ["const draft = true;", false],
    [`${rest}\nexport function upgrade(op) { op.dropTable("draft"); }`, false],
  ])("of a draft: %s", (text, draft) => {
    const head = 'export const revision = "x";\nexport const downRevision = null;\n';
    expect(parseScriptHeader(head + text, "x.ts").draft).toBe(draft);
  });

  test("a mark of a draft that only running the script would tell, and true where a name has to be", () => {
    const head = 'export const revision = "x";\nexport const downRevision = null;\n';
    for (const value of ["isDraft()", '"true"', "null"])
      expect(() => parseScriptHeader(`${head}export const draft = ${value};`, "x.ts")).toThrow(
        "x.ts:3: draft is not a literal, so that it could only be known by running the script. Write true out.",
      );
    expect(() => parseScriptHeader(`${head}export const branchLabels = true;`, "x.ts")).toThrow(
      RevisionHeaderError,
    );
  });

  test("names what is missing", () => {
    expect(() => parseScriptHeader("", "x.ts")).toThrow(/x\.ts:1: there is no `revision`/);
    expect(() => parseScriptHeader('export const revision = "x";', "x.ts")).toThrow(
      /there is no `downRevision`/,
    );
    expect(() => parseScriptHeader('const revision = "x"; const downRevision = null;', "x.ts")).toThrow(
      RevisionHeaderError,
    );
    expect(() =>
      parseScriptHeader("export const revision = [];export const downRevision = null;", "x.ts"),
    ).toThrow(/revision is not a string/);
  });

  test.each([
    ["comment", "/** no end\n"],
    ["string", 'export const revision = "x\n";'],
    ["template", "export const revision = `x;\n"],
  ])("names the line of a %s that never ends", (opened, text) => {
    expect(() => parseScriptHeader(`\n${text}`, "x.ts")).toThrow(RevisionSyntaxError);
    expect(() => parseScriptHeader(`\n${text}`, "x.ts")).toThrow(
      `x.ts:2: the ${opened} that begins here never ends`,
    );
  });

  test("any id and parents that JSON can write come back", () => {
    const word = fc.string({ minLength: 1 });
    fc.assert(
      fc.property(word, fc.array(word), (id, parents) => {
        const text = `export const revision = ${JSON.stringify(id)};\nexport const downRevision = ${JSON.stringify(parents)};\n`;
        expect(parseScriptHeader(text, "x.ts")).toMatchObject({ id, downRevisions: parents });
      }),
    );
  });
});

describe("reading folders", () => {
  test("sorts by name, takes message and time from the comment, and never runs a script", () => {
    put("20261122_1031-bbbb_second.ts", script("bbbb", "aaaa"));
    const first = put("20261122_1030-aaaa_first.ts", `${script("aaaa")}\nprocess.exit(3);`);
    const [one, two] = readRevisionFolders([folder]);
    expect(one).toEqual({
      id: "aaaa",
      downRevisions: [],
      branchLabels: [],
      dependsOn: [],
      draft: false,
      message: "Message of aaaa",
      createdAt: "2026-11-22T10:30Z",
      path: first,
      replaces: [],
      server: "PostgreSQL 15",
      otherPaths: [],
      format: "ts",
    });
    expect(two?.downRevisions).toEqual(["aaaa"]);
  });

  test("falls back on the file's name for message and time", () => {
    put("20261122_1030-aaaa_add_users.js", 'exports.revision = "aaaa"; exports.downRevision = null;');
    expect(readRevisionFolders([folder])[0]).toMatchObject({
      message: "add users",
      createdAt: "2026-11-22T10:30Z",
      format: "js",
    });
    rmSync(join(folder, "20261122_1030-aaaa_add_users.js"));
    put("aaaa.mjs", 'export const revision = "aaaa"; export const downRevision = null;');
    expect(readRevisionFolders([folder])[0]).toMatchObject({ message: "", createdAt: null });
  });

  test("a source and what was compiled from it are one revision, also across folders", () => {
    const source = put("src/20261122_1030-aaaa_x.ts", script("aaaa"));
    const beside = put("src/20261122_1030-aaaa_x.js", "exports.revision = compiledLater();");
    const compiled = put(
      "dist/20261122_1030-aaaa_x.js",
      'exports.revision = "aaaa"; exports.downRevision = null;',
    );
    put("src/20261122_1030-aaaa_x.d.ts", "export declare const revision: string;");
    put("src/20261122_1030-aaaa_x.js.map", "{}");
    put("src/.#draft.ts", "not a script");
    put("src/.20261122_1030-aaaa_x.ts.1234.tmp", "half");
    put("src/README.md", "notes");
    const [one, ...others] = readRevisionFolders([join(folder, "src"), join(folder, "dist")]);
    expect(one).toMatchObject({ path: source, otherPaths: [compiled, beside].sort(), format: "ts" });
    expect(others).toEqual([]);
    expect(readRevisionFolders([join(folder, "dist")])[0]).toMatchObject({ path: compiled, format: "js" });
  });

  test("two sources of one name are two revisions", () => {
    put("a/x.ts", script("aaaa"));
    put("b/x.ts", script("bbbb", "aaaa"));
    const found = readRevisionFolders([join(folder, "a"), join(folder, "b"), join(folder, "a")]);
    expect(found.map((revision) => revision.id)).toEqual(["aaaa", "bbbb"]);
    expect(readRevisionFolders([folder])).toEqual([]);
    expect(readRevisionFolders([folder], { recursive: true })).toHaveLength(2);
  });

  test("two compiled files of one name in two folders are two revisions; a source takes what has its id", () => {
    put("a/1.mjs", script("aaaa"));
    put("b/1.mjs", script("bbbb", "aaaa"));
    put("c/1.ts", script("cccc", "bbbb"));
    put("dist/1.js", script("cccc", "bbbb"));
    const folders = ["a", "b", "c", "dist"].map((name) => join(folder, name));
    const found = readRevisionFolders(folders);
    expect(found.map(({ id, otherPaths }) => [id, otherPaths])).toEqual([
      ["cccc", [join(folder, "dist/1.js")]],
      ["aaaa", []],
      ["bbbb", []],
    ]);
  });

  test("reads past the first part of a file only where it must", () => {
    put(
      "a.ts",
      `export const revision = "aaaa"; export const downRevision = null;\n${"x();\n".repeat(2000)}`,
    );
    put("b.ts", `/* ${"é".repeat(6000)} */\n${script("bbbb", "aaaa")}`);
    // The parents' array lies across the place where the first part ends.
    const parents = JSON.stringify(Array.from({ length: 400 }, (_, place) => `parent${place}`));
    put(
      "c.ts",
      `export const revision = "cccc"; export const dependsOn = []; export const branchLabels = [];
export const downRevision = ${parents};`,
    );
    expect(readRevisionFolders([folder]).map((revision) => revision.downRevisions.length)).toEqual([
      0, 1, 400,
    ]);
  });

  test("every cut through a long header gives the same header", () => {
    const parents = Array.from({ length: 30 }, (_, place) => `parent${place}`);
    const header = `export const revision = "aaaa";\nexport const downRevision = ${JSON.stringify(parents)};
export const branchLabels = ["side"];\nexport const dependsOn = ["other"] as const;\n`;
    for (let padding = 4096 - header.length - 2; padding <= 4098; padding++) {
      put("a.ts", `${" ".repeat(padding)}${header}`);
      expect(readRevisionFolders([folder])[0]).toMatchObject({
        id: "aaaa",
        downRevisions: parents,
        branchLabels: ["side"],
        dependsOn: ["other"],
      });
    }
  });

  test("a folder that is not there is an error, or empty where that is meant", () => {
    expect(() => readRevisionFolders([join(folder, "none")])).toThrow(RevisionFolderError);
    expect(readRevisionFolders([join(folder, "none")], { missing: "empty" })).toEqual([]);
    expect(() => readRevisionFolders([put("file", "")])).toThrow(RevisionFolderError);
  });

  test("an id or label that targets could not name is refused, with the file", () => {
    put("a.ts", script("a@b"));
    expect(() => readRevisionFolders([folder])).toThrow(InvalidRevisionIdError);
    expect(() => readRevisionFolders([folder])).toThrow(/a\.ts: "a@b"/);
    put("a.ts", script("aaaa").replace("branchLabels = []", 'branchLabels = ["heads"]'));
    expect(() => readRevisionFolders([folder])).toThrow(InvalidBranchLabelError);
  });

  test("ten thousand scripts become a graph", () => {
    const name = (place: number): string => place.toString(16).padStart(12, "0");
    for (let place = 0; place < 10_000; place++) {
      writeFileSync(
        join(folder, `${name(place)}.ts`),
        script(name(place), place === 0 ? null : name(place - 1)),
      );
    }
    const graph = new RevisionGraph(readRevisionFolders([folder]));
    expect(graph.size).toBe(10_000);
    expect(graph.head()?.id).toBe(name(9_999));
  });
});

describe("naming files", () => {
  const parts = { id: "3f9c1a2b4d5e", createdAt: new Date("2026-11-02T09:05:07Z"), extension: ".ts" };

  test("by default", () => {
    expect(revisionFileName({ ...parts, message: "Add users!" })).toBe(
      "20261102_0905-3f9c1a2b4d5e_add_users.ts",
    );
    expect(revisionFileName({ ...parts, message: "" })).toBe("20261102_0905-3f9c1a2b4d5e.ts");
  });

  test("by a template", () => {
    const name = (template: string): string => revisionFileName({ ...parts, message: "Add users", template });
    expect(name("{id}")).toBe("3f9c1a2b4d5e.ts");
    expect(name("{yyyy}-{MM}-{dd}T{HHmmss}_{slug}.{id}")).toBe("2026-11-02T090507_add_users.3f9c1a2b4d5e.ts");
    expect(name("{epoch}-{id}")).toBe("1793610307-3f9c1a2b4d5e.ts");
    expect(name("{yyyy}/{MM}/{id}_{slug}")).toBe("2026/11/3f9c1a2b4d5e_add_users.ts");
    const outside = ["../{id}", "/{id}", "a\\{id}", "a/../../{id}"];
    for (const bad of ["{slug}", "{id}{what}", "{id}{}", "{id}/{slug}", ...outside]) {
      expect(() => name(bad), bad).toThrow(FileTemplateError);
    }
  });

  test("in a time zone, with a shorter slug", () => {
    const kolkata = { ...parts, message: "Add users", timezone: "Asia/Kolkata", slugLength: 4 };
    expect(revisionFileName(kolkata)).toBe("20261102_1435-3f9c1a2b4d5e_add.ts");
  });

  test.each([
    ["Add users", "add_users"],
    ["  what's -- this?  ", "what_s_this"],
    ["../../etc/passwd", "etc_passwd"],
    ["Größe für Ärger", "große_fur_arger"],
    ["ユーザーを追加", "ユーザーを追加".normalize("NFKD").replace(/\p{M}/gu, "").normalize("NFC")],
    ["one two three four five six seven eight nine ten", "one_two_three_four_five_six_seven_eight"],
    ["x".repeat(60), "x".repeat(40)],
    ["!!!", ""],
  ])("%s", (message, slug) => expect(slugOf(message)).toBe(slug));

  test("a new id is 12 hexadecimal digits, and given where the bytes are given", () => {
    expect(newRevisionId()).toMatch(/^[0-9a-f]{12}$/);
    expect(newRevisionId(() => Uint8Array.from([0, 1, 2, 253, 254, 255]))).toBe("000102fdfeff");
  });
});

describe("writing a file", () => {
  test("creates its folder and leaves nothing else", () => {
    writeRevisionFile(join(folder, "deep/a.ts"), "text é\n");
    expect(readFileSync(join(folder, "deep/a.ts"), "utf8")).toBe("text é\n");
    expect(readdirSync(join(folder, "deep"))).toEqual(["a.ts"]);
  });

  test("never overwrites", () => {
    const path = put("a.ts", "mine");
    expect(() => writeRevisionFile(path, "yours")).toThrow(RevisionFileExistsError);
    expect(readFileSync(path, "utf8")).toBe("mine");
    expect(readdirSync(folder)).toEqual(["a.ts"]);
  });

  test("says so where it cannot write", () => {
    put("file", "");
    expect(() => writeRevisionFile(join(folder, "file/a.ts"), "text")).toThrow(RevisionWriteError);
  });

  // A limit on the size of files stops the process in the middle of writing, as a full disk does.
  test("leaves no part of a file that does not fit", () => {
    const path = join(folder, "a.ts");
    try {
      limitFileSize("8192");
      expect(() => writeRevisionFile(path, "x".repeat(100_000))).toThrow(/a\.ts could not be written: EFBIG/);
    } finally {
      limitFileSize("unlimited");
    }
    expect(readdirSync(folder)).toEqual([]);
    writeRevisionFile(path, "x".repeat(100_000));
    expect(readFileSync(path, "utf8")).toHaveLength(100_000);
  });

  function limitFileSize(soft: string): void {
    const { status, stderr } = spawnSync("prlimit", [`--pid=${process.pid}`, `--fsize=${soft}:`], {
      encoding: "utf8",
    });
    expect(status, stderr).toBe(0);
  }
});
