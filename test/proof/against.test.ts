import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { targets, type Target } from "../live/targets.js";
import { id, openProject, type Entity, type ToldProject } from "../stories/told-project.js";

const city = (columns: Entity["columns"] = {}): Entity => ({
  name: "city",
  columns: { id, name: { type: "varchar", length: 40, default: "nowhere" }, ...columns },
  checks: [{ name: "CK_city", expression: "length(name) > 1" }],
});

const nobody: Readonly<Record<Target["dialect"], string>> = {
  postgres: "postgres://nobody:secret@127.0.0.1:1/none",
  mysql: "mysql://nobody:secret@127.0.0.1:1/none",
  sqlite: "",
};

async function open(target: Target): Promise<ToldProject> {
  const project = await openProject(target, target.driver === "sqlite3" ? "0.3" : "1");
  project.configure({ mysqlChecks: "honour", scratch: target.server ? { url: project.fresh.url } : {} });
  return project;
}

describe.each(targets)("on $name", (target) => {
  test("entities are compared with what the revisions build, no database being migrated or even there", async () => {
    const project = await open(target);
    const unreachable = target.server ? { url: nobody[target.dialect] } : {};
    project.declare([city()], unreachable);
    const first = await project.write({ against: "revisions" });
    expect(first.verified).toMatchObject({ converges: true, reverses: true });
    expect(await project.check("revisions")).toMatchObject({ inSync: true, turn: null, pending: [] });

    project.declare([city({ size: { type: "integer", nullable: true } })], unreachable);
    expect(await project.check("revisions")).toMatchObject({ inSync: false, turn: "entities" });
    const second = await project.write({ against: "revisions" });
    expect(second.operations).toMatchObject([{ kind: "addColumn", column: { name: "size" } }]);
    expect(second.verified).toMatchObject({ keepsRows: true });
    expect(await project.write({ against: "revisions" })).toMatchObject({ revision: null, notes: [] });
    expect(await project.check("scratch")).toMatchObject({ inSync: true });
    // What the application itself does to the database changes nothing of that.
    project.declare([
      city({ size: { type: "integer", nullable: true }, flag: { type: "integer", nullable: true } }),
    ]);
    await project.synchronise();
    const third = await project.write({ against: "scratch" });
    expect(third.operations).toMatchObject([{ kind: "addColumn", column: { name: "flag" } }]);
  });

  test("SQL text in between is refused by name, and run on a scratch database", async () => {
    const project = await open(target);
    project.declare([city()]);
    await project.write();
    const { path, revision } = await project.write({ empty: true });
    const text = readFileSync(path ?? "", "utf8");
    const sql = 'op.execute("ALTER TABLE city ADD extra integer");';
    for (const call of [`op.autocommitBlock(() => { ${sql} });`, sql]) {
      writeFileSync(path ?? "", text.replace("(_op) {", `(op) { ${call}`));
      await expect(project.check("revisions")).rejects.toMatchObject({
        code: "not-replayable",
        message: expect.stringMatching(
          new RegExp(`revision ${revision} .*runs SQL; compare with --against scratch`),
        ),
      });
    }
    const found = await project.check("scratch");
    expect(found.operations).toMatchObject([{ kind: "dropColumn", column: { name: "extra" } }]);
  });
});

describe.each(targets.filter(({ server }) => server))("on $name, without a scratch server", (target) => {
  test("--against scratch says how one can be had", async () => {
    const project = await open(target);
    project.configure({ scratch: {} });
    project.declare([city()]);
    await expect(project.check("scratch")).rejects.toMatchObject({ code: "no-scratch" });
    expect(await project.write()).toMatchObject({
      verified: null,
      notes: [expect.stringMatching(/^not verified: no scratch/)],
    });
    project.configure({ scratch: { url: "sqlite:x.db" } });
    await expect(project.check("scratch")).rejects.toMatchObject({ code: "config" });
    project.configure({ scratch: { url: nobody[target.dialect] } });
    await expect(project.check("scratch")).rejects.toMatchObject({ code: "connection-failed" });
  });
});
