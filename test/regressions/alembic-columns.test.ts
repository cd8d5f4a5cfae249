import { Column } from "typeorm-1";
import { expect } from "vitest";
import type { Target } from "../live/targets.js";
import { id, type Entity } from "../stories/told-project.js";
import { decorated, describeCases, type Case } from "./cases.js";

// The names are those of docs/alembic-cases.md.

type ColumnShape = Readonly<Record<string, unknown>>;

const hasComments = ({ dialect }: Target) => dialect !== "sqlite";
const onPostgres = ({ dialect }: Target) => dialect === "postgres";

/** A column `a` that changes; null where it is not there. */
function change(
  title: string,
  before: ColumnShape | null,
  after: ColumnShape | null,
  is: Case["is"],
  more: Pick<Case, "look" | "on"> = {},
): Case {
  const model =
    (column: ColumnShape | null) =>
    (name: string): readonly Entity[] => [{ name, columns: { id, ...(column && { a: column }) } }];
  return { title, before: model(before), after: model(after), is, ...more };
}

const text = { type: "varchar", length: 20, nullable: true };
const commented = (comment: string) => ({ ...text, default: "x", comment });
const altered =
  (to: object, was: object): Case["look"] =>
  (operations) => {
    expect(operations).toMatchObject([{ column: "a", to, was }]);
  };
const was = { type: { name: "varchar", arguments: [20] }, nullable: true, default: "'x'" };

describeCases("comments", [
  ...(
    [
      ["existing_table_comment_no_change", "one", "one"],
      ["add_table_comment", undefined, "one"],
      ["remove_table_comment", "one", undefined],
      ["alter_table_comment", "one", "two"],
    ] as const
  ).map(([title, from, to]): Case => ({
    title,
    before: (name) => [decorated(name, undefined, from === undefined ? {} : { comment: from })],
    after: (name) => [decorated(name, undefined, to === undefined ? {} : { comment: to })],
    is: from === to ? [] : ["setTableComment"],
    look: (operations) => {
      if (from !== to) expect(operations).toMatchObject([{ to: to ?? null, was: from ?? null }]);
    },
    on: hasComments,
  })),
  change("existing_column_comment_no_change", commented("one"), commented("one"), [], { on: hasComments }),
  change("add_column_comment", { ...text, default: "x" }, commented("one"), ["alterColumn"], {
    look: altered({ comment: "one" }, was),
    on: hasComments,
  }),
  change("remove_column_comment", commented("one"), { ...text, default: "x" }, ["alterColumn"], {
    look: altered({ comment: null }, { ...was, comment: "one" }),
    on: hasComments,
  }),
  change("alter_column_comment", commented("one"), commented("it's two"), ["alterColumn"], {
    look: altered({ comment: "it's two" }, { ...was, comment: "one" }),
    on: hasComments,
  }),
  change("LT6: comments are no difference where there are none", commented("one"), commented("two"), [], {
    on: (target) => !hasComments(target),
  }),
]);

const computed = (asExpression: string, generatedType = "STORED") => ({
  type: "integer",
  nullable: true,
  generatedType,
  asExpression,
});
const plain = { type: "integer", nullable: true };
const anew: Case["is"] = ["dropColumn", "addColumn"];

describeCases("computed columns", [
  change("add_computed_column", null, computed("id * 2"), ["addColumn"], {
    look: ([add]) => expect(add).toMatchObject({ column: { generated: { stored: true } } }),
  }),
  change("remove_computed_column", computed("id * 2"), null, ["dropColumn"], {
    look: ([drop]) => expect(drop).toMatchObject({ column: { generated: { stored: true } } }),
  }),
  change("cant_change_computed_warning: an ordinary one becomes computed", plain, computed("id * 2"), anew),
  change("cant_change_computed_warning: a computed one becomes ordinary", computed("id * 2"), plain, anew, {
    look: ([, add]) => expect(add).toMatchObject({ backfill: expect.stringContaining("2") as string }),
  }),
  change("cant_change_computed_warning: another expression", computed("id * 2"), computed("id * 3"), anew),
  change(
    "cant_change_computed_warning: stored becomes virtual",
    computed("id * 2"),
    computed("id * 2", "VIRTUAL"),
    anew,
    { on: ({ dialect }) => dialect === "sqlite" },
  ),
  change("computed_unchanged: none, a constant, an expression", computed("1"), computed("1"), []),
  change("computed_unchanged: blanks and newlines", computed("id*2+1"), computed("id * 2\n  +   1"), []),
]);

const whole = { ...text, default: "x" };

describeCases("a change carries all that the column had", [
  change("all_existings_filled", whole, { ...whole, comment: "c" }, ["alterColumn"], {
    look: altered({ comment: "c" }, was),
    on: hasComments,
  }),
  change("all_existings_filled_in_notnull", whole, { ...whole, nullable: false }, ["alterColumn"], {
    look: altered({ nullable: false }, was),
  }),
  change(
    "all_existings_filled_in_comment",
    { ...whole, comment: "c" },
    { ...whole, comment: "d" },
    ["alterColumn"],
    { look: altered({ comment: "d" }, { ...was, comment: "c" }), on: hasComments },
  ),
  change("all_existings_filled_in_server_default", whole, { ...whole, default: "y" }, ["alterColumn"], {
    look: altered({ default: "'y'" }, was),
  }),
  change("modify_type_int_str", plain, text, ["alterColumn"]),
  change("add_server_default_int", plain, { ...plain, default: 5 }, ["alterColumn"]),
  change("modify_server_default_int", { ...plain, default: 5 }, { ...plain, default: 7 }, ["alterColumn"]),
  change("modify_nullable_to_non", { ...plain, default: 1 }, { type: "integer", default: 1 }, [
    "alterColumn",
  ]),
  change("modify_non_nullable_to_nullable", { type: "integer" }, plain, ["alterColumn"]),
]);

const identity = (mode?: "ALWAYS" | "BY DEFAULT") => (name: string) => [
  decorated(name, (entity) => {
    const options = { type: "integer", ...(mode && { generated: "identity", generatedIdentity: mode }) };
    Column(options as never)(entity.prototype as object, "a");
  }),
];
const identities = (
  title: string,
  from: "ALWAYS" | "BY DEFAULT" | undefined,
  to: "ALWAYS" | "BY DEFAULT" | undefined,
): Case => ({
  title,
  before: identity(from),
  after: identity(to),
  is: from === to ? [] : ["alterColumn"],
  look: (operations) => {
    if (from !== to) expect(operations).toMatchObject([{ to: { identity: to === undefined ? null : {} } }]);
  },
  on: onPostgres,
});

describeCases("identity", [
  identities("no_change_identity_column", "ALWAYS", "ALWAYS"),
  identities("change_identity: always flip", "ALWAYS", "BY DEFAULT"),
  identities("add_identity_to_column", undefined, "BY DEFAULT"),
  identities("remove_identity_from_column", "BY DEFAULT", undefined),
  {
    title: "add_identity_column",
    before: (name) => [decorated(name)],
    after: identity("ALWAYS"),
    is: ["addColumn"],
    on: onPostgres,
  },
  {
    title: "remove_identity_column",
    before: identity("ALWAYS"),
    after: (name) => [decorated(name)],
    is: ["dropColumn"],
    on: onPostgres,
  },
]);

type Made = readonly [
  title: string,
  columns: Entity["columns"],
  autoincrement: readonly (true | undefined)[],
  on?: Case["on"],
];
const generated = { type: "integer", generated: "increment" };
const keyColumn = { type: "integer", primary: true };

describeCases(
  "autoincrement",
  (
    [
      ["autoincrement_none, pk_false", { id: keyColumn }, [undefined]],
      ["pk_explicit_true", { id: { ...generated, primary: true } }, [true]],
      [
        "nonpk_false, nonpk_implicit_false",
        { id: keyColumn, a: { type: "integer" } },
        [undefined, undefined],
      ],
      ["nonpk_explicit_true", { id: keyColumn, a: generated }, [undefined, true], onPostgres],
      [
        "compositepk_false, compositepk_implicit_false",
        { a: keyColumn, b: keyColumn },
        [undefined, undefined],
      ],
      [
        "compositepk_explicit_true",
        { a: { ...generated, primary: true }, b: keyColumn },
        [true, undefined],
        onPostgres,
      ],
    ] satisfies readonly Made[] as readonly Made[]
  ).map(([title, columns, expected, on]): Case => ({
    title,
    before: () => [],
    after: (name) => [{ name, columns }],
    is: ["createTable"],
    look: ([create]) => {
      const { table } = create as {
        readonly table: { readonly columns: readonly { autoincrement?: true }[] };
      };
      expect(table.columns.map(({ autoincrement }) => autoincrement)).toEqual(expected);
    },
    ...(on && { on }),
  })),
);

const everything = (schema?: string): Pick<Case, "before" | "after" | "is"> => ({
  before: (name) => [
    {
      name,
      ...(schema && { schema }),
      columns: { id, kind: { type: "varchar", length: 5 }, count: { ...plain, default: 1 }, goes: plain },
      indices: [{ name: `${name}_goes`, columns: ["count"] }],
    },
    { name: `${name}_dropped`, ...(schema && { schema }), columns: { id } },
  ],
  after: (name) => [
    {
      name,
      ...(schema && { schema }),
      columns: { id, kind: { type: "varchar", length: 9, nullable: true }, count: plain, owner: plain },
      uniques: [{ name: `${name}_uq`, columns: ["kind"] }],
      foreignKeys: [
        {
          name: `${name}_fk`,
          target: `${name}_added`,
          columnNames: ["owner"],
          referencedColumnNames: ["id"],
        },
      ],
    },
    { name: `${name}_added`, ...(schema && { schema }), columns: { id } },
  ],
  is: ({ dialect }) => [
    "createTable",
    "dropIndex",
    "addColumn",
    "alterColumn",
    "alterColumn",
    "dropColumn",
    // On MySQL a unique constraint is an index.
    dialect === "mysql" ? "createIndex" : "createUnique",
    "createForeignKey",
    "dropTable",
  ],
});

describeCases("everything at once", [
  { title: "diffs", ...everything() },
  { title: "WSchema.diffs", ...everything("app"), on: onPostgres },
  {
    title: "affinity_typedec, custom_type: a transformer changes no type",
    before: (name) => [{ name, columns: { id, a: plain } }],
    after: (name) => [
      {
        name,
        columns: { id, a: { ...plain, transformer: { to: (value: unknown) => value, from: String } } },
      },
    ],
    is: [],
  },
]);
