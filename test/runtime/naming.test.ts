import { upgrade, downgrade } from "typeorm-autogen";
import { DataSource, DefaultNamingStrategy } from "typeorm-0.3";
import { describe, expect, test } from "vitest";
import { join } from "node:path";
import { dumpDatabase } from "../live/dump-database.js";
import { targets } from "../live/targets.js";
import { failureOf, freshTarget, writeScripts } from "./project.js";

class Shouting extends DefaultNamingStrategy {
  override uniqueConstraintName(): string {
    return "SHOUTED";
  }
}

const town = `op.createTable("town", (t) => { t.column("id", "integer"); t.primaryKey(null, ["id"]); });`;
const shop = `op.createTable("shop", (t) => {
    t.column("id", "integer"); t.column("town_id", "integer", { nullable: true }); t.column("name", "varchar(20)");
    t.primaryKey(null, ["id"]); t.unique(null, ["name"]); t.check(op.f("as_given"), "id > 0");
    t.foreignKey(null, ["town_id"], "town", ["id"]);
  });
  op.alterTable("shop", (t) => t.createCheck(null, "id < 9000"));`;
const back = `op.alterTable("shop", (t) => {
    t.dropForeignKey(null, ["town_id"], "town", ["id"]); t.dropUnique(null, ["name"]); t.dropCheck(null, "id < 9000"); t.dropCheck("as_given", "id > 0");
  });`;

describe.each(targets)("on $name", (target) => {
  const project = async (down = back) => {
    const fresh = await freshTarget(target);
    const folder = writeScripts([
      { id: "aaaa1", up: town },
      { id: "bbbb2", after: "aaaa1", up: shop, down },
    ]);
    const dataSource = (options: object = {}) =>
      new DataSource({ ...fresh.options, entities: [], ...options } as never) as never;
    return { fresh, dataSource, directory: join(folder, "revisions") };
  };
  const named = async (fresh: Parameters<typeof dumpDatabase>[0]) => {
    const dump = await dumpDatabase(fresh);
    return (name: string) => dump.includes(name);
  };

  test("OP12 naming: typeorm gives the names that TypeORM would, and drops by them; what has a name keeps it", async () => {
    const { fresh, dataSource, directory } = await project();
    const config = { directory, dataSource: dataSource(), naming: "typeorm" } as const;
    await upgrade({ config });
    const strategy = new DefaultNamingStrategy();
    const has = await named(fresh);
    expect(has(strategy.uniqueConstraintName("shop", ["name"]))).toBe(true);
    expect(has(strategy.foreignKeyName("shop", ["town_id"]))).toBe(true);
    expect(has(strategy.checkConstraintName("shop", "id < 9000"))).toBe(true);
    expect(has("as_given")).toBe(true);
    if (target.dialect !== "mysql") expect(has(strategy.primaryKeyName("shop", ["id"]))).toBe(true);
    await downgrade({ config, target: "aaaa1" });
    const left = await named(fresh);
    expect([left("as_given"), left(strategy.checkConstraintName("shop", "id < 9000"))]).toEqual([
      false,
      false,
    ]);
  });

  test("OP12 a strategy of the project's own, texts and functions name too", async () => {
    const { fresh, dataSource, directory } = await project();
    const shouting = dataSource({ namingStrategy: new Shouting() });
    await upgrade({ config: { directory, dataSource: shouting, naming: "typeorm" } });
    expect((await named(fresh))("SHOUTED")).toBe(true);

    const other = await project();
    const naming = {
      unique: "uq_{table}_{columns}",
      foreignKey: "fk_{table}_{column}_{referenced}",
      check: "ck_{table}_{hash}",
    };
    await upgrade({ config: { directory: other.directory, dataSource: other.dataSource(), naming } });
    const dump = await dumpDatabase(other.fresh);
    expect(dump).toContain("uq_shop_name");
    expect(dump).toContain("fk_shop_town_id_town");
    expect(dump).toMatch(/ck_shop_[0-9a-f]{10}/);

    const third = await project();
    const byFunction = ({ kind, table }: { kind: string; table: { name: string } }) =>
      `${table.name}_${kind}`;
    await upgrade({
      config: { directory: third.directory, dataSource: third.dataSource(), naming: byFunction },
    });
    expect((await named(third.fresh))("shop_unique")).toBe(true);
  });
});

test("a naming that is none is refused before anything is opened", async () => {
  for (const naming of ["TypeORM", { unique: 1 }, { uq: "x" }, []])
    expect(
      (await failureOf(upgrade({ config: { directory: ".", naming: naming as never } }))).message,
    ).toMatch(/naming is not what it takes; give it "typeorm", templates such as/);
});
