import type { ComparedObject } from "@typeorm-autogen/compare";
import type { Schema, TypeormMetadata } from "@typeorm-autogen/model";
import { describe, expect, test } from "vitest";
import { column, containers, difference, entity, inShort, schema } from "./stories.js";

const inSchema = (name: string, of: string) => ({ ...entity(name), schema: of });

describe("undeclared tables", () => {
  const live = schema([entity("a"), entity("stray"), inSchema("stray", "audit")], { schemas: ["audit"] });
  test("are dropped where an entity lives, whole, and left alone elsewhere", () => {
    const { operations, kept } = difference(live, schema([entity("a")]));
    expect(operations).toEqual([
      { kind: "dropTable", table: { schema: null, name: "stray" }, was: entity("stray") },
    ]);
    expect(kept).toEqual([]);
  });
  test("are kept and reported where the options say so", () => {
    const { operations, kept } = difference(live, schema([entity("a")]), { undeclaredTables: "ignore" });
    expect(operations).toEqual([]);
    expect(kept).toEqual([
      { object: "table stray", reason: "declared nowhere, and undeclared tables are ignored" },
    ]);
  });
  test("are left alone where somebody else looks after them", () => {
    const keeps = { tables: [{ schema: null, name: "stray" }], indexes: [] };
    expect(difference(live, schema([entity("a")]), { keeps }).operations).toEqual([]);
  });
  test("one that stays gives up its foreign key to one that goes", () => {
    const stays = {
      ...entity("log", {
        columns: [column("a_id")],
        foreignKeys: [
          {
            name: "FK",
            columns: ["a_id"],
            references: { schema: null, name: "b" },
            referencedColumns: ["id"],
          },
        ],
      }),
      schema: "audit",
    };
    const result = difference(
      schema([entity("a"), entity("b"), stays], { schemas: ["audit"] }),
      schema([entity("a")]),
    );
    expect(containers(result.operations)).toEqual(["alterTable log(dropForeignKey)", "dropTable b"]);
  });
});

test("cross schema: the same name in two schemas means two tables", () => {
  const declared = schema([entity("a"), inSchema("a", "app")], { schemas: ["app"] });
  expect(inShort(difference(schema([entity("a")]), declared))).toEqual(["createSchema app", "createTable a"]);
  expect(inShort(difference(declared, schema([inSchema("a", "app")], { schemas: ["app"] })))).toEqual([]);
});

describe("includeObject: what either side's filter turns away is left alone on both", () => {
  const t = (name: string, bound: number) =>
    entity("t", {
      columns: [column(name, "text", { nullable: true })],
      uniques: [{ name: `U${bound}`, columns: ["id"] }],
      checks: [{ name: "C", expression: `id > ${bound}` }],
      indexes: [{ name: "I", parts: [{ column: "id" }], where: `id > ${bound}` }],
      foreignKeys: [
        {
          name: `F${bound}`,
          columns: ["id"],
          references: { schema: null, name: "t" },
          referencedColumns: ["id"],
          onDelete: "cascade",
        },
      ],
    });
  const [live, declared] = [
    schema([t("old", 1), entity("gone")]),
    schema([t("brand_new", 2), entity("added")]),
  ];
  test.each<ComparedObject["kind"]>(["table", "column", "check", "index", "foreignKey", "unique"])(
    "%s",
    (kind) => {
      const told = inShort(
        difference(live, declared, {
          answers: { renamePolicy: "never" },
          hooks: { includeObject: (object) => object.kind !== kind },
        }),
      );
      const all = inShort(difference(live, declared, { answers: { renamePolicy: "never" } }));
      const word = kind === "table" ? /./ : new RegExp(kind, "i");
      expect(told).toEqual(
        all.filter(
          (text) =>
            !word.test(text.split(" ")[0] ?? "") &&
            !(kind === "unique" && text.startsWith("renameConstraint U")) &&
            !(kind === "foreignKey" && text.startsWith("renameConstraint F")),
        ),
      );
    },
  );
});

test("what declarations need comes first: schemas, extensions, sequences; what merely exists is kept", () => {
  const sequence = { schema: null, name: "numbers" };
  const declared = schema([inSchema("a", "app")], {
    schemas: ["app"],
    extensions: ["citext"],
    sequences: [sequence],
  });
  expect(inShort(difference(schema([]), declared))).toEqual([
    "createSchema app",
    "createExtension citext",
    "createSequence numbers",
    "createTable a",
  ]);
  const bare = schema([inSchema("b", "app")], { schemas: ["app"] });
  const result = difference(declared, bare, { answers: { renamePolicy: "never" } });
  expect(inShort(result)).toEqual(["createTable b", "dropTable a"]);
  expect(result.kept).toEqual([
    { object: "sequence numbers", reason: "declared nowhere, and nothing that goes used it" },
  ]);
});

test("a sequence that only a dropped column used goes after it; declared options are changed in place, both ways", () => {
  const sequence = { schema: null, name: "numbers" };
  const live = schema(
    [entity("t", { columns: [column("n", "integer", { default: `nextval('numbers'::regclass)` })] })],
    { sequences: [sequence] },
  );
  expect(inShort(difference(live, schema([entity("t")])))).toEqual([
    "dropColumn t.n",
    "dropSequence numbers",
  ]);
  const counting = { ...live, sequences: [{ ...sequence, increment: "2", cycle: true as const }] };
  const name = { kind: "alterSequence", sequence };
  const options = { increment: "2", cycle: true };
  expect(difference(live, counting).operations).toEqual([{ ...name, to: options, was: {} }]);
  expect(difference(counting, live).operations).toEqual([
    { ...name, to: { increment: null, cycle: null }, was: options },
  ]);
});

test("a sequence that a default names comes along, with options that nobody declares left alone", () => {
  const named = entity("t", { columns: [column("n", "integer", { default: "nextval('numbers')" })] });
  const implied = { schema: null, name: "numbers", implied: true as const };
  const declared = schema([named], { sequences: [implied] });
  const { operations } = difference(schema([]), declared);
  expect(operations[0]).toEqual({ kind: "createSequence", sequence: { schema: null, name: "numbers" } });
  const live = { ...declared, sequences: [{ schema: null, name: "numbers", increment: "10", cache: "5" }] };
  expect(difference(live, declared).operations).toEqual([]);
});

test("a sequence leaves the column that owns it before the column goes, so that the way back has both", () => {
  const owner = { table: { schema: null, name: "t" }, column: "n" };
  const live = schema([entity("t", { columns: [column("n", "text")] }), entity("u")], {
    sequences: [{ schema: null, name: "numbers", start: "5", ownedBy: owner }],
  });
  const result = difference(live, schema([entity("u")]));
  expect(inShort(result)).toEqual(["alterSequence numbers", "dropTable t", "dropSequence numbers"]);
});

describe("TypeORM's metadata", () => {
  const row = (name: string, value: string): TypeormMetadata => ({
    table: "t",
    schema: null,
    type: "GENERATED_COLUMN",
    name,
    value,
  });
  const holding = (rows: readonly TypeormMetadata[] | undefined, tables = [entity("t")]): Schema => ({
    ...schema(tables),
    ...(rows && { typeormMetadata: rows }),
  });
  test("rows are added, changed and removed with what they were", () => {
    const { operations } = difference(
      holding([row("a", "1"), row("b", "2")]),
      holding([row("b", "3"), row("c", "4")]),
    );
    expect(
      operations.map((op) => (op.kind === "setTypeormMetadata" ? [op.row.name, op.was, op.to] : op.kind)),
    ).toEqual([
      ["a", "1", null],
      ["b", "2", "3"],
      ["c", null, "4"],
    ]);
  });
  test("where there is no such table nobody asks, unless it comes now", () => {
    expect(difference(holding(undefined), holding([row("a", "1")])).operations).toEqual([]);
    const metadata = entity("typeorm_metadata", {
      columns: ["type", "database", "schema", "table", "name", "value"].map((name) => column(name, "text")),
    });
    const created = difference(holding(undefined), holding([row("a", "1")], [entity("t"), metadata]));
    expect(inShort(created)).toEqual(["createTable typeorm_metadata", "setTypeormMetadata a"]);
  });
});
