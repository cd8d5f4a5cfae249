import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { upgrade } from "typeorm-autogen";
import { beforeAll, describe, expect, test } from "vitest";
import { newTestFolder } from "../live/test-folder.js";
import type { Target } from "../live/targets.js";
import {
  autogen,
  buildCommandLine,
  dataSourceFile,
  dialectTargets,
  emptyFolder,
  filesIn,
  freshTarget,
  id,
  root,
  script,
  users,
  writeFiles,
  writeProject,
  type EntityDefinition,
} from "./project.js";
import { query } from "./query.js";

beforeAll(buildCommandLine);

const createT = `op.createTable("t", (t) => { t.column("id", "integer"); });`;

async function project(target: Target, entities: readonly EntityDefinition[], config?: string) {
  const fresh = await freshTarget(target);
  const dir = writeProject({ "data-source.js": dataSourceFile(fresh, entities) });
  if (config !== undefined) writeFiles(dir, { "autogen.config.js": `module.exports = ${config};` });
  const declare = (next: readonly EntityDefinition[]) =>
    writeFiles(dir, { "data-source.js": dataSourceFile(fresh, next) });
  return { dir, fresh, declare, run: (...words: string[]) => autogen(dir, words) };
}

describe.each(dialectTargets)("whose turn it is, on $name", (target) => {
  test("a revision pending, the entities ahead, the database changed by hand, nobody knows", async () => {
    const { dir, run, declare, fresh } = await project(target, [users()]);
    const turn = async () => (await run("check", "--json")).json.turn;
    expect(await turn()).toBe("entities");
    await run("revision", "-m", "first", "--rev-id", "a1");
    expect(await turn()).toBe("pending");
    await run("upgrade");
    expect(await turn()).toBeNull();

    await query(fresh, "ALTER TABLE users ADD COLUMN nick varchar(10)");
    expect(await turn()).toBe("database");
    expect((await run("check")).stderr).toContain("the database was changed by hand");
    await query(fresh, "ALTER TABLE users DROP COLUMN nick");
    expect(await turn()).toBeNull();

    declare([users({ email: { type: "varchar", length: 120, nullable: true } })]);
    expect(await turn()).toBe("entities");
    expect((await run("check")).stderr).toContain("the entities are ahead of the database");

    writeFiles(dir, { "revisions/9-z9.mjs": script("z9", "a1", "op.execute('SELECT 1');") });
    await run("upgrade");
    expect(await turn()).toBe("unknown");
  });

  test("what the configuration ignores is nobody's turn", async () => {
    const { dir, run } = await project(target, [users()], `{ ignore: ["t", "audit_*"] }`);
    writeFiles(dir, { "revisions/1-a1.mjs": script("a1", null, createT, `op.dropTable("t");`) });
    await run("upgrade");
    expect((await run("check", "--json")).json.turn).toBe("entities");
  });
});

test("an environment has timeouts of its own, in the place of the others", async () => {
  const cwd = writeProject({ "revisions/1-a1.mjs": script("a1", null, createT) });
  const live = { url: "sqlite:live.sqlite", statementTimeout: 5 };
  const config = { directory: "revisions", url: "sqlite:own.sqlite", environments: { live } };
  const refusal = /unsupported: statementTimeout on SQLite/;
  await expect(upgrade({ cwd, config, environment: "live" })).rejects.toThrow(refusal);
  await expect(upgrade({ cwd, config: { ...config, statementTimeout: 5 } })).rejects.toThrow(refusal);
  expect(await upgrade({ cwd, config })).toMatchObject({ heads: ["a1"] });
  expect(existsSync(join(cwd, "own.sqlite")), "a relative path counts from cwd").toBe(true);
});

describe.each(dialectTargets)("the configuration, on $name", (target) => {
  test("environments: their URL, and those that are protected", async () => {
    const other = await freshTarget(target);
    const { run, fresh } = await project(
      target,
      [users()],
      `{ environments: { live: { url: ${JSON.stringify(other.url)}, protected: true } } }`,
    );
    await run("revision", "-m", "first", "--rev-id", "a1");
    expect(await run("upgrade", "-n", "live")).toMatchObject({ status: 0 });
    expect((await run("current")).stdout).toBe("base\n");
    expect((await run("current", "-n", "live")).stdout).toContain("a1");
    expect(await run("check", "-n", "live")).toMatchObject({ status: 0 });

    const refused = await run("downgrade", "base", "-n", "live", "--json");
    expect(refused).toMatchObject({ status: 2, json: { error: { code: "protected-environment" } } });
    expect(refused.json.error.message).toContain("--yes-i-mean live");
    expect(await run("downgrade", "base", "-n", "live", "--yes-i-mean", "stage")).toMatchObject({
      status: 2,
    });
    expect(await run("downgrade", "base", "-n", "live", "--dry-run")).toMatchObject({ status: 0 });
    expect((await run("current", "-n", "live")).stdout).toContain("a1");
    expect(await run("downgrade", "base", "-n", "live", "--yes-i-mean", "live")).toMatchObject({ status: 0 });
    expect(await query(other, "SELECT count(*) AS n FROM autogen_version")).toMatchObject([
      { n: expect.anything() },
    ]);
    await expect(query(fresh, "SELECT * FROM autogen_version")).rejects.toThrow();
  });

  test("--url replaces only the connection; a function makes the DataSource and gets -x and the environment", async () => {
    const fresh = await freshTarget(target);
    const other = await freshTarget(target);
    const dir = writeProject({
      "autogen.config.js": `
        const { DataSource, EntitySchema } = require("typeorm");
        exports.default = {
          dataSource: async ({ x, environment }) => new DataSource({
            ...${JSON.stringify(fresh.options)},
            entities: [new EntitySchema({ name: x.table + "_" + environment, columns: { id: { type: "integer", primary: true } } })],
          }),
          environments: { blue: {} },
        };`,
    });
    const words = ["-x", "table=cars", "-x", "y=a=b", "-n", "blue"];
    const created = async (...more: string[]) =>
      (await autogen(dir, ["diff", "--json", ...words, ...more])).json.operations
        .filter(({ kind }: { kind: string }) => kind === "createTable")
        .map(({ table }: { table: { name: string } }) => table.name);
    expect(await created()).toEqual(["cars_blue"]);
    await query(other, "CREATE TABLE cars_blue (id integer NOT NULL PRIMARY KEY)");
    expect(await created("--url", other.url)).toEqual([]);
  });

  test("version table, file template, format, directory", async () => {
    const { dir, run, fresh } = await project(
      target,
      [users()],
      `{ directory: "db/steps", versionTable: { name: "steps_done" }, fileTemplate: "{id}_{slug}", format: "js" }`,
    );
    expect((await run("revision", "-m", "Très bien!", "--rev-id", "a1")).stdout).toBe(
      "db/steps/a1_tres_bien.js\n",
    );
    expect(await run("upgrade")).toMatchObject({ status: 0 });
    expect(await query(fresh, "SELECT version_num FROM steps_done")).toEqual([{ version_num: "a1" }]);
    expect(await run("check")).toMatchObject({ status: 0 });
    expect(readdirSync(join(dir, "db/steps"))).toEqual(["a1_tres_bien.js"]);
  });

  test("filters: includeName, includeObject, undeclaredTables, three-valued hooks", async () => {
    const { dir, run, fresh } = await project(target, [users()]);
    await query(fresh, "CREATE TABLE legacy (id integer NOT NULL PRIMARY KEY)");
    await query(fresh, "CREATE TABLE users (id integer NOT NULL PRIMARY KEY, name varchar(40) NOT NULL)");
    const kinds = async (config: string) => {
      writeFiles(dir, { "autogen.config.js": `module.exports = ${config};` });
      const { operations } = (await run("diff", "--json")).json;
      return operations.map(({ kind }: { kind: string }) => kind).toSorted();
    };
    const all = await kinds("{}");
    expect(all).toContain("dropTable");
    expect(all).toContain("alterColumn");
    expect(await kinds(`{ undeclaredTables: "ignore" }`)).not.toContain("dropTable");
    expect(await kinds(`{ ignore: ["leg*"] }`)).not.toContain("dropTable");
    expect(await kinds(`{ includeName: ({ name }) => name !== "legacy" }`)).not.toContain("dropTable");
    expect(await kinds(`{ compareType: () => false }`)).not.toContain("alterColumn");
    expect(await kinds(`{ includeObject: (object) => object.name !== "legacy" }`)).not.toContain("dropTable");
  });
});

describe.each(dialectTargets.filter(({ dialect }) => dialect === "postgres"))(
  "a schema of one's own, on $name",
  (target) => {
    test("is written down by init, so that upgrade with a URL alone works in it", async () => {
      const fresh = await freshTarget(target);
      const files = { "data-source.js": dataSourceFile(fresh, [users()], { schema: "app" }) };
      const dir = writeProject(files);
      const warned = await autogen(dir, ["diff", "--url", fresh.url]);
      expect(warned.stderr).toContain('write schema: "app" into the configuration');
      await autogen(dir, ["init"]);
      expect(readFileSync(join(dir, "autogen.config.ts"), "utf8")).toContain('schema: "app"');
      expect((await autogen(dir, ["diff", "--url", fresh.url])).stderr).not.toContain("warning");
      await autogen(dir, ["revision", "-m", "first"]);
      expect(await autogen(dir, ["upgrade", "--url", fresh.url])).toMatchObject({ status: 0 });
      expect(await autogen(dir, ["check"])).toMatchObject({ status: 0 });
      expect(await query(fresh, "SELECT to_regclass('app.users') IS NOT NULL AS found")).toEqual([
        { found: true },
      ]);
    });
  },
);

describe.each(dialectTargets)("in production, on $name", (target) => {
  test(
    "compiled scripts and a URL, without TypeScript, TypeORM and entities",
    { timeout: 240_000 },
    async () => {
      const { dir, run, fresh } = await project(target, [users()]);
      await run("revision", "-m", "first", "--rev-id", "a1", "--format", "js");
      const program = installedCommandLine();
      const image = join(program, "../../../..", target.name);
      for (const absent of ["typescript", "typeorm", "prettier", "@swc/core"])
        expect(existsSync(join(image, "../node_modules", absent))).toBe(false);
      cpSync(join(dir, "revisions"), join(image, "revisions"), { recursive: true });
      const before = filesIn(image);
      const words = ["--directory", "revisions", "--url", fresh.url];
      const there = (...more: string[]) => autogen(image, [...more, ...words], { program });
      expect(await there("current")).toMatchObject({ status: 0, stdout: "base\n", stderr: "" });
      const ran = await autogen(image, ["upgrade", ...words], { program, alone: true });
      expect(ran).toMatchObject({ status: 0, stdout: "a1  first\n" });
      expect(await there("history")).toMatchObject({ status: 0, stdout: "base → a1 (head)  first\n" });
      expect(await run("check")).toMatchObject({ status: 0 });
      expect(await there("downgrade", "base")).toMatchObject({ status: 0 });
      expect(filesIn(image)).toEqual(before);
    },
  );
});

let installed: string | undefined;

/**
 * The command line, installed once: the packages as npm packs them for a registry, the drivers, and what they depend on,
 * but neither TypeScript, TypeORM, Prettier nor swc.
 */
function installedCommandLine(): string {
  installed ??= installCommandLine();
  return installed;
}

function installCommandLine(): string {
  const image = newTestFolder();
  const packed = packPackages(newTestFolder());
  const copied = new Set<string>();
  const copy = (name: string, from: string): void => {
    const omitted = /^(?:typeorm|typescript|prettier|@swc\/.*|reflect-metadata)$/;
    if (copied.has(name) || omitted.test(name)) return;
    copied.add(name);
    const manifest = readManifest(from);
    const to = join(image, "node_modules", name);
    mkdirSync(to, { recursive: true });
    const archive = packed.get(name);
    if (archive === undefined) cpSync(from, to, { recursive: true, dereference: true });
    else execFileSync("tar", ["-xzf", archive, "--strip-components=1", "-C", to]);
    const nested = nestedPackages(from);
    for (const folder of nested)
      cpSync(folder, join(to, "node_modules", basename(folder)), { recursive: true, dereference: true });
    const wanted = [manifest, ...nested.map((folder) => readManifest(folder))].flatMap((each) =>
      Object.keys(each.dependencies ?? {}),
    );
    for (const dependency of wanted) {
      if (!existsSync(join(from, "node_modules", dependency))) copy(dependency, folderOf(dependency));
    }
  };
  copy("typeorm-autogen", join(root, "packages/cli"));
  for (const { driver } of dialectTargets) copy(driver, folderOf(driver));
  return join(image, "node_modules/typeorm-autogen/dist/bin.js");
}

/** Packs all packages into a folder; the archives by the packages' names. */
function packPackages(folder: string): ReadonlyMap<string, string> {
  const args = ["pack", "--workspaces", "--ignore-scripts", "--json", "--pack-destination", folder];
  const text = execFileSync("npm", args, {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const packed = Object.values(JSON.parse(text) as Record<string, { name: string; filename: string }>);
  return new Map(packed.map(({ name, filename }) => [name, join(folder, filename)]));
}

/** What npm put beside a package because another version stands above. */
function nestedPackages(folder: string): readonly string[] {
  const nested = join(folder, "node_modules");
  if (!existsSync(nested)) return [];
  const names = readdirSync(nested).filter((name) => existsSync(join(nested, name, "package.json")));
  return names.map((name) => join(nested, name));
}

function folderOf(name: string): string {
  const own = /^@typeorm-autogen\/(.*)$/.exec(name)?.[1];
  return own === undefined ? join(root, "node_modules", name) : join(root, "packages", own);
}

function readManifest(folder: string): { readonly dependencies?: Readonly<Record<string, string>> } {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}

describe.each(dialectTargets)("determinism, on $name", (target) => {
  test("given id and clock, the same bytes, whatever the order of entities", async () => {
    const fresh = await freshTarget(target);
    const team: EntityDefinition = { name: "team", columns: { id, name: { type: "varchar" } } };
    const player: EntityDefinition = {
      name: "player",
      columns: { id, nick: { type: "varchar", default: "''" } },
      relations: {
        team: { type: "many-to-one", target: "team" },
        rivals: { type: "many-to-many", target: "player", joinTable: true },
      },
    };
    const lonely = users();
    const { revision } = await import("typeorm-autogen");
    const { DataSource, EntitySchema } = (await import("typeorm-1")).default ?? (await import("typeorm-1"));
    const scripts = new Set<string>();
    for (const order of [
      [team, player, lonely],
      [lonely, player, team],
      [player, lonely, team],
    ]) {
      const entities = order.map((entity) => new EntitySchema(entity as never));
      const dataSource = new DataSource({ ...fresh.options, entities } as never);
      const result = await revision({
        cwd: emptyFolder(),
        config: {},
        dataSource: dataSource as never,
        message: "everything",
        revId: "a1",
        now: new Date("2026-01-02T03:04:05Z"),
        dryRun: true,
      });
      expect(result.file).toMatch(/20260102_0304-a1_everything\.ts$/);
      scripts.add(result.script ?? "");
    }
    expect([...scripts]).toHaveLength(1);
    expect([...scripts][0]).toContain("2026-01-02 03:04 UTC");
  });
});
