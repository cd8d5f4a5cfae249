import type { Schema } from "@typeorm-autogen/model";
import { flatten } from "@typeorm-autogen/ops";
import { describe, expect, test } from "vitest";
import { column, containers, difference, entity, inShort, schema } from "./stories.js";

function moods(values: readonly string[], value?: string, name = "mood"): Schema {
  const mood = column("mood", `${name}!`, value === undefined ? {} : { default: value });
  return schema([entity("t", { columns: [mood] })], { enums: [{ schema: null, name, values }] });
}

describe("values", () => {
  test("added values: one operation, in place, with the columns that use the type", () => {
    const { operations, decisions } = difference(moods(["a", "b"], "'a'"), moods(["a", "x", "b"], "'a'"));
    expect(decisions).toEqual([]);
    expect(operations).toEqual([
      {
        kind: "alterEnum",
        enum: { schema: null, name: "mood" },
        from: ["a", "b"],
        to: ["a", "x", "b"],
        columns: [{ table: { schema: null, name: "t" }, column: "mood", default: "'a'" }],
      },
    ]);
  });

  test("a value exists before a default uses it", () => {
    expect(inShort(difference(moods(["a"], "'a'"), moods(["a", "x"], "'x'")))).toEqual([
      "alterEnum mood",
      "alterColumn t.mood",
    ]);
  });

  test("a removed value: what rows take is a decision, unless no column uses the type", () => {
    const { decisions } = difference(moods(["sad", "ok"]), moods(["ok"]));
    expect(decisions).toEqual([
      {
        kind: "enumMapping",
        object: "value",
        from: "mood.sad",
        to: null,
        score: null,
        answers: ["--map value:mood.sad=ok", "--map value:mood.sad=none"],
      },
    ]);
    const idle = (values: string[]) =>
      schema([entity("t")], { enums: [{ schema: null, name: "mood", values }] });
    expect(difference(idle(["sad", "ok"]), idle(["ok"])).decisions).toEqual([]);
  });

  test("the answer goes into the operation; none leaves it out; a value that is not there is an error", () => {
    const answered = (to: string | null) =>
      difference(moods(["sad", "ok"]), moods(["ok"]), { answers: { mappings: new Map([["mood.sad", to]]) } });
    expect(answered("ok").operations).toEqual([
      expect.objectContaining({ kind: "alterEnum", map: { sad: "ok" } }),
    ]);
    expect(answered(null).operations[0]).not.toHaveProperty("map");
    expect(answered(null).decisions).toEqual([]);
    expect(() => answered("okay")).toThrow("there is no value okay in the declared mood; did you mean ok?");
  });

  test("a renamed value, by answer or where it is clear", () => {
    const [live, declared] = [moods(["pending", "ok"]), moods(["pendings", "ok"])];
    const renames = [{ object: "value" as const, from: "mood.pending", to: "pendings" }];
    const map = { pending: "pendings" };
    expect(difference(live, declared, { answers: { renames } }).operations).toEqual([
      expect.objectContaining({ map }),
    ]);
    expect(difference(live, declared, { answers: { renamePolicy: "auto" } }).operations).toEqual([
      expect.objectContaining({ map }),
    ]);
    expect(difference(live, declared).decisions).toEqual([
      expect.objectContaining({ kind: "rename", object: "value", from: "mood.pending", to: "pendings" }),
    ]);
  });

  test("a default that is a removed value steps aside first and comes back changed", () => {
    const answers = { mappings: new Map([["mood.sad", "ok"]]) };
    expect(
      containers(difference(moods(["sad", "ok"], "'sad'"), moods(["ok"], "'ok'"), { answers }).operations),
    ).toEqual(["alterTable t(alterColumn)", "alterEnum mood", "alterTable t(alterColumn)"]);
  });

  test("checks and predicates that compare with values step aside while the type is built anew", () => {
    const t = (values: string[]) =>
      schema(
        [
          entity("t", {
            columns: [column("mood", "mood!")],
            checks: [{ name: "C", expression: "\"mood\" <> 'ok'" }],
            indexes: [
              { name: "I", parts: [{ column: "id" }], where: "\"mood\" = 'ok'" },
              { name: "J", parts: [{ column: "mood" }] },
            ],
          }),
        ],
        { enums: [{ schema: null, name: "mood", values }] },
      );
    expect(containers(difference(t(["ok", "b"]), t(["b", "ok"])).operations)).toEqual([
      "alterTable t(dropCheck, dropIndex)",
      "alterEnum mood",
      "alterTable t(createCheck, createIndex)",
    ]);
    expect(containers(difference(t(["ok", "b"]), t(["ok", "b", "c"])).operations)).toEqual([
      "alterEnum mood",
    ]);
  });
});

describe("types", () => {
  test("made before what uses them, dropped after it, there and back", () => {
    const plain = schema([entity("t", { columns: [column("mood", "text")] })]);
    expect(inShort(difference(plain, moods(["a"])))).toEqual(["createEnum mood", "alterColumn t.mood"]);
    expect(inShort(difference(moods(["a"]), plain))).toEqual(["alterColumn t.mood", "dropEnum mood"]);
    expect(inShort(difference(schema([]), moods(["a"])))).toEqual(["createEnum mood", "createTable t"]);
  });

  test("a type that columns use under a new name is renamed without a question, then changed", () => {
    expect(inShort(difference(moods(["a"]), moods(["a"], undefined, "feeling")))).toEqual([
      "renameEnum mood feeling",
    ]);
    expect(inShort(difference(moods(["a"]), moods(["a", "b"], undefined, "feeling")))).toEqual([
      "renameEnum mood feeling",
      "alterEnum feeling",
    ]);
    const never = difference(moods(["a"]), moods(["a"], undefined, "feeling"), {
      answers: { renamePolicy: "never" },
    });
    expect(inShort(never)).toEqual(["createEnum feeling", "alterColumn t.mood", "dropEnum mood"]);
  });

  test("one that nothing used is kept and reported; one that only a dropped table used goes", () => {
    const idle = schema([entity("t")], { enums: [{ schema: null, name: "mood", values: ["a"] }] });
    const kept = difference(idle, schema([entity("t")]));
    expect(kept.operations).toEqual([]);
    expect(kept.kept).toEqual([
      { object: "enum mood", reason: "declared nowhere, and nothing that goes used it" },
    ]);
    const gone = difference(
      { ...moods(["a"]), tables: [...moods(["a"]).tables, entity("s")] },
      schema([entity("s")]),
    );
    expect(inShort(gone)).toEqual(["dropTable t", "dropEnum mood"]);
  });

  test("a default of a table that is left alone goes by itself with its value, so that it comes back", () => {
    const kept = entity("kept", {
      schema: "audit",
      columns: [column("mood", "mood!", { default: "'sad'" })],
    });
    const values = (value: string) => [{ schema: null, name: "mood", values: [value] }];
    const live = schema([...moods(["sad"]).tables, kept], { schemas: ["audit"], enums: values("sad") });
    const declared = schema(moods(["new"]).tables, { enums: values("new") });
    const { operations } = difference(live, declared, {
      answers: { renamePolicy: "never", mappings: new Map([["mood.sad", null]]) },
    });
    expect(flatten(operations)[0]).toMatchObject({ kind: "alterColumn", to: { default: null } });
  });

  test("a table that goes before its type changes is described with the values of before", () => {
    const gone = entity("gone", { columns: [column("mood", "mood!", { default: "'sad'" })] });
    const named = (value: string, tables: Schema["tables"]) =>
      schema([...moods([value]).tables, ...tables], {
        enums: [{ schema: null, name: "mood", values: [value] }],
      });
    const { operations } = difference(named("sad", [gone]), named("blue", []), {
      answers: { renames: [{ object: "value", from: "mood.sad", to: "blue" }] },
    });
    expect(operations[0]).toEqual({ kind: "dropTable", table: { schema: null, name: "gone" }, was: gone });
    expect(operations[1]).toMatchObject({ kind: "alterEnum", map: { sad: "blue" } });
  });

  test("a table that goes is gone before its type changes: its rows are no question", () => {
    const live = moods(["sad", "ok"], "'sad'");
    const declared = schema([entity("s", { columns: [column("mood", "mood!")] })], {
      enums: [{ schema: null, name: "mood", values: ["ok"] }],
    });
    const result = difference(live, declared, { answers: { renamePolicy: "never" } });
    expect(inShort(result)).toEqual(["dropTable t", "alterEnum mood", "createTable s"]);
    expect(result.decisions).toEqual([]);
  });
});
