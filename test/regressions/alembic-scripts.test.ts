import { table, type Column, type QualifiedName, type Table } from "@typeorm-autogen/model";
import type { Operation, TableChange } from "@typeorm-autogen/ops";
import { renderScript } from "@typeorm-autogen/render";
import { describe, expect, test } from "vitest";
import { plainTypes } from "../laws/plain-types.js";
import { describeStory } from "../render/stories.js";

// The names are those of docs/alembic-cases.md: what each call of a script reads like.

const t: QualifiedName = { schema: null, name: "t" };
const inApp: QualifiedName = { schema: "app", name: "t" };

function column(name: string, type: string, more: Partial<Column> = {}): Column {
  return { name, type: plainTypes.parse(type), nullable: false, ...more };
}

const withParts = (parts: Partial<Table>, name = t): Operation => ({
  kind: "createTable",
  table: table(name, { columns: [column("id", "integer")], ...parts }),
});

/** The body of a direction, on one line. */
function body(operations: readonly Operation[], direction: "upgrade" | "downgrade" = "upgrade"): string {
  const script = renderScript(
    describeStory({ upgrade: operations, ...(direction === "upgrade" && { downgrade: [] }) }),
    { format: "ts" },
  );
  const [, text = ""] =
    new RegExp(`function ${direction}\\(.*?\\): void \\{([^]*?)\\n\\}`).exec(script) ?? [];
  return text
    .replaceAll(/\s+/g, " ")
    .replaceAll(/(?<=[([{]) |,? (?=[)\]}])|,(?=[)\]}])/g, "")
    .trim();
}

const alone = (change: TableChange): string => body([change]).replace(/^op\.alterTable\("t"\)/, "t");

const index = (more: object) => ({ name: "I", parts: [{ column: "a" }], ...more });
const key = (more: object = {}) => ({
  name: "F",
  columns: ["a"],
  references: { schema: null, name: "p" },
  referencedColumns: ["id"],
  ...more,
});

describe("calls of one table", () => {
  test.each<[string, TableChange, string]>([
    [
      "create index: plain",
      { kind: "createIndex", table: t, index: index({}) },
      't.createIndex("I", ["a"]);',
    ],
    [
      "create index: unique, with a predicate",
      { kind: "createIndex", table: t, index: index({ unique: true, where: "a > 1" }) },
      't.createIndex("I", ["a"], {unique: true, where: "a > 1"});',
    ],
    [
      "create index: text, func, cast, desc",
      {
        kind: "createIndex",
        table: t,
        index: { name: "I", parts: [{ expression: "lower(a)" }, { column: "b", descending: true }] },
      },
      't.createIndex("I", [{expression: "lower(a)"}, {column: "b", descending: true}]);',
    ],
    [
      "create index: dialect_kwarg_with_columns",
      {
        kind: "createIndex",
        table: t,
        index: index({ method: "gin", include: ["b"], options: { fillfactor: 70 } }),
      },
      't.createIndex("I", ["a"], {method: "gin", include: ["b"], options: {fillfactor: 70}});',
    ],
    ["drop index: plain", { kind: "dropIndex", table: t, index: index({}) }, 't.dropIndex("I", ["a"]);'],
    [
      "unique: add",
      { kind: "createUnique", table: t, unique: { name: "U", columns: ["a", "b"] } },
      't.createUnique("U", ["a", "b"]);',
    ],
    [
      "unique: opts",
      { kind: "createUnique", table: t, unique: { name: "U", columns: ["a"], deferrable: "deferred" } },
      't.createUnique("U", ["a"], {deferrable: "deferred"});',
    ],
    [
      "unique: drop",
      { kind: "dropUnique", table: t, unique: { name: "U", columns: ["a"] } },
      't.dropUnique("U", ["a"]);',
    ],
    [
      "FK: add",
      { kind: "createForeignKey", table: t, foreignKey: key() },
      't.createForeignKey("F", ["a"], "p", ["id"]);',
    ],
    [
      "FK: dialect_kwargs",
      {
        kind: "createForeignKey",
        table: t,
        foreignKey: key({ onDelete: "cascade", deferrable: "immediate" }),
      },
      't.createForeignKey("F", ["a"], "p", ["id"], {onDelete: "cascade", deferrable: "immediate"});',
    ],
    [
      "FK: schema",
      { kind: "createForeignKey", table: t, foreignKey: key({ references: { schema: "app", name: "p" } }) },
      't.createForeignKey("F", ["a"], "app.p", ["id"]);',
    ],
    [
      "FK: drop",
      { kind: "dropForeignKey", table: t, foreignKey: key() },
      't.dropForeignKey("F", ["a"], "p", ["id"]);',
    ],
    [
      "check: add",
      { kind: "createCheck", table: t, check: { name: "C", expression: "a > '\"'" } },
      `t.createCheck("C", "a > '\\"'");`,
    ],
    [
      "check: drop",
      { kind: "dropCheck", table: t, check: { name: "C", expression: "a > 1" } },
      't.dropCheck("C", "a > 1");',
    ],
    [
      "add column: plain",
      { kind: "addColumn", table: t, column: column("a", "integer", { nullable: true }) },
      't.addColumn("a", "integer", {nullable: true});',
    ],
    [
      "add column: comment",
      { kind: "addColumn", table: t, column: column("a", "integer", { nullable: true, comment: "it's" }) },
      `t.addColumn("a", "integer", {nullable: true, comment: "it's"});`,
    ],
    [
      "add column: computed, computed_persisted",
      {
        kind: "addColumn",
        table: t,
        column: column("a", "integer", { nullable: true, generated: { expression: "b * 2", stored: true } }),
      },
      't.addColumn("a", "integer", {nullable: true, generated: {expression: "b * 2", stored: true}});',
    ],
    [
      "add column: identity",
      {
        kind: "addColumn",
        table: t,
        column: column("a", "integer", { identity: { mode: "always", start: "5" } }),
      },
      't.addColumn("a", "integer", {identity: {mode: "always", start: "5"}});',
    ],
    [
      "drop column: plain",
      { kind: "dropColumn", table: t, column: column("a", "integer") },
      't.dropColumn("a", "integer");',
    ],
    [
      "defaults: quoted, unicode",
      { kind: "addColumn", table: t, column: column("a", "text", { default: "'it''s ü \"x\"'" }) },
      `t.addColumn("a", "text", {default: "'it''s ü \\"x\\"'"});`,
    ],
    [
      "defaults: func, int",
      { kind: "addColumn", table: t, column: column("a", "timestamptz", { default: "now()" }) },
      't.addColumn("a", "timestamptz", {default: "now()"});',
    ],
    [
      "comments: table op create, existing",
      { kind: "setTableComment", table: t, to: "two", was: "one" },
      't.comment("two", {was: "one"});',
    ],
    [
      "comments: alter_column_modify, existing comment",
      {
        kind: "alterColumn",
        table: t,
        column: "a",
        to: { comment: "two" },
        was: { type: { name: "text" }, nullable: false, comment: "one" },
      },
      't.alterColumn("a", {comment: "two"}, {was: {type: "text", comment: "one"}});',
    ],
    [
      "comments: col_drop_comment",
      {
        kind: "alterColumn",
        table: t,
        column: "a",
        to: { comment: null },
        was: { type: { name: "text" }, nullable: true, comment: "one" },
      },
      't.alterColumn("a", {comment: null}, {was: {type: "text", nullable: true, comment: "one"}});',
    ],
    [
      "alter column: name",
      { kind: "renameColumn", table: t, from: "a", to: "b" },
      't.renameColumn("a", "b");',
    ],
    [
      "alter column: type, nullable, default",
      {
        kind: "alterColumn",
        table: t,
        column: "a",
        to: { type: { name: "text" }, nullable: true, default: "'x'" },
        was: { type: { name: "integer" }, nullable: false },
      },
      `t.alterColumn("a", {type: "text", nullable: true, default: "'x'"}, {was: {type: "integer"}});`,
    ],
    [
      "alter column: identity drop",
      {
        kind: "alterColumn",
        table: t,
        column: "a",
        to: { identity: null },
        was: { type: { name: "integer" }, nullable: false, identity: { mode: "always" } },
      },
      't.alterColumn("a", {identity: null}, {was: {type: "integer", identity: "always"}});',
    ],
    [
      "PG10: a conversion by hand",
      {
        kind: "alterColumn",
        table: t,
        column: "a",
        to: { type: { name: "integer" } },
        was: { type: { name: "text" }, nullable: false },
        using: "a::integer",
        usingBack: "a::text",
      },
      't.alterColumn("a", {type: "integer"}, {was: {type: "text"}, using: "a::integer", usingBack: "a::text"});',
    ],
  ])("%s", (_, change, expected) => {
    expect(alone(change)).toBe(expected);
    expect(body([{ kind: "alterTable", table: inApp, changes: [{ ...change, table: inApp }] }])).toBe(
      `op.alterTable("app.t", (t) => {${expected}});`,
    );
  });
});

describe("tables", () => {
  test.each<[string, Operation, string]>([
    ["create table: upgrade", withParts({}), 't.column("id", "integer");'],
    [
      "create table: pk",
      withParts({ primaryKey: { name: "PK", columns: ["id"] } }),
      't.primaryKey("PK", ["id"]);',
    ],
    [
      "create table: autoincrement",
      withParts({ columns: [column("id", "integer", { autoincrement: true })] }),
      't.column("id", "integer", {autoincrement: true});',
    ],
    [
      "create table: schema, unicode name",
      withParts({}, { schema: "äpp", name: "tàble" }),
      'op.createTable("äpp.tàble", ',
    ],
    ["create table: with_comment", withParts({ comment: "it's" }), `t.comment("it's");`],
    ["create table: enum_in_table", withParts({ columns: [column("m", "mood")] }), 't.column("m", "mood");'],
    ["create table: addtl_args", withParts({ options: { strict: true } }), "strict: true"],
    ["FK inside table", withParts({ foreignKeys: [key()] }), 't.foreignKey("F", ["a"], "p", ["id"]);'],
    [
      "check inside table",
      withParts({ checks: [{ name: "C", expression: "a > 1" }] }),
      't.check("C", "a > 1");',
    ],
    ["unique inside table", withParts({ uniques: [{ name: "U", columns: ["a"] }] }), 't.unique("U", ["a"]);'],
    ["types: generic_array", withParts({ columns: [column("a", "text[]")] }), 't.column("a", "text[]");'],
    ["execute op: plaintext", { kind: "execute", sql: "SELECT 'a'" }, `op.execute("SELECT 'a'");`],
    [
      "rename_table",
      { kind: "renameTable", from: t, to: { schema: null, name: "u" } },
      'op.renameTable("t", "u");',
    ],
  ])("%s", (_, operation, expected) => {
    expect(body([operation])).toContain(expected);
  });

  test("drop table: plain, schema; the way back builds it whole", () => {
    const was = table(inApp, { columns: [column("id", "integer")], comment: "c" });
    const drop: Operation = { kind: "dropTable", table: inApp, was };
    expect(body([drop])).toBe('op.dropTable("app.t");');
    expect(body([drop], "downgrade")).toBe(
      'op.createTable("app.t", (t) => {t.column("id", "integer"); t.comment("c");});',
    );
  });

  test("max_cols: a table of hundreds of columns is one call", () => {
    const columns = Array.from({ length: 300 }, (_, at) => column(`c${at}`, "integer"));
    expect(body([withParts({ columns })]).match(/t\.column\(/g)).toHaveLength(300);
  });
});

describe("scripts", () => {
  const added: readonly Operation[] = ["c", "a", "b"].map((name) => ({
    kind: "addColumn",
    table: t,
    column: column(name, "text", { nullable: true }),
  }));

  test("render_nothing: both directions are there and empty", () => {
    const script = renderScript(describeStory({ upgrade: [] }), { format: "ts" });
    for (const direction of ["upgrade", "downgrade"])
      expect(script).toMatch(
        new RegExp(`function ${direction}\\(_op: Operations\\): void \\{\n  // .*\n\\}`),
      );
  });

  test("render_add_columns: added columns keep the model's order; the way back is the reverse", () => {
    expect(body(added).match(/"([abc])"/g)).toEqual(['"c"', '"a"', '"b"']);
    expect(body(added, "downgrade").match(/"([abc])"/g)).toEqual(['"b"', '"a"', '"c"']);
  });

  test("imports_maintained: one import, of types alone", () => {
    const script = renderScript(describeStory({ upgrade: added }), { format: "ts" });
    expect(script.match(/^import .*$/gm)).toEqual(['import type { Operations } from "typeorm-autogen";']);
  });

  test("render_diffs_extras: the schema stands in every call", () => {
    const operations = added.map((operation) => ({ ...operation, table: inApp }) as Operation);
    const text = body([...operations, withParts({}, { schema: "app", name: "u" })]);
    expect(text.match(/op\.\w+\("[^"]*"/g)?.every((call) => call.includes('"app.'))).toBe(true);
  });
});
