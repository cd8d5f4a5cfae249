import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import {
  autogen,
  buildCommandLine,
  dialectTargets,
  emptyFolder,
  freshTarget,
  root,
  scriptsIn,
} from "../cli/project.js";
import { dumpDatabase } from "../live/dump-database.js";
import type { Target } from "../live/targets.js";
import { foreignStatements } from "../projects/foreign-statements.js";
import { typeormLog, typeormSynchronize, type TypeormProject } from "../projects/typeorm-in-child.js";

const vendure = join(root, "fixtures", "real", "vendure");

beforeAll(async () => {
  await buildCommandLine();
  await installVendure();
}, 300_000);

describe.each(dialectTargets)("the entities of Vendure on $name", (target) => {
  test("one revision builds them all, nothing is left to do, and downgrade leaves nothing", async () => {
    const shop = await openVendure(target);
    const { run } = shop;
    const empty = foreignStatements(await shop.dump());
    expect(await run("revision", "-m", "vendure")).toMatchObject({ status: 0 });
    expect(await run("upgrade", "--quiet")).toMatchObject({ status: 0 });
    expect(await run("check")).toMatchObject({ status: 0, stdout: "in sync\n" });
    const again = await run("revision", "-m", "again", "--json");
    expect(again).toMatchObject({ status: 0, json: { revision: null, path: null, operations: [] } });
    expect(scriptsIn(shop.dir)).toHaveLength(1);

    const twin = await openVendure(target);
    const repeated = await typeormSynchronize(twin);
    expect(await typeormLog(shop)).toEqual(repeated);
    expect(await twin.run("check", "--json")).toMatchObject({
      status: 0,
      json: { operations: [], decisions: [] },
    });

    expect(await run("downgrade", "base", "--quiet")).toMatchObject({ status: 0 });
    expect(foreignStatements(await shop.dump())).toEqual(empty);
  }, 180_000);
});

/** Installs the framework by its own lock file where it is missing; its scripts are not needed to read entities. */
async function installVendure(): Promise<void> {
  if (existsSync(join(vendure, "node_modules", ".package-lock.json"))) return;
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
  await promisify(execFile)("npm", args, { cwd: vendure, maxBuffer: 64 * 1024 * 1024 });
}

/** Vendure's data source over a fresh database, with a folder of its own for the scripts. */
async function openVendure(target: Target) {
  const fresh = await freshTarget(target);
  const dir = emptyFolder();
  const dataSource = join(vendure, "data-source.cjs");
  const env: Record<string, string> =
    target.dialect === "postgres"
      ? { VENDURE_DATABASE_URL: fresh.url }
      : { VENDURE_DATABASE_FILE: fresh.database };
  const place = ["-d", dataSource, "--directory", join(dir, "revisions")];
  const run = async (...words: string[]) => autogen(dir, [...words, ...place], { env });
  const project: TypeormProject = { dir, env, dataSource };
  return { ...project, run, dump: () => dumpDatabase(fresh) };
}
