import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { postgres } from "@typeorm-autogen/dialect-postgres";
import { sqlite } from "@typeorm-autogen/dialect-sqlite";
import { buildMetadata, declareSchema, NotADataSourceError } from "@typeorm-autogen/entities";
import { optionsOf } from "./open-data-source.js";
import { lines, loadFixture, loadTypeorm } from "./stories.js";

const { active, user } = await loadFixture<{
  active(typeorm: object): object;
  user(typeorm: object, type: string): object;
}>("plain/plain.entity.ts");

describe.each(lines)("TypeORM %s", (line) => {
  test("builds metadata without connecting and without touching the options", async () => {
    const exports = await loadTypeorm(line);
    const options = Object.freeze({
      ...optionsOf("postgres"),
      entities: [user(exports, "text")],
      migrations: ["/nowhere/*.js"],
      synchronize: true,
      dropSchema: true,
      cache: { type: "redis" },
    });
    const dataSource = new exports.DataSource({ ...options, cache: false });
    const built = await buildMetadata(Object.assign(dataSource, { options }), {
      version: "15.1",
      defaultSchema: "public",
    });
    expect(built).not.toBe(dataSource);
    expect(built.entityMetadatas.map(({ tableName }) => tableName)).toEqual(["user"]);
    expect(built.driver.version).toBe("15.1");
    expect(dataSource.isInitialized).toBe(false);
    expect(dataSource.entityMetadatas).toEqual([]);
  });

  test("leaves no SQLite file behind", async () => {
    const exports = await loadTypeorm(line);
    const folder = mkdtempSync(join(tmpdir(), "autogen-test-"));
    const database = join(folder, "deep", "new.db");
    const type = line === "0.3" ? "sqlite" : "better-sqlite3";
    const dataSource = new exports.DataSource({ type, database, entities: [user(exports, "text")] });
    await declareSchema(dataSource, sqlite, sqlite.defaultFacts);
    expect(existsSync(database)).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
    rmSync(folder, { recursive: true });
  });

  test("takes an initialised DataSource as it is", async () => {
    const exports = await loadTypeorm(line);
    const type = line === "0.3" ? "sqlite" : "better-sqlite3";
    const dataSource = new exports.DataSource({
      type,
      database: ":memory:",
      entities: [user(exports, "text")],
    });
    const before = await declareSchema(dataSource, sqlite, sqlite.defaultFacts);
    await dataSource.initialize();
    expect(await buildMetadata(dataSource)).toBe(dataSource);
    const after = await declareSchema(dataSource, sqlite, sqlite.defaultFacts);
    await dataSource.destroy();
    expect(after).toEqual(before);
  });

  test("knows the types that a project taught its driver", async () => {
    const exports = await loadTypeorm(line);
    const dataSource = new exports.DataSource({
      ...optionsOf("postgres"),
      entities: [user(exports, "postal_code")],
    });
    (dataSource.driver.supportedDataTypes as string[]).push("postal_code");
    const { schema } = await declareSchema(dataSource, postgres, postgres.defaultFacts);
    expect(schema.tables[0]?.columns[1]?.type).toEqual({ name: "postal_code", schema: null });
  });

  test("leaves Active Record classes bound to the project's own DataSource", async () => {
    const exports = await loadTypeorm(line);
    const bound = active(exports);
    const dataSource = new exports.DataSource({ ...optionsOf("postgres"), entities: [bound] });
    await buildMetadata(dataSource);
    expect((bound as { readonly dataSource?: unknown }).dataSource).toBe(dataSource);
  });

  test("works on a subclass with a constructor of its own", async () => {
    const exports = await loadTypeorm(line);
    class Own extends exports.DataSource {
      constructor() {
        super({ ...optionsOf("postgres"), entities: [user(exports, "text")], migrations: ["/nowhere/*.js"] });
      }
    }
    const built = await buildMetadata(new Own());
    expect(built.options["migrations"]).toEqual([]);
    expect(built.entityMetadatas).toHaveLength(1);
  });
});

test.each([null, 7, {}, { options: { type: "postgres" } }])(
  "refuses %j, which is no DataSource",
  async (value) => {
    await expect(buildMetadata(value)).rejects.toThrow(NotADataSourceError);
  },
);
