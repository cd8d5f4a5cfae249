import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as autogen from "typeorm-autogen";
import { DataSource, EntitySchema } from "typeorm-1";
import { describe, expect, test } from "vitest";
import { freshDatabase } from "../live/fresh-database.js";
import { dialectTargets } from "../stories/told-project.js";
import { emptyFolder } from "../cli/project.js";

describe.each(dialectTargets)("a program, on $name", (target) => {
  test("hands over the DataSource of its application, which stays open and its own", async () => {
    const fresh = await freshDatabase(target);
    const cwd = emptyFolder(["typeorm", "typeorm-autogen", "better-sqlite3", "pg"]);
    const user = new EntitySchema({ name: "person", columns: { id: { type: "integer", primary: true } } });
    // As an application does that loads its entities by itself: they are known once it stands.
    const application = {
      dataSource: await new DataSource({ ...fresh.options, entities: [user] } as never).initialize(),
      get(token: unknown) {
        return token === DataSource ? this.dataSource : undefined;
      },
    };
    const options = {
      cwd,
      config: { format: "js", directory: "revisions" },
      dataSource: async () => application.get(DataSource) as never,
    } as const;
    try {
      expect(await autogen.revision({ ...options, message: "first" })).toMatchObject({ downRevision: null });
      const steps: unknown[] = [];
      const boot = { ...options, onApply: ({ revision }: autogen.AppliedStep) => void steps.push(revision) };
      const [first, second] = [await autogen.upgrade(boot), await autogen.upgrade(boot)];
      expect([first.revisions.length, second.revisions.length, steps.length]).toEqual([1, 0, 1]);
      expect(await autogen.check(options)).toMatchObject({ inSync: true });
      const { dataSource } = application;
      expect(dataSource.isInitialized).toBe(true);
      await dataSource.getRepository("person").insert({ id: 1 });
      expect(await dataSource.getRepository("person").count()).toBe(1);
      expect(await autogen.downgrade({ ...options, target: "base" })).toMatchObject({ heads: [] });
    } finally {
      await application.dataSource.destroy();
      await fresh.drop();
    }
  });
});

test("docs/functions.md names every function", () => {
  const page = readFileSync(join(import.meta.dirname, "../../docs/functions.md"), "utf8");
  const commands = Object.entries(autogen).filter(
    ([name, value]) =>
      typeof value === "function" &&
      /^[a-z]/.test(name) &&
      !/^(?:define|extend|is|evolve|reverse)/.test(name),
  );
  expect(commands.length).toBeGreaterThan(25);
  expect(commands.map(([name]) => name).filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});
