import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import {
  addFile,
  buildPackage,
  compile,
  copyFixture,
  loadAheadInChild,
  loadInChild,
  writeProject,
  type Loaded,
} from "./project.js";

beforeAll(buildPackage);

const entity = (body: string, imports = ""): string =>
  `import { Column, Entity, ManyToOne, OneToMany, PrimaryColumn } from "typeorm";\n${imports}\n${body}`;
const dataSource = (entities: string, imports = ""): string =>
  `import { DataSource } from "typeorm";\n${imports}\nexport const ds = new DataSource({ type: "better-sqlite3", database: ":memory:", entities: ${entities} });`;
const moduleProject = `{ "type": "module" }`;

async function failure(
  files: Readonly<Record<string, string>>,
  named?: string,
  load: typeof loadAheadInChild = loadInChild,
): Promise<NonNullable<Loaded["error"]>> {
  const { error } = await load(writeProject(files), named);
  if (error === undefined) throw new Error("loaded without an error");
  return error;
}

describe("what a data source file may get wrong", () => {
  test("two data sources: both exports are named", async () => {
    const error = await failure({
      "data-source.ts": `${dataSource("[]")}\nexport const other = new DataSource({ type: "better-sqlite3", database: "other", entities: [] });`,
    });
    expect(error).toMatchObject({
      code: "several-data-sources-exported",
      details: { exports: ["ds", "other"] },
    });
    expect(error.message).toContain("ds, other");
  });

  test("none: what it does export is named, and options are recognised", async () => {
    const error = await failure({
      "data-source.ts": `export const options = { type: "postgres" }; export const n = 1;`,
    });
    expect(error).toMatchObject({ code: "no-data-source-exported", details: { exports: ["n", "options"] } });
    expect(error.message).toContain("options looks like options");
  });

  test.each(["", "export default "])("it throws (%j): file, line and cause", async (prefix) => {
    const body =
      prefix === "" ? `throw new Error("no DB_URL");` : `(async () => { throw new Error("no DB_URL"); })();`;
    for (const load of [loadInChild, loadAheadInChild]) {
      const files = { "data-source.ts": `const type: string = "a";\n\n${prefix}${body}` };
      const error = await failure(files, undefined, load);
      expect(error.code).toBe("file-threw");
      expect(error.message).toMatch(/data-source\.ts threw while it was loaded \(line 3:\d+\): no DB_URL/);
    }
  });

  test.each(["{}", moduleProject])(
    "the failure of an imported file names that file and its TypeScript line (%s)",
    async (packageJson) => {
      const files = {
        "package.json": packageJson,
        "data-source.ts": dataSource("[]", `import "./env.js";`),
        "env.ts": `interface Long {\n  a: string;\n  b: string;\n}\nconst environment: Long | undefined = undefined;\nexport const b = environment!.b;`,
      };
      for (const load of [loadInChild, loadAheadInChild]) {
        const error = await failure(files, undefined, load);
        expect(error.code).toBe("file-threw");
        expect(error.message).toMatch(/\(in \S+env\.ts:6:\d+\)/);
      }
    },
  );

  test.each(["{}", moduleProject])("it exits (%s)", async (packageJson) => {
    const error = await failure({
      "package.json": packageJson,
      "data-source.ts": `try { process.exit(3); } catch {}\n`,
    });
    expect(error).toMatchObject({ code: "file-exited", details: { exitCode: 3 } });
  });

  test.each(["{}", moduleProject])("it does not parse: file and line (%s)", async (packageJson) => {
    const error = await failure({
      "package.json": packageJson,
      "data-source.ts": dataSource("[]", `import "./broken.js";`),
      "broken.ts": `export class A {\n  x: = 3;\n}`,
    });
    expect(error.code).toBe("syntax-error");
    expect(error.message).toMatch(/broken\.ts:2: syntax error: Unexpected token `=`; correct/);
  });

  test.each([
    ["data-source.js", "{}"],
    ["data-source.js", moduleProject],
  ])("JavaScript that does not parse: file (%s, %s)", async (name, packageJson) => {
    const error = await failure({ "package.json": packageJson, [name]: `const a = 1;\nconst b = ;\n` });
    expect(error.code).toBe("syntax-error");
    expect(error.message).toMatch(
      /data-source\.js(?::2| or a file that it imports): syntax error: Unexpected token ';'/,
    );
  });

  test("the named file does not exist", async () => {
    const error = await failure({}, "src/db.ts");
    expect(error.code).toBe("file-not-found");
    expect(error.message).toContain(join("src", "db.ts"));
  });
});

describe("modules that cannot be found", () => {
  test.each(["{}", moduleProject])("a package (%s)", async (packageJson) => {
    const error = await failure({
      "package.json": packageJson,
      "data-source.ts": `import { x } from "@acme/config/x";\nexport default x;`,
    });
    expect(error.code).toBe("module-missing");
    expect(error.message).toContain("npm install @acme/config");
  });

  test("a relative path, with its importer", async () => {
    const error = await failure({
      "data-source.ts": dataSource("[]", `import "./a";`),
      "a.ts": `import { b } from "./gone";\nexport const a = b;`,
    });
    expect(error.code).toBe("module-missing");
    expect(error.message).toMatch(/cannot find '\.\/gone' \(imported by \S+a\.ts\); check the path/);
  });

  test("an alias that the tsconfig does not map", async () => {
    const error = await failure({ "data-source.ts": `import { x } from "@/config";\nexport default x;` });
    expect(error.code).toBe("module-missing");
    expect(error.message).toContain(`"paths"`);
  });

  test("the driver that TypeORM asks for", async () => {
    const error = await failure({
      "data-source.ts": `import { DataSource } from "typeorm";\nexport const ds = new DataSource({ type: "oracle", entities: [] });`,
    });
    expect(error.code).toBe("module-missing");
    expect(error.message).toContain("npm install oracledb");
  });

  test("a name that is only a type", async () => {
    const error = await failure({
      "package.json": moduleProject,
      "data-source.ts": dataSource("[]", `export { Shape } from "./shape.js";`),
      "shape.ts": "export interface Shape { a: string }",
    });
    expect(error.code).toBe("export-missing");
    expect(error.message).toMatch(/no export named Shape; .*`export type`/);
  });
});

describe("entities that cannot be loaded", () => {
  test("a circular import in compiled ES modules wants Relation", async () => {
    const directory = copyFixture("esm-implicit");
    const plain = (file: string, content: string): string =>
      addFile(directory, join("src/entity", file), content);
    plain(
      "author.ts",
      entity(
        `@Entity() export class Author { @PrimaryColumn() id!: number; @OneToMany(() => Book, (b) => b.author) books!: Book[]; @ManyToOne(() => Book) best!: Book; }`,
        `import { Book } from "./book.js";`,
      ),
    );
    plain(
      "book.ts",
      entity(
        `@Entity() export class Book { @PrimaryColumn() id!: number; @ManyToOne(() => Author, (a) => a.books) author!: Author; }`,
        `import { Author } from "./author.js";`,
      ),
    );
    await compile(directory, "typescript");
    const { error } = await loadInChild(directory, "dist/data-source.js");
    expect(error?.code).toBe("circular-import");
    expect(error?.message).toMatch(/'Author' is used before .*Relation<Author>.*import type/);
  });

  test("a base class in a circle", async () => {
    const error = await failure({
      "data-source.ts": dataSource("[Base]", `import { Base } from "./base";`),
      "base.ts": entity(
        `export class Base { @PrimaryColumn() id!: number; derived(): Derived { return new Derived(); } }`,
        `import { Derived } from "./derived";`,
      ),
      "derived.ts": entity(
        `@Entity() export class Derived extends Base { @Column() name!: string; }`,
        `import { Base } from "./base";`,
      ),
    });
    expect(error.code).toBe("circular-import");
    expect(error.message).toContain("move the base class");
  });

  test("a column whose type is a union, where TypeORM refuses while building metadata", async () => {
    const error = await failure({
      "data-source.ts": dataSource("[Person]", `import { Person } from "./person";`),
      "person.ts": entity(
        `@Entity() export class Person { @PrimaryColumn() id!: number; @Column() age!: number | null; }`,
      ),
    });
    expect(error).toMatchObject({ code: "column-type-missing", details: { column: "Person.age" } });
    expect(error.message).toContain(`@Column({ type:`);
  });

  test("JavaScript that was compiled without decorator metadata", async () => {
    const directory = copyFixture("cjs-implicit");
    addFile(
      directory,
      "tsconfig.json",
      `{ "compilerOptions": { "rootDir": "src", "outDir": "dist", "module": "node16", "target": "es2022", "experimentalDecorators": true }, "include": ["src"] }`,
    );
    await compile(directory, "typescript");
    addFile(
      directory,
      "dist/data-source.js",
      `require("./entity/book.js"); const { DataSource } = require("typeorm"); exports.ds = new DataSource({ type: "better-sqlite3", database: ":memory:" });`,
    );
    const { error } = await loadInChild(directory, "dist/data-source.js");
    expect(error?.code).toBe("column-type-missing");
    expect(error?.message).toMatch(/(?:Author|Book)\.\w+ .*emitDecoratorMetadata/);
  });

  test("JavaScript that was compiled with standard decorators", async () => {
    const directory = copyFixture("cjs-implicit");
    addFile(
      directory,
      "tsconfig.json",
      `{ "compilerOptions": { "rootDir": "src", "outDir": "dist", "module": "node16", "target": "es2022" }, "include": ["src"] }`,
    );
    await compile(directory, "typescript");
    addFile(directory, "dist/data-source.js", `require("./entity/book.js");`);
    const { error } = await loadInChild(directory, "dist/data-source.js");
    expect(error?.code).toBe("standard-decorators");
    expect(error?.message).toContain("experimentalDecorators");
  });

  test.each(["data-source.js", "data-source.mjs"])(
    "decorators in JavaScript that nothing compiled (%s)",
    async (name) => {
      const error = await failure({ [name]: `const Entity = () => () => {};\n@Entity()\nclass A {}\n` });
      expect(error.code).toBe("decorators-not-compiled");
    },
  );

  test.each([
    `{ "compilerOptions": { "strict": tru `,
    `{ "extends": "./gone.json" }`,
    `{ "extends": "@acme/gone" }`,
    `{ "extends": "./tsconfig" }`,
  ])("a tsconfig that cannot be read (%s)", async (tsconfig) => {
    for (const packageJson of ["{}", moduleProject]) {
      const files = {
        "package.json": packageJson,
        "tsconfig.json": tsconfig,
        "data-source.ts": dataSource("[]"),
      };
      const error = await failure(files);
      expect(error.code).toBe("tsconfig-unreadable");
      expect(error.message).toMatch(/tsconfig\.json cannot be read: /);
    }
  });

  test("the other module system", async () => {
    const error = await failure({
      "package.json": moduleProject,
      "data-source.ts": dataSource("[__dirname]"),
    });
    expect(error.code).toBe("wrong-module-kind");
    expect(error.message).toMatch(/__dirname .*package\.json/);
  });
});
