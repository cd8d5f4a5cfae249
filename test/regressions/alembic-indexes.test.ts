import { expect } from "vitest";
import type { Target } from "../live/targets.js";
import { id, type Entity } from "../stories/told-project.js";
import { describeCases, type Case } from "./cases.js";

// The names are those of docs/alembic-cases.md.

type Parts = Partial<Entity>;
type Make = (table: string) => Parts | null;

const integer = { type: "integer", nullable: true };
const named = (table: string, parts: Parts | null): readonly Entity[] =>
  parts === null ? [] : [{ name: table, columns: { id, a: integer, b: integer, Mixed: integer }, ...parts }];

function change(
  title: string,
  before: Make,
  after: Make,
  is: Case["is"],
  more: Pick<Case, "look" | "on"> = {},
): Case {
  return {
    title,
    before: (table) => named(table, before(table)),
    after: (table) => named(table, after(table)),
    is,
    ...more,
  };
}

const same = (title: string, make: Make, on?: Case["on"]): Case =>
  change(title, make, make, [], on ? { on } : {});

const bare: Make = () => ({});
const absent: Make = () => null;
const unique =
  (name: string | null, ...columns: string[]): Make =>
  (table) => ({ uniques: [{ columns, ...(name !== null && { name: `${table}_${name}` }) }] });
const index =
  (name: string | null, columns: readonly string[], more: object = {}): Make =>
  (table) => ({ indices: [{ columns, ...more, ...(name !== null && { name: `${table}_${name}` }) }] });
const all =
  (...makes: readonly Make[]): Make =>
  (table) =>
    Object.assign({}, ...makes.map((make) => make(table))) as Parts;
const flag: Make = () => ({ columns: { id, a: { ...integer, unique: true }, b: integer, Mixed: integer } });
const keyed =
  (parts: Parts): Make =>
  () => ({
    columns: { id, propA: { ...integer, name: "a" }, propB: { ...integer, name: "b" } },
    ...parts,
  });

const long = "long_".repeat(14);
// On MySQL a unique constraint is a unique index.
const unlessMysql = ({ dialect }: Target) => dialect !== "mysql";

describeCases("unique constraints", [
  change(
    "index_flag_becomes_named_unique_constraint",
    index("ix", ["a"]),
    unique("uq", "a"),
    ["dropIndex", "createUnique"],
    { on: unlessMysql },
  ),
  change("add_unique_constraint", bare, unique("uq", "a", "b"), ["createUnique"], { on: unlessMysql }),
  same("unique_flag_nothing_changed", flag),
  change("mismatch_db_named_col_flag", unique("uq", "a"), flag, ["renameConstraint"], { on: unlessMysql }),
  change("named_cols_changed", unique("uq", "a"), unique("uq", "a", "b"), ["dropUnique", "createUnique"], {
    on: unlessMysql,
  }),
  same("nothing_changed_one", all(unique("uq", "a", "b"), index("ix", ["a", "b"]))),
  same("nothing_changed_two", all(unique("uq", "a"), index("ix", ["a"], { unique: true }))),
  same("nothing_changed_implicit_uq_w_naming_conv", unique(null, "a", "b")),
  same("nothing_uq_changed_labels_were_truncated", unique(long, "a"), unlessMysql),
  same("nothing_changed_uq_w_mixed_case_plain_name", unique("SomeUq", "Mixed")),
  same("nothing_changed_uq_w_mixed_case_nconv_name", unique(null, "Mixed", "a")),
  same("nothing_changed_unique_w_colkeys", keyed({ uniques: [{ columns: ["propA", "propB"] }] })),
  change(
    "nothing_changed_cols_unsorted",
    unique("uq", "a", "b"),
    unique("uq", "b", "a"),
    ["dropUnique", "createUnique"],
    { on: unlessMysql },
  ),
  change("remove_uq_constraint", flag, bare, ["dropUnique"], { on: unlessMysql }),
  change("remove_named_unique_constraint", unique("uq", "a", "b"), bare, ["dropUnique"], { on: unlessMysql }),
  change("remove_named_unique_index", index("uq", ["a", "b"], { unique: true }), bare, ["dropIndex"]),
  change(
    "uq_casing_convention_changed_so_put_drops_first",
    unique("uq", "a"),
    unique("UQ", "b"),
    ["dropUnique", "createUnique"],
    { on: unlessMysql },
  ),
  change("drop_table_w_uq_constraint", unique("uq", "a"), absent, ["dropTable"]),
  change("unnamed_cols_changed", unique(null, "a"), unique(null, "b"), ["dropUnique", "createUnique"], {
    on: unlessMysql,
  }),
  change("dont_add_uq_on_table_create", absent, unique("uq", "a"), ["createTable"], {
    look: ([create]) => expect(create).toMatchObject({ table: { uniques: [{ columns: ["a"] }] } }),
    on: unlessMysql,
  }),
  change("dont_add_uq_on_reverse_table_drop", unique("uq", "a", "b"), absent, ["dropTable"], {
    look: ([drop]) => expect(drop).toMatchObject({ was: { uniques: [{ columns: ["a", "b"] }] } }),
    on: unlessMysql,
  }),
  change("add_uq_ix_on_table_create", absent, index("uq", ["a"], { unique: true }), ["createTable"], {
    look: ([create]) => expect(create).toMatchObject({ table: { indexes: [{ unique: true }] } }),
  }),
]);

describeCases("indexes", [
  same("nothing_changed_one: an index", index("ix", ["a"])),
  same("nothing_ix_changed_labels_were_truncated", index(long, ["a"]), unlessMysql),
  same("idx_matches_long", index(`${long}x`, ["b"]), unlessMysql),
  same("nothing_changed_ix_w_mixed_case_plain_name", index("SomeIx", ["Mixed"])),
  same("nothing_changed_ix_w_mixed_case_nconv_name", index(null, ["Mixed", "a"])),
  same("unchanged_case_sensitive_implicit_idx", index("Ix", ["Mixed"])),
  change("new_table_added", absent, all(index("ix", ["a"])), ["createTable"]),
  same("nothing_changed_index_w_colkeys", keyed({ indices: [{ columns: ["propA", "propB"] }] })),
  same("nothing_changed_index_named_as_column", () => ({ indices: [{ name: "b", columns: ["a"] }] })),
  change("new_idx_index_named_as_column", bare, () => ({ indices: [{ name: "Mixed", columns: ["a"] }] }), [
    "createIndex",
  ]),
  change("removed_idx_index_named_as_column", () => ({ indices: [{ name: "a", columns: ["a"] }] }), bare, [
    "dropIndex",
  ]),
  change("index_becomes_unique", index("ix", ["a"]), index("ix", ["a"], { unique: true }), [
    "dropIndex",
    "createIndex",
  ]),
  change("ix_casing_convention_changed_so_put_drops_first", index("ix", ["a"]), index("IX", ["b"]), [
    "dropIndex",
    "createIndex",
  ]),
  change("drop_table_w_indexes", all(index("ix", ["a", "b"])), absent, ["dropTable"], {
    look: ([drop]) => expect(drop).toMatchObject({ was: { indexes: [{ parts: [{}, {}] }] } }),
  }),
  change("add_ix_on_table_create", absent, index("ix", ["a"]), ["createTable"], {
    look: ([create]) => expect(create).toMatchObject({ table: { indexes: [{ parts: [{ column: "a" }] }] } }),
  }),
  change("column_order_changed", index("ix", ["a", "b"]), index("ix", ["b", "a"]), [
    "dropIndex",
    "createIndex",
  ]),
  {
    title: "implicit_fk_index_named, implicit_composite_fk_index_named",
    before: foreign,
    after: foreign,
    is: [],
  },
]);

function foreign(table: string): readonly Entity[] {
  return [
    { name: `${table}_parent`, columns: { id, b: integer }, uniques: [{ columns: ["id", "b"] }] },
    {
      name: table,
      columns: { id, a: integer, b: integer },
      foreignKeys: [
        { target: `${table}_parent`, columnNames: ["a"], referencedColumnNames: ["id"] },
        { target: `${table}_parent`, columnNames: ["a", "b"], referencedColumnNames: ["id", "b"] },
      ],
    },
  ];
}
