import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  applyDraft,
  current,
  finishDraft,
  history,
  undoDraft,
  upgrade,
  type ApplyDraftOptions,
  type DraftOptions,
} from "typeorm-autogen";
import { describe, expect, test } from "vitest";
import { queryDatabase } from "../live/query-database.js";
import { targets, type Target } from "../live/targets.js";
import { id, openProject, type Entity, type ToldProject } from "./told-project.js";

const name = { type: "varchar", length: 80 } as const;

function customer(columns: Entity["columns"] = {}, more: Readonly<Record<string, unknown>> = {}): Entity {
  return { name: "customer", columns: { id, ...columns }, ...more };
}

const visit = (columns: Entity["columns"] = {}): Entity => ({
  name: "visit",
  columns: { id, customerId: { type: "integer" }, ...columns },
  foreignKeys: [{ target: "customer", columnNames: ["customerId"], referencedColumnNames: ["id"] }],
  indices: [{ name: "IDX_visit_customer", columns: ["customerId"] }],
});

/** A project whose database stands at a first revision, customers in it. */
async function begun(target: Target): Promise<ToldProject> {
  const project = await openProject(target);
  project.configure({
    environments: { dev: { development: true }, live: { protected: true, development: true } },
  });
  project.declare([customer({ name })]);
  await project.write({ verify: false });
  await project.up();
  await project.sql("INSERT INTO customer (id, name) VALUES (1, 'Ada'), (2, 'Grace')");
  return project;
}

const apply = (project: ToldProject, options: ApplyDraftOptions = {}) =>
  applyDraft({ ...project.options(), environment: "dev", ...options });
const undo = (project: ToldProject, options: DraftOptions = {}) =>
  undoDraft({ ...project.options(), environment: "dev", ...options });
const scripts = ({ dir }: ToldProject) => readdirSync(join(dir, "revisions")).sort();
const agree = { confirm: () => true };

/** What tells two databases apart, rows aside. SQLite keeps each statement as it was typed; its pragmas tell what it means. */
async function catalogue(project: ToldProject): Promise<unknown> {
  if (project.fresh.options.type === "postgres" || project.fresh.options.type.startsWith("m"))
    return project.dump();
  return project.sql(
    `SELECT t.name AS "table", c.cid, c.name, c.type, c."notnull", c.dflt_value, c.pk, NULL AS "unique"
       FROM sqlite_schema t, pragma_table_xinfo(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'autogen%'
     UNION ALL SELECT t.name, k.id, k."from", k."table" || k."to", k.seq, k.on_delete, k.on_update, NULL
       FROM sqlite_schema t, pragma_foreign_key_list(t.name) k WHERE t.type = 'table'
     UNION ALL SELECT t.name, x.seqno, i.name, x.name, 0, i.origin, i.partial, i."unique"
       FROM sqlite_schema t, pragma_index_list(t.name) i, pragma_index_info(i.name) x
       WHERE t.type = 'table' AND t.name NOT LIKE 'autogen%' ORDER BY 1, 2, 3`,
  );
}

/** One server, or driver, of each kind. */
const four = targets.filter(({ name: of }) => of !== "postgres18" && of !== "sqlite3");

describe.each(four)("an afternoon on $name", (target) => {
  test("edits are applied one by one, rows stay, and end as one revision that leads to the same database", async () => {
    const project = await begun(target);
    const count = async (table: string) =>
      Number((await project.sql(`SELECT count(*) AS n FROM ${table}`))[0]?.["n"]);
    const mobile = (length: number) => ({ type: "varchar", length, nullable: true });

    project.declare([customer({ name, phone: mobile(20) })]);
    const created = await apply(project);
    expect(created).toMatchObject({ manner: "created", operations: [{ kind: "addColumn" }] });
    expect(scripts(project)).toHaveLength(3);
    await project.sql("INSERT INTO customer (id, name, phone) VALUES (3, 'Edsger', '555')");

    project.declare([customer({ name, mobile: mobile(20) })]);
    expect((await apply(project).catch((error) => error)).code).toBe("undecided");
    expect(await apply(project, { rename: ["column:customer.phone=mobile"] })).toMatchObject({
      manner: "amended",
      revision: created.revision,
      path: created.path,
      operations: [{ kind: "renameColumn" }],
    });
    expect(await project.sql("SELECT mobile FROM customer WHERE id = 3")).toEqual([{ mobile: "555" }]);

    project.declare([customer({ name, mobile: mobile(40) }), visit()]);
    await apply(project);
    await project.sql(`INSERT INTO visit (id, ${quoted(target, "customerId")}) VALUES (1, 1), (2, 3)`);
    const tier = { type: "integer" };
    project.declare([customer({ full_name: name, mobile: mobile(40), tier }), visit({ note: mobile(10) })]);
    await apply(project, { rename: ["column:customer.name=full_name"], backfill: ["customer.tier=1 + 1"] });
    expect([await count("customer"), await count("visit")]).toEqual([3, 2]);

    const last = [
      customer(
        { display_name: name, mobile: mobile(40), tier },
        { indices: [{ name: "IDX_customer_name", columns: ["display_name"] }] },
      ),
    ];
    project.declare(last);
    const goes = { rename: ["column:customer.full_name=display_name"] };
    expect((await apply(project, goes).catch((error) => error)).code).toBe("draft-destroys");
    expect(await count("visit")).toBe(2);
    await apply(project, { ...goes, ...agree });
    expect(await project.sql("SELECT * FROM customer ORDER BY id")).toEqual([
      { id: 1, display_name: "Ada", mobile: null, tier: 2 },
      { id: 2, display_name: "Grace", mobile: null, tier: 2 },
      { id: 3, display_name: "Edsger", mobile: "555", tier: 2 },
    ]);
    expect(await apply(project)).toMatchObject({ manner: "nothing", operations: [] });

    const now = new Date("2026-11-26T17:05Z");
    const finished = await finishDraft({
      ...project.options(),
      environment: "dev",
      message: "Names and tiers",
      now,
    });
    expect(finished).toMatchObject({
      revision: created.revision,
      file: expect.stringContaining(`20261126_1705-${created.revision}_names_and_tiers.js`),
      verified: { converges: true, reverses: true },
    });
    expect(scripts(project)).toHaveLength(2);
    const text = readFileSync(finished.path ?? "", "utf8");
    expect(text).toMatch(
      /^\/\*\*\n \* Names and tiers\n \*\n \* Revision .* 2026-11-26 17:05 UTC, .*\n \* Verified: converges, reverses/,
    );
    expect(text).not.toMatch(/draft/i);
    expect(finished.operations.map(({ kind }) => kind)).toEqual([
      "renameColumn",
      "addColumn",
      "addColumn",
      "createIndex",
    ]);
    expect(text).toContain('t.renameColumn("name", "display_name");');
    expect(await project.check()).toMatchObject({ inSync: true, editedScripts: [] });
    expect((await history(project.options()))[0]).toMatchObject({ id: created.revision, draft: false });
    expect((await current(project.options())).revisions).toMatchObject([
      { revision: created.revision, draft: false },
    ]);
    expect(await project.write()).toMatchObject({ revision: null });

    const other = await openProject(target);
    other.declare(last);
    const there = { ...other.options(), cwd: project.dir };
    const [, base = ""] = (await history(project.options())).map(({ id: revision }) => revision);
    await upgrade({ ...there, target: base });
    await queryDatabase(other.fresh, "INSERT INTO customer (id, name) VALUES (1, 'Ada')");
    await upgrade(there);
    expect(await other.sql("SELECT * FROM customer")).toEqual([
      { id: 1, display_name: "Ada", mobile: null, tier: 2 },
    ]);
    expect(await catalogue(other)).toEqual(await catalogue(project));
  });

  test("undo takes back one apply after the other, rows of others stay, until the draft is gone", async () => {
    const project = await begun(target);
    const states = [await catalogue(project)];
    const texts: string[] = [];
    const edits: readonly (readonly [Entity, ApplyDraftOptions])[] = [
      [customer({ name, age: { type: "integer", nullable: true } }), {}],
      [
        customer({ title: name, age: { type: "integer", nullable: true } }),
        { rename: ["column:customer.name=title"] },
      ],
      [customer({ title: name }), agree],
    ];
    for (const [entity, options] of edits) {
      project.declare([entity]);
      const { path } = await apply(project, options);
      texts.push(readFileSync(path ?? "", "utf8"));
      states.push(await catalogue(project));
    }
    await project.sql("INSERT INTO customer (id, title) VALUES (3, 'Edsger')");
    for (const left of [2, 1]) {
      const { manner, path } = await undo(project);
      expect([manner, readFileSync(path ?? "", "utf8")]).toEqual(["undone", texts[left - 1]]);
      expect(await catalogue(project)).toEqual(states[left]);
    }
    expect((await undo(project).catch((error) => error)).code).toBe("draft-destroys");
    expect(await undo(project, agree)).toMatchObject({ manner: "removed", script: null });
    expect(await catalogue(project)).toEqual(states[0]);
    expect(await project.sql("SELECT name FROM customer ORDER BY id")).toEqual(
      ["Ada", "Grace", "Edsger"].map((is) => ({ name: is })),
    );
    expect(scripts(project)).toHaveLength(1);
    expect((await undo(project).catch((error) => error)).code).toBe("no-draft");
  });
});

function quoted({ dialect }: Target, column: string): string {
  return dialect === "mysql" ? `\`${column}\`` : `"${column}"`;
}
