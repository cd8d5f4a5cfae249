import { renderMigrationClass, type MigrationClass, type MigrationLanguage } from "@typeorm-autogen/render";
import { format } from "prettier";
import { expect, test } from "vitest";

const long = `CREATE TABLE "orders" ("id" integer PRIMARY KEY NOT NULL, "note" varchar(40) NOT NULL DEFAULT ('it''s'))`;

const migration: MigrationClass = {
  name: "AddOrders1764108000000",
  message: "Orders */ `${process.exit()}`\n\u202eand more",
  createdAt: new Date("2026-11-25T22:00:00Z"),
  server: "SQLite 3.53",
  notes: ["destructive  old: drops the table and every row in it"],
  up: [
    { sql: long },
    { sql: 'DROP TABLE "old"' },
    { sql: "CREATE VIEW v AS\nSELECT '`${globalThis.hacked = true}\\n' AS a" },
    { sql: "ALTER TYPE mood ADD VALUE 'x'", alone: true },
  ],
  down: [],
  rebuilds: true,
};

const kinds: readonly (readonly [string, Partial<MigrationClass>])[] = [
  ["rebuilds", {}],
  ["leaves the transaction", { rebuilds: false }],
  [
    "needs a setting",
    {
      rebuilds: false,
      setting: {
        reason: "TypeORM's connection does not look where the DataSource's schema says.",
        ask: "SELECT current_setting('search_path') AS before",
        set: 'SET search_path TO "app", public',
        putBack: "SELECT set_config('search_path', $1, false)",
      },
    },
  ],
  [
    "needs a mode",
    {
      rebuilds: false,
      setting: {
        reason: "Tables with zero dates cannot be altered otherwise.",
        ask: "SELECT @@SESSION.sql_mode AS `before`",
        set: "SET SESSION sql_mode = 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'",
        putBack: "SET SESSION sql_mode = ?",
      },
    },
  ],
  ["has a long name", { name: `A${"bcdefghij".repeat(5)}1764108000000`, up: [] }],
];

test.each(
  kinds.flatMap(([what, change]) =>
    (["ts", "esm", "commonjs"] as const).map((language) => ({ what, change, language })),
  ),
)("a class that $what is laid out as Prettier does ($language)", async ({ change, language }) => {
  const text = renderMigrationClass({ ...migration, ...change }, language);
  expect(await format(text, { parser: language === "ts" ? "typescript" : "babel" })).toBe(text);
  expect(text).not.toContain("\u202e");
});

test("what it holds is data until TypeORM runs it, and what it runs is what was compiled", async () => {
  const text = renderMigrationClass(migration, "esm" satisfies MigrationLanguage);
  const loaded = (await import(`data:text/javascript,${encodeURIComponent(text)}`)) as Record<
    string,
    new () => Runnable
  >;
  const [only] = Object.entries(loaded);
  expect(only?.[0]).toBe(migration.name);
  const instance = new only![1]();
  expect(instance.name).toBe(migration.name);
  const calls: string[] = [];
  await instance.up({
    isTransactionActive: true,
    query: async (sql) => {
      calls.push(sql);
      return sql === "PRAGMA foreign_keys" ? [{ foreign_keys: 1 }] : [];
    },
    commitTransaction: async () => void calls.push("commit"),
    startTransaction: async () => void calls.push("start"),
  });
  expect(calls).toEqual([
    "PRAGMA foreign_keys",
    "commit",
    "PRAGMA foreign_keys = OFF",
    "start",
    "PRAGMA foreign_key_check",
    ...migration.up.slice(0, 3).map(({ sql }) => sql),
    "commit",
    migration.up[3]?.sql,
    "start",
    "PRAGMA foreign_key_check",
    "commit",
    "PRAGMA foreign_keys = ON",
    "start",
  ]);
  expect(globalThis).not.toHaveProperty("hacked");
});

interface Runnable {
  readonly name: string;
  up(runner: {
    readonly isTransactionActive: boolean;
    query(sql: string): Promise<unknown>;
    commitTransaction(): Promise<void>;
    startTransaction(): Promise<void>;
  }): Promise<void>;
}
