import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { layShop } from "../../fixtures/projects/shop/lay-shop.js";
import {
  autogen,
  buildCommandLine,
  dialectTargets,
  emptyFolder,
  freshTarget,
  scriptsIn,
} from "../cli/project.js";
import { dumpDatabase } from "../live/dump-database.js";
import type { Target } from "../live/targets.js";
import { foreignStatements } from "./foreign-statements.js";
import { typeormLog, typeormSynchronize, type TypeormProject } from "./typeorm-in-child.js";

const lines = ["typeorm-0.3", "typeorm-1"] as const;
// Each line and each database once. That TypeORM 1 agrees on the one and 0.3 on the other is seen with the entities of
// test/laws/typeorm-synchronised.test.ts alone: of the shop, that half is not built.
const runs = dialectTargets.map((target, i) => ({ target, line: lines[i % 2]!, name: target.name }));
const answers = {
  v1: [],
  v2: ["--rename", "column:customer.name=full_name"],
  v3: ["--backfill", "review.title='(no title)'"],
} as const;

beforeAll(buildCommandLine);

describe.each(runs)("the shop with $line on $name", ({ target, line }) => {
  test("grows by revisions to what TypeORM itself builds, and shrinks back to nothing", async () => {
    const shop = await openShop(target, line);
    const { run } = shop;
    const dumps = [foreignStatements(await shop.dump())];
    for (const version of ["v1", "v2", "v3"] as const) {
      layShop(shop.dir, version, line);
      expect(await run("revision", "-m", version, ...answers[version])).toMatchObject({ status: 0 });
      expect(await run("upgrade", "--quiet")).toMatchObject({ status: 0 });
      expect(await run("check")).toMatchObject({ status: 0, stdout: "in sync\n" });
      dumps.push(foreignStatements(await shop.dump()));
      const twin = await openShop(target, line, version);
      const repeated = await typeormSynchronize(twin);
      expect(await typeormLog(shop)).toEqual(repeated);
      expect(await twin.run("check", "--json")).toMatchObject({
        status: 0,
        json: { operations: [], decisions: [] },
      });
    }
    expect(scriptsIn(shop.dir, "src/revisions")).toHaveLength(3);
    for (const dump of dumps.slice(0, -1).toReversed()) {
      expect(await run("downgrade", "-1", "--quiet")).toMatchObject({ status: 0 });
      expect(foreignStatements(await shop.dump())).toEqual(dump);
    }
    expect(await run("current")).toMatchObject({ status: 0, stdout: "base\n" });
  }, 180_000);
});

/** The shop in a folder and a database of its own. It has a generated column, whose expression TypeORM keeps in a table. */
async function openShop(target: Target, line: (typeof lines)[number], version: keyof typeof answers = "v1") {
  const fresh = await freshTarget(target);
  const dir = emptyFolder();
  layShop(dir, version, line);
  writeFileSync(join(dir, "autogen.config.json"), JSON.stringify({ typeormMetadata: "always" }));
  const env: Record<string, string> = target.dialect === "postgres" ? { SHOP_DATABASE_URL: fresh.url } : {};
  const project: TypeormProject = { dir, env, dataSource: join(dir, "src", "data-source.ts") };
  const run = async (...words: string[]) => autogen(dir, words, { env });
  return { ...project, run, dump: () => dumpDatabase({ ...fresh, database: join(dir, "shop.sqlite") }) };
}
