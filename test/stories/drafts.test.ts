import { appendFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { noAnswers } from "@typeorm-autogen/compare";
import {
  applyDraft,
  current,
  diff,
  finishDraft,
  history,
  undoDraft,
  upgrade,
  type ApplyDraftOptions,
  type DraftOptions,
} from "typeorm-autogen";
import { describe, expect, test } from "vitest";
import { withFittingAnswers } from "../../packages/cli/src/fitting-answers.js";
import { queryDatabase } from "../live/query-database.js";
import { dialectOf } from "../live/target-dialect.js";
import { targets, type Target } from "../live/targets.js";
import { id, onSqlite, openProject, type Entity, type ToldProject } from "./told-project.js";

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
const finish = (project: ToldProject) =>
  finishDraft({ ...project.options(), environment: "dev", message: "done" });
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
    expect(finished.verified).not.toHaveProperty("faults");
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

// A server where DDL takes part in transactions, and one that commits each statement.
const two = four.filter(({ name: of }) => of === "postgres" || of === "mysql");

describe.each(two)("where another session is in the way on $name", (target) => {
  test("what an apply left half done stays a draft, and the next apply goes on with it", async () => {
    const project = await openProject(target);
    const environments = { dev: { development: true } };
    const halves = target.dialect === "mysql";
    project.configure({ environments, lockTimeout: halves ? 1000 : 300, lockRetries: 0 });
    const tables = ["alpha", "beta"] as const;
    const declare = (...names: readonly string[]) => {
      const more = Object.fromEntries(names.map((of) => [of, { type: "integer", nullable: true }]));
      project.declare(tables.map((of) => ({ name: of, columns: { id, ...more } })));
    };
    const columns = () =>
      Promise.all(
        tables.map(async (table) => {
          const schema = target.dialect === "mysql" ? "DATABASE()" : "current_schema()";
          const where = `table_name = '${table}' AND table_schema = ${schema} ORDER BY ordinal_position`;
          const sql = `SELECT column_name AS name FROM information_schema.columns WHERE ${where}`;
          return (await project.sql(sql)).map((row) => row["name"]);
        }),
      );
    declare();
    await project.write({ verify: false });
    await project.up();
    const place = { url: project.fresh.url, projectDir: project.dir, readOnly: false };
    const reader = await dialectOf(target).connect(place);
    const applyInVain = async () => {
      await reader.begin("read");
      await reader.query("SELECT * FROM beta");
      // The second has to wait for what the first left.
      for (let time = 0; time < 2; time += 1)
        expect(await apply(project).catch((error) => error)).toMatchObject({ code: "lock-wait" });
      await reader.rollback();
    };
    try {
      declare("one");
      await applyInVain();
      expect(await columns()).toEqual(halves ? [["id", "one"], ["id"]] : [["id"], ["id"]]);
      expect(scripts(project)).toHaveLength(halves ? 3 : 1);
      const { manner, path } = await apply(project);
      expect(manner).toBe(halves ? "nothing" : "created");
      expect(await columns()).toEqual([
        ["id", "one"],
        ["id", "one"],
      ]);

      const text = readFileSync(path ?? "", "utf8");
      declare("one", "two");
      await applyInVain();
      expect(await columns()).toEqual([halves ? ["id", "one", "two"] : ["id", "one"], ["id", "one"]]);
      expect(readFileSync(path ?? "", "utf8")).toBe(text);
      await apply(project);
      expect(await columns()).toEqual([
        ["id", "one", "two"],
        ["id", "one", "two"],
      ]);
      expect((await finish(project)).operations).toHaveLength(4);
      expect(await project.check()).toMatchObject({ inSync: true, editedScripts: [] });
    } finally {
      await reader.close();
    }
  });
});

describe.each(onSqlite)("the rules of a draft on $name", (target) => {
  const age = { type: "integer", nullable: true } as const;
  const note = { type: "varchar", length: 9, nullable: true } as const;
  const standing = async (project: ToldProject) => [
    await project.sql("SELECT sql FROM sqlite_schema ORDER BY name"),
    await project.sql("SELECT * FROM autogen_version"),
    scripts(project).map((file) => readFileSync(join(project.dir, "revisions", file), "utf8")),
  ];
  /** With which code and words something is refused; it changes neither the database nor a file. */
  const refusal = async (project: ToldProject, work: (project: ToldProject) => Promise<unknown>) => {
    const before = await standing(project);
    const error = await work(project).then(
      () => ({ code: "done" }),
      (thrown) => thrown,
    );
    expect(await standing(project)).toEqual(before);
    return `${error.code}: ${error.message}`;
  };

  test("one that was edited is not written over, and one that does not lead to its database is not finished", async () => {
    const project = await begun(target);
    project.declare([customer({ name, age })]);
    const { path } = await apply(project);
    const file = path ?? "";
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replaceAll('"age"', '"years"'));
    project.declare([customer({ name, age, note })]);
    const edited = /^draft-edited: draft \w+ \(.*\) was edited since it was applied.*revision --finish/;
    expect(await refusal(project, apply)).toMatch(edited);
    expect(await refusal(project, undo)).toMatch(edited);
    expect(await refusal(project, finish)).toMatch(
      /^draft-differs: .*column years.*put the file or the database right by hand$/,
    );

    writeFileSync(file, text);
    await project.sql("ALTER TABLE customer ADD COLUMN by_hand integer");
    expect(await refusal(project, finish)).toMatch(/^draft-differs: .*column by_hand/);
    await project.sql("ALTER TABLE customer DROP COLUMN by_hand");
    appendFileSync(file, "// why\n");
    const finished = await finish(project);
    expect(finished.notes).toContainEqual(expect.stringContaining("ahead of it by 1 operation"));
    expect(readFileSync(finished.path ?? "", "utf8")).toContain("// why");
  });

  test("one whose parts come to nothing is not finished", async () => {
    const project = await begun(target);
    project.declare([customer({ name, age })]);
    await apply(project);
    project.declare([customer({ name })]);
    await apply(project, agree);
    expect(await refusal(project, finish)).toMatch(/^empty-draft: .*does nothing.*downgrade -1/);
  });

  test("with SQL text in it, its parts stand one after the other, and go back in the other order", async () => {
    const project = await begun(target);
    project.declare([customer({ name, age })]);
    const { path } = await apply(project);
    await project.down();
    const calls = ["upper", "lower"].map((to) => `op.execute("UPDATE customer SET name = ${to}(name)");`);
    const [head, up, down] = readFileSync(path ?? "", "utf8").split(/(?<=\(op\).* \{\n)/);
    writeFileSync(path ?? "", [head, calls[0], up, calls[1], down].join("\n"));
    project.declare([customer({ name, age, note })]);
    expect(await apply(project)).toMatchObject({ operations: [{ kind: "addColumn" }] });
    const rows = "SELECT * FROM customer WHERE id = 1";
    expect(await project.sql(rows)).toEqual([{ id: 1, name: "ADA", age: null, note: null }]);
    const finished = await finish(project);
    expect(finished.operations.map(({ kind }) => kind)).toEqual(["execute", "addColumn", "addColumn"]);
    expect(finished.verified).toBeNull();
    expect(finished.notes).toContainEqual(
      expect.stringMatching(/^not verified: .*only running it would tell/),
    );
    await project.down();
    expect(await project.sql(rows)).toEqual([{ id: 1, name: "ada" }]);
    await project.up();
    expect(await project.sql(rows)).toEqual([{ id: 1, name: "ADA", age: null, note: null }]);
  });

  test("beside processRevisionDirectives nothing is applied, not even what a branch brought", async () => {
    const project = await begun(target);
    project.declare([customer({ name, age })]);
    await apply(project);
    await project.down();
    project.configure({ processRevisionDirectives: (directives) => directives });
    expect(await refusal(project, apply)).toMatch(/^unsupported: .*draft beside processRevisionDirectives/);
  });

  test("an answer that no longer fits goes alone, without those whose names begin alike, whatever signs are in them", async () => {
    const project = await begun(target);
    project.declare([customer({ name, "is=none": { type: "integer" } })]);
    const backfills = new Map([
      ["customer.is=none", "7"],
      ["customer.is=none_more", "8"],
    ]);
    const { operations, decisions } = await withFittingAnswers({ ...noAnswers, backfills }, (answers) =>
      diff({ ...project.options(), answers }),
    );
    expect([operations, decisions]).toMatchObject([[{ kind: "addColumn", backfill: "7" }], []]);
  });
});

function quoted({ dialect }: Target, column: string): string {
  return dialect === "mysql" ? `\`${column}\`` : `"${column}"`;
}
