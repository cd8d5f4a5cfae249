import { beforeAll, describe, expect, test } from "vitest";
import {
  addFile,
  buildPackage,
  compile,
  copyFixture,
  loadInChild,
  writeProject,
  type Packages,
} from "./project.js";

beforeAll(buildPackage);

// What TypeORM makes of the declared TypeScript types on SQLite: string varchar, number integer, boolean boolean, Date datetime.
const library = [
  {
    name: "Author",
    columns: { id: "integer", name: "varchar", active: "boolean", born: "datetime", genre: "varchar" },
    lazy: [],
    comments: [],
  },
  {
    name: "Book",
    columns: { id: "varchar", title: "varchar", pages: "integer", authorId: "integer", sequelId: "varchar" },
    lazy: ["sequel"],
    comments: [],
  },
];
const library2 = [
  { ...library[0], columns: { id: "integer", name: "varchar", active: "boolean", address: "text" } },
  {
    ...library[1],
    columns: { id: "varchar", title: "varchar", published: "datetime", authorId: "integer" },
    lazy: [],
  },
];

const everyInstallation: readonly Packages[] = [
  { typeorm: "typeorm-0.3" },
  { typeorm: "typeorm-1" },
  { typeorm: "typeorm-1", typescript: "typescript-5" },
  { typeorm: "typeorm-1", typescript: "typescript-6" },
  { typeorm: "typeorm-1", typescript: "typescript" },
];
const bothLines: readonly Packages[] = everyInstallation.slice(0, 2);

describe("TypeScript sources", () => {
  test.each(everyInstallation)(
    "CommonJS: implicit types, a glob, a circle without Relation ($typeorm, $typescript)",
    async (packages) => {
      const loaded = await loadInChild(copyFixture("cjs-implicit", packages));
      expect(loaded.error).toBeUndefined();
      expect(loaded.entities).toEqual(library);
      expect(loaded.loader).toMatch(/^swc/);
      expect(loaded.compilerLoaded).toBe(true);
    },
  );

  test.each(everyInstallation)(
    "ES modules: implicit types, Relation imported as a value ($typeorm, $typescript)",
    async (packages) => {
      const loaded = await loadInChild(copyFixture("esm-implicit", packages));
      expect(loaded.error).toBeUndefined();
      expect(loaded.entities).toEqual(library2);
    },
  );

  test.each(bothLines)(
    "ES modules: a glob that TypeORM imports, extensionless imports ($typeorm)",
    async (packages) => {
      const loaded = await loadInChild(copyFixture("esm-glob", packages));
      expect(loaded.error).toBeUndefined();
      expect(loaded.entities.map(({ name, columns }) => [name, columns])).toEqual([
        ["Left", { id: "integer", note: "varchar" }],
        ["Right", { id: "integer", size: "integer", leftId: "integer" }],
      ]);
    },
  );

  test.each(bothLines)(
    "a promise of a DataSource, EntitySchema, no tsconfig ($typeorm)",
    async (packages) => {
      const loaded = await loadInChild(copyFixture("entity-schema", packages));
      expect(loaded.error).toBeUndefined();
      expect(loaded.file).toMatch(/ormconfig\.ts$/);
      expect(loaded.entities.map(({ name, columns }) => [name, columns])).toEqual([
        ["Tag", { id: "integer", label: "varchar" }],
      ]);
    },
  );

  test.each(bothLines)(
    "a function, tsconfig paths, no strictNullChecks, a script's -d ($typeorm)",
    async (packages) => {
      const loaded = await loadInChild(copyFixture("paths", packages));
      expect(loaded.error).toBeUndefined();
      expect(loaded.how).toBe("package.json script");
      expect(loaded.entities.map(({ name, columns }) => [name, columns])).toEqual([
        ["Note", { id: "integer", text: "varchar" }],
        ["Person", { id: "integer", nickname: "varchar", height: "integer" }],
      ]);
      expect(loaded.entities[1]?.comments).toEqual(["text | null"]);
    },
  );

  test("a CommonJS data source imports an ES module package of the same workspace, and the reverse", async () => {
    const options = (entities: string): string =>
      `{ type: "better-sqlite3", database: ":memory:", entities: ${entities} }`;
    const entity = (name: string): string =>
      `import { Column, Entity, PrimaryColumn } from "typeorm";\n@Entity() export class ${name} { @PrimaryColumn() id!: number; @Column() name!: string; }`;
    const files = {
      "esm/package.json": `{"type":"module"}`,
      "esm/one.ts": entity("One"),
      "cjs/package.json": "{}",
      "cjs/two.ts": entity("Two"),
      "cjs/db.ts": `import { DataSource } from "typeorm"; import { One } from "../esm/one.js"; import { Two } from "./two"; export const ds = new DataSource(${options("[One, Two]")});`,
      "esm/db.ts": `import { DataSource } from "typeorm"; import { One } from "./one.js"; import { Two } from "../cjs/two.js"; export const ds = new DataSource(${options("[One, Two]")});`,
    };
    const directory = writeProject(files);
    for (const file of ["cjs/db.ts", "esm/db.ts"]) {
      const loaded = await loadInChild(directory, file);
      expect(loaded.error).toBeUndefined();
      expect(loaded.entities.map(({ name }) => name)).toEqual(["One", "Two"]);
    }
  });

  test("a loader that the user registered is left alone", async () => {
    const directory = copyFixture("entity-schema");
    const register = writeProject({
      "register.cjs": `require.extensions[".ts"] = (m) => m._compile("throw new Error('theirs')", m.filename);`,
    });
    const loaded = await loadInChild(directory, undefined, ["-r", `${register}/register.cjs`]);
    expect(loaded.error?.message).toContain("theirs");
  });
});

describe("compiled JavaScript needs no loader", () => {
  test.each(["typescript", "typescript-5"])(
    "CommonJS from %s, also where classes are circular",
    async (typescript) => {
      const directory = copyFixture("cjs-implicit");
      await compile(directory, typescript);
      const loaded = await loadInChild(directory, "dist/data-source.js");
      expect(loaded.error).toBeUndefined();
      expect(loaded.entities).toEqual(library);
      expect(loaded.requiresTypeScript).toBe(false);
      expect(loaded.loader).toMatch(/^none/);
      expect(loaded.compilerLoaded).toBe(false);
    },
  );

  test("module.exports = a DataSource; entities as TypeScript globs switch the loader on", async () => {
    const directory = copyFixture("cjs-implicit");
    const source = `const { DataSource } = require("typeorm");
      module.exports = new DataSource({ type: "better-sqlite3", database: ":memory:", entities: ["src/entity/*.ts"] });`;
    const file = addFile(directory, "plain.cjs", source);
    const loaded = await loadInChild(directory, file);
    expect(loaded.error).toBeUndefined();
    expect(loaded.entities).toEqual(library);
  });

  test("an ES module in .mjs", async () => {
    const directory = writeProject({
      "data-source.mjs": `import { DataSource, EntitySchema } from "typeorm";
        const Tag = new EntitySchema({ name: "Tag", columns: { id: { type: Number, primary: true } } });
        export const first = new DataSource({ type: "better-sqlite3", database: ":memory:", entities: [Tag] });
        export { first as second }; export default first;`,
    });
    const loaded = await loadInChild(directory);
    expect(loaded.error).toBeUndefined();
    expect(loaded.entities.map(({ name }) => name)).toEqual(["Tag"]);
    expect(loaded.requiresTypeScript).toBe(false);
  });
});
