import {
  AmbiguousAnswerError,
  ContradictingAnswerError,
  UnknownAnswerError,
  type RenameAnswer,
} from "@typeorm-autogen/compare";
import { nameKey, sortSchema, type QualifiedName, type Schema } from "@typeorm-autogen/model";
import { evolve, flatten, type Operation } from "@typeorm-autogen/ops";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arbitrarySchema } from "../laws/arbitrary-schema.js";
import { column, containers, difference, entity, inShort, schema } from "./stories.js";

const users = (name: string) =>
  entity("users", {
    columns: [
      column("email", "varchar(120)"),
      column(name, "varchar(80)", { nullable: true }),
      column("age"),
    ],
  });
const live = schema([users("name")]);
const declared = schema([users("full_name")]);

function rename(
  from: string,
  to: string,
  object?: RenameAnswer["object"],
): { answers: { renames: RenameAnswer[] } } {
  return { answers: { renames: [{ from, to, ...(object && { object }) }] } };
}

describe("policy", () => {
  test("a likely rename is a question; until it is answered the column is dropped and added", () => {
    const { operations, decisions } = difference(live, declared);
    expect(decisions).toEqual([
      {
        kind: "rename",
        object: "column",
        from: "users.name",
        to: "full_name",
        score: expect.closeTo(0.9, 1),
        answers: ["--rename column:users.name=full_name", "--renames never"],
      },
    ]);
    expect(containers(operations)).toEqual(["alterTable users(addColumn, dropColumn)"]);
  });

  test("never asks nothing; auto takes what is clear", () => {
    const never = difference(live, declared, { answers: { renamePolicy: "never" } });
    expect([never.decisions, inShort(never)]).toEqual([
      [],
      ["addColumn users.full_name", "dropColumn users.name"],
    ]);
    const auto = difference(live, declared, { answers: { renamePolicy: "auto" } });
    expect([auto.decisions, inShort(auto)]).toEqual([[], ["renameColumn name full_name"]]);
  });

  test("auto leaves a choice between equals to a person", () => {
    const two = schema([entity("t", { columns: [column("nam_a", "text"), column("nam_b", "text")] })]);
    const one = schema([entity("t", { columns: [column("nam", "text")] })]);
    const { decisions } = difference(two, one, { answers: { renamePolicy: "auto" } });
    expect(decisions).toHaveLength(1);
  });

  test("unlike columns are no question", () => {
    const before = schema([entity("t", { columns: [column("age")] })]);
    const after = schema([entity("t", { columns: [column("biography", "text", { nullable: true })] })]);
    expect(difference(before, after).decisions).toEqual([]);
  });

  test("a required column that may be a renamed one is asked about once", () => {
    const before = schema([entity("t", { columns: [column("name", "text")] })]);
    const after = schema([entity("t", { columns: [column("full_name", "text")] })]);
    expect(difference(before, after).decisions.map(({ kind }) => kind)).toEqual(["rename"]);
    expect(
      difference(before, after, { answers: { renamePolicy: "never" } }).decisions.map(({ kind }) => kind),
    ).toEqual(["backfill"]);
  });

  test("the entity's property name is the strongest sign", () => {
    const before = schema([entity("t", { columns: [column("nick", "text"), column("x", "text")] })]);
    const after = schema([entity("t", { columns: [column("zebra", "text"), column("y_nicker", "text")] })]);
    const properties = new Map([[nameKey({ schema: null, name: "t" }), new Map([["zebra", "nick"]])]]);
    const { decisions } = difference(before, after, { properties });
    expect(decisions[0]).toMatchObject({ from: "t.nick", to: "zebra", score: 0.95 });
  });

  test("a new naming strategy renames every column, clearly", () => {
    const t = (spell: (name: string) => string) =>
      schema([
        entity("t", {
          columns: ["first_name", "last_name", "created_at", "first_order"].map((name) =>
            column(spell(name), "text"),
          ),
          indexes: [
            {
              name: spell("IDX_a"),
              parts: [{ column: spell("first_name") }],
              where: `"${spell("last_name")}" <> ''`,
            },
          ],
        }),
      ]);
    const camel = (name: string) => name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
    const result = difference(
      t(camel),
      t((name) => name),
      { answers: { renamePolicy: "auto" } },
    );
    expect(result.decisions).toEqual([]);
    expect(containers(result.operations)).toEqual([
      "alterTable t(renameColumn, renameColumn, renameColumn, renameColumn, renameIndex)",
    ]);
  });
});

describe("answers", () => {
  test("an answer is taken, in its full and its bare form", () => {
    expect(inShort(difference(live, declared, rename("users.name", "full_name", "column")))).toEqual([
      "renameColumn name full_name",
    ]);
    expect(inShort(difference(live, declared, rename("users.name", "full_name")))).toEqual([
      "renameColumn name full_name",
    ]);
    expect(inShort(difference(live, declared, rename("users.name", "users.full_name")))).toEqual([
      "renameColumn name full_name",
    ]);
  });

  test("naming a thing after itself declines the guess", () => {
    const { decisions, operations } = difference(
      live,
      declared,
      rename("users.name", "users.name", "column"),
    );
    expect(decisions).toEqual([]);
    expect(containers(operations)).toEqual(["alterTable users(addColumn, dropColumn)"]);
  });

  test("one that is true already is ignored and reported", () => {
    const { operations, unusedAnswers } = difference(
      declared,
      declared,
      rename("users.name", "full_name", "column"),
    );
    expect([operations, unusedAnswers]).toEqual([[], ["--rename column:users.name=full_name"]]);
    expect(difference(declared, declared, rename("users.name", "full_name")).unusedAnswers).toEqual([
      "--rename users.name=full_name",
    ]);
  });

  test("a wrong one is an error that says what was meant, perhaps", () => {
    const attempt = (from: string, to: string) => () =>
      difference(live, declared, rename(from, to, "column"));
    expect(attempt("users.nam", "full_name")).toThrow(UnknownAnswerError);
    expect(attempt("users.nam", "full_name")).toThrow(
      "there is no column users.nam in the database; did you mean users.name?",
    );
    expect(attempt("users.name", "ful_name")).toThrow(
      "there is no column users.ful_name among the entities; did you mean users.full_name?",
    );
    expect(attempt("users.email", "full_name")).toThrow(ContradictingAnswerError);
    const twice: RenameAnswer[] = [
      { object: "column", from: "users.name", to: "full_name" },
      { object: "column", from: "users.name", to: "other" },
    ];
    const both = schema([
      entity("users", { columns: [...users("full_name").columns.slice(1), column("other")] }),
    ]);
    expect(() => difference(live, both, { answers: { renames: twice } })).toThrow(ContradictingAnswerError);
  });

  test("a bare form that fits two kinds of object is refused", () => {
    const dotted = schema([entity("users", { columns: [column("name", "text")] }), entity("users.name")]);
    expect(() =>
      difference(
        dotted,
        schema([entity("users", { columns: [column("x", "text")] })]),
        rename("users.name", "x"),
      ),
    ).toThrow(AmbiguousAnswerError);
  });
});

describe("tables", () => {
  const account = (name: string, more: string) =>
    entity(name, {
      columns: [column("email", "text"), column(more, "text"), column("parent_id")],
      primaryKey: { name: "PK", columns: ["id"] },
    });
  const order = (to: string) =>
    entity("orders", {
      columns: [column("owner_id")],
      foreignKeys: [
        {
          name: "FK",
          columns: ["owner_id"],
          references: { schema: null, name: to },
          referencedColumns: ["id"],
        },
      ],
    });

  test("an answered rename keeps rows and references; columns are found under either name of the table", () => {
    const before = schema([account("users", "name"), order("users")]);
    const after = schema([account("accounts", "full_name"), order("accounts")]);
    const renames: RenameAnswer[] = [
      { object: "table", from: "users", to: "accounts" },
      { object: "column", from: "users.name", to: "full_name" },
    ];
    expect(containers(difference(before, after, { answers: { renames } }).operations)).toEqual([
      "renameTable users accounts",
      "alterTable accounts(renameColumn)",
    ]);
  });

  test("a guess is a question with its score", () => {
    const { decisions } = difference(
      schema([account("users", "name")]),
      schema([account("app_users", "name")]),
    );
    expect(decisions).toEqual([
      expect.objectContaining({ kind: "rename", object: "table", from: "users", to: "app_users" }),
    ]);
  });

  test("a move to another schema names both", () => {
    const before = schema([account("users", "name"), entity("other")]);
    const after = schema([{ ...account("users", "name"), schema: "app" }, entity("other")], {
      schemas: ["app"],
    });
    const { operations } = difference(before, after, rename("users", "app.users", "table"));
    expect(containers(operations)).toEqual(["createSchema app", "renameTable users users"]);
  });
});

test("law: renaming anything by answers gives those renames and nothing else", () => {
  const dice = fc.infiniteStream(fc.nat(99));
  fc.assert(
    fc.property(arbitrarySchema(), dice, (before, rolls) => {
      const [operations, answers] = randomRenames(before, () => (rolls.next().value ?? 0) < 30);
      const result = difference(before, evolve(before, operations), { answers: { renames: answers } });
      expect(result.decisions).toEqual([]);
      const kinds = flatten(result.operations).map(({ kind }) => kind);
      expect(kinds.filter((kind) => kind !== "setTypeormMetadata").sort()).toEqual(
        operations.map(({ kind }) => kind).sort(),
      );
    }),
    { numRuns: 300 },
  );
});

test("law: tables and columns may change places, all by answers", () => {
  const dice = fc.infiniteStream(fc.nat(99));
  fc.assert(
    fc.property(arbitrarySchema(), dice, (before, rolls) => {
      const random = () => rolls.next().value ?? 0;
      const [after, renames] = changePlaces(before, random);
      const { operations, decisions } = difference(before, after, { answers: { renames } });
      expect(decisions).toEqual([]);
      expect(sortSchema(evolve(before, operations))).toEqual(sortSchema(after));
      const kinds = new Set(flatten(operations).map(({ kind }) => kind));
      for (const kind of ["renameTable", "renameColumn", "setTypeormMetadata"] as const) kinds.delete(kind);
      expect([...kinds]).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

function changePlaces(before: Schema, random: () => number): readonly [Schema, RenameAnswer[]] {
  const operations: Operation[] = [];
  const answers: RenameAnswer[] = [];
  const text = ({ schema, name }: QualifiedName) => (schema === null ? name : `${schema}.${name}`);
  const circle = <T>(items: readonly T[]) => {
    const members = items.filter(() => random() < 50);
    return members.length < 2
      ? []
      : members.map((item, i) => [item, members[(i + 1) % members.length]!] as const);
  };
  for (const table of before.tables) {
    const places = circle(table.columns.map(({ name }) => name));
    const rename = (from: string, to: string): Operation => ({
      kind: "renameColumn",
      table: { schema: table.schema, name: table.name },
      from,
      to,
    });
    operations.push(...places.map(([from]) => rename(from, `aside ${from}`)));
    operations.push(...places.map(([from, to]) => rename(`aside ${from}`, to)));
    answers.push(
      ...places.map(([from, to]) => ({ object: "column" as const, from: `${text(table)}.${from}`, to })),
    );
  }
  const names = before.tables.map(({ schema, name }) => ({ schema, name }));
  const places = random() < 50 && answers.length === 0 ? circle(names) : [];
  const aside = (name: QualifiedName) => ({ ...name, name: `aside ${name.name}` });
  operations.push(...places.map(([from]): Operation => ({ kind: "renameTable", from, to: aside(from) })));
  operations.push(...places.map(([from, to]): Operation => ({ kind: "renameTable", from: aside(from), to })));
  answers.push(...places.map(([from, to]) => ({ object: "table" as const, from: text(from), to: text(to) })));
  return [evolve(before, operations), answers];
}

function randomRenames(
  { tables }: Schema,
  rolls: () => boolean,
): readonly [readonly Operation[], RenameAnswer[]] {
  const operations: Operation[] = [];
  const answers: RenameAnswer[] = [];
  for (const { schema, name, columns } of tables) {
    const prefix = schema === null ? "" : `${schema}.`;
    const to = rolls() ? `new_${name}` : name;
    if (to !== name) {
      operations.push({ kind: "renameTable", from: { schema, name }, to: { schema, name: to } });
      answers.push({ object: "table", from: `${prefix}${name}`, to });
    }
    for (const { name: column } of columns.filter(() => rolls())) {
      operations.push({
        kind: "renameColumn",
        table: { schema, name: to },
        from: column,
        to: `new_${column}`,
      });
      answers.push({ object: "column", from: `${prefix}${name}.${column}`, to: `new_${column}` });
    }
  }
  return [operations, answers];
}
