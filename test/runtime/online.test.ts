import { record } from "@typeorm-autogen/ops";
import { scriptLanguage } from "@typeorm-autogen/dialect";
import { describe, expect, test } from "vitest";
import { queryDatabase } from "../live/query-database.js";
import { dialectOf } from "../live/target-dialect.js";
import { targets } from "../live/targets.js";
import { failureOf, freshTarget, graphOf, openContext, writeScripts } from "./project.js";

const things = `op.createTable("things", (t) => {
  t.column("id", "integer"); t.column("size", "integer", { nullable: true }); t.primaryKey("PK_things", ["id"]);
});
op.bulkInsert("things", [{ id: 1, size: 3 }]);`;

describe.each(targets)("on $name", (target) => {
  const run = async (up: string) => {
    const fresh = await freshTarget(target);
    const folder = writeScripts([
      { id: "aaaa1", up: things },
      { id: "bbbb2", after: "aaaa1", up },
    ]);
    const context = await openContext(target, fresh, folder);
    return { fresh, done: context.upgrade(graphOf(folder), "head") };
  };

  test("ALGORITHM and LOCK hold MySQL and MariaDB to their word, and are refused by name elsewhere", async () => {
    const online = `{ algorithm: "inplace", lock: "none" }`;
    const { fresh, done } = await run(
      `op.alterTable("things", (t) => t.createIndex("IDX_size", ["size"]), ${online});`,
    );
    if (target.dialect !== "mysql")
      return expect((await failureOf(done)).message).toMatch(
        /unsupported: ALGORITHM=INPLACE, LOCK=NONE for changes of things/,
      );
    const { steps } = await done;
    expect(steps).toHaveLength(2);
    expect(await queryDatabase(fresh, "SHOW INDEX FROM things WHERE Key_name = 'IDX_size'")).toHaveLength(1);
    const retype = await run(
      `op.alterTable("things", (t) => t.alterColumn("size", { type: "bigint" }, { was: { type: "integer", nullable: true } }), ${online});`,
    );
    expect((await failureOf(retype.done)).message).toMatch(/ALGORITHM=INPLACE is not supported/);
  });

  test("words that the server has not are refused before they reach it", async () => {
    const script = record(
      (op) => op.alterTable("things", () => {}, { lock: "none; DROP TABLE things" as never }),
      scriptLanguage(dialectOf(target)),
    );
    await expect(script).rejects.toThrow(/op.alterTable cannot be made by/);
  });

  test("a check or foreign key that is not valid yet is validated later, on PostgreSQL", async () => {
    const { fresh, done } = await run(
      target.dialect === "postgres"
        ? `op.alterTable("things", (t) => {
            t.createCheck("CHK_size", "size > 2", { notValid: true });
            t.createForeignKey("FK_self", ["size"], "things", ["id"], { notValid: true });
          });
          op.alterTable("things").validateConstraint("CHK_size");`
        : `op.alterTable("things").validateConstraint("CHK_size");`,
    );
    if (target.dialect !== "postgres")
      return expect((await failureOf(done)).message).toMatch(
        /unsupported: .*(?:CHK_size).* later|unsupported: .* later \(CHK_size\)/,
      );
    await done;
    expect(
      await queryDatabase(
        fresh,
        "SELECT conname AS name, convalidated AS valid FROM pg_constraint WHERE conrelid = 'things'::regclass AND contype IN ('c', 'f') ORDER BY 1",
      ),
    ).toEqual([
      { name: "CHK_size", valid: true },
      { name: "FK_self", valid: false },
    ]);
    const both = `op.alterTable("things", (t) => {
      t.createCheck("CHK_more", "size > 100", { notValid: true });
      t.createForeignKey("FK_more", ["size"], "things", ["id"], { notValid: true });
    });`;
    const folder = writeScripts([
      { id: "aaaa1", up: `${things} ${both}` },
      {
        id: "bbbb2",
        after: "aaaa1",
        up: `op.alterTable("things", (t) => { t.validateConstraint("CHK_more"); t.validateConstraint("FK_more"); });`,
      },
    ]);
    const context = await openContext(target, await freshTarget(target), folder);
    await context.upgrade(graphOf(folder), "aaaa1");
    const { message } = await failureOf(context.upgrade(graphOf(folder), "head", { preflight: true }));
    expect(message).toMatch(/1 row .*violates? the check CHK_more/);
    expect(message).toMatch(/refers? to no row of things/);
  });
});
