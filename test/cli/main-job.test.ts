import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { layShop } from "../../fixtures/projects/shop/lay-shop.js";
import { dumpDatabase } from "../live/dump-database.js";
import type { Target } from "../live/targets.js";
import {
  autogen,
  buildCommandLine,
  dialectTargets,
  emptyFolder,
  filesIn,
  freshTarget,
  scriptsIn,
} from "./project.js";

beforeAll(buildCommandLine);

describe.each(dialectTargets)("the shop on $name", (target) => {
  test(
    "revision, upgrade, edit, revision, upgrade, check, and all the way back",
    { timeout: 240_000 },
    async () => {
      const { dir, env, dump } = await openShop(target);
      const run = async (...words: string[]) => autogen(dir, words, { env });
      const empty = await dump();
      expect(await run("init", "--quiet")).toMatchObject({ status: 0, stdout: "autogen.config.ts\n" });

      const before = { files: filesIn(dir), dump: await dump() };
      expect(await run("check")).toMatchObject({ status: 1 });
      expect(await run("diff")).toMatchObject({ status: 0 });
      expect(await run("diff", "--sql", "--exit-code")).toMatchObject({ status: 1 });
      expect(await run("revision", "-m", "open", "--dry-run")).toMatchObject({ status: 0 });
      expect({ files: filesIn(dir), dump: await dump() }).toEqual(before);

      const dumps = [empty];
      const steps = [
        ["v1"],
        ["v2", "--rename", "column:customer.name=full_name"],
        ["v3", "--backfill", "review.title='(no title)'"],
      ] as const;
      for (const [version, ...answers] of steps) {
        layShop(dir, version);
        expect(await run("revision", "-m", version, ...answers)).toMatchObject({ status: 0 });
        expect(await run("upgrade", "--quiet")).toMatchObject({ status: 0 });
        expect(await run("check")).toMatchObject({ status: 0, stdout: "in sync\n" });
        const again = await run("revision", "-m", "again", "--json");
        expect(again).toMatchObject({ status: 0, json: { revision: null, path: null, operations: [] } });
        dumps.push(await dump());
      }
      expect(scriptsIn(dir, "src/revisions")).toHaveLength(3);

      for (const at of [2, 1, 0]) {
        expect(await run("downgrade", at === 0 ? "base" : "-1", "--quiet")).toMatchObject({ status: 0 });
        expect(foreignStatements(await dump())).toEqual(foreignStatements(dumps[at]!));
      }
      expect(await run("current")).toMatchObject({ status: 0, stdout: "base\n" });
    },
  );
});

async function openShop(target: Target) {
  const fresh = await freshTarget(target);
  const dir = emptyFolder();
  layShop(dir, "v1");
  const env: Record<string, string> = target.dialect === "postgres" ? { SHOP_DATABASE_URL: fresh.url } : {};
  const file = join(dir, "shop.sqlite");
  return { dir, env, dump: () => dumpDatabase({ ...fresh, database: file }) };
}

/**
 * The statements of a dump but those of Autogen's own tables, which stay after `downgrade base`, and of sqlite_sequence,
 * which SQLite never drops (https://sqlite.org/fileformat2.html#seqtab).
 */
function foreignStatements(dump: string): readonly string[] {
  const statements = dump.split(/\n(?=CREATE |ALTER |-- )/);
  return statements.filter((statement) => statement !== "" && !/autogen_|sqlite_sequence/.test(statement));
}
