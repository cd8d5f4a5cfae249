import { expect } from "vitest";
import type { Target } from "../live/targets.js";
import { id, type Entity } from "../stories/told-project.js";
import { describeCases, type Case } from "./cases.js";

// The names are those of docs/alembic-cases.md.

type Key = Readonly<Record<string, unknown>>;

const integer = { type: "integer", nullable: true };
const defers = ({ dialect }: Target) => dialect !== "mysql";
const pair = ["dropForeignKey", "createForeignKey"] as const;
const deferring: Case["is"] = ({ dialect }) => (dialect === "postgres" ? ["alterForeignKey"] : pair);

/** A child of two columns whose foreign keys these are; the names begin with the table's. */
const model =
  (keys: readonly Key[]) =>
  (table: string): readonly Entity[] => [
    {
      name: `${table}_parent`,
      columns: { a: { type: "integer", primary: true }, b: integer },
      uniques: [{ name: `${table}_ab`, columns: ["a", "b"] }],
    },
    {
      name: table,
      columns: { id, x: integer, y: integer },
      foreignKeys: keys.map(({ name, ...key }) => ({
        target: `${table}_parent`,
        columnNames: ["x"],
        referencedColumnNames: ["a"],
        ...key,
        name: `${table}_${String(name ?? "fk")}`,
      })),
    },
  ];

const single: Key = {};
const composite: Key = { columnNames: ["x", "y"], referencedColumnNames: ["a", "b"] };

function change(
  title: string,
  before: Key | null,
  after: Key | null,
  is: Case["is"],
  more: Pick<Case, "look" | "on"> = {},
): Case {
  const keys = (key: Key | null) => model(key === null ? [] : [key]);
  return { title, before: keys(before), after: keys(after), is, ...more };
}

const same = (title: string, key: Key, spelled: Key = key, on?: Case["on"]): Case =>
  change(title, key, spelled, [], on ? { on } : {});

describeCases("foreign keys", [
  change("add_fk", null, single, ["createForeignKey"], {
    look: ([add]) => expect(add).toMatchObject({ foreignKey: { columns: ["x"], referencedColumns: ["a"] } }),
  }),
  change("remove_fk", single, null, ["dropForeignKey"], {
    look: ([drop]) =>
      expect(drop).toMatchObject({ foreignKey: { columns: ["x"], referencedColumns: ["a"] } }),
  }),
  change("add_composite_fk_with_name", null, { ...composite, name: "many" }, ["createForeignKey"], {
    look: ([add]) =>
      expect(add).toMatchObject({ foreignKey: { columns: ["x", "y"], referencedColumns: ["a", "b"] } }),
  }),
  change("remove_composite_fk", composite, null, ["dropForeignKey"]),
  same("no_change", single),
  same("no_change_composite_fk", composite),
  change("drop_fk_with_mixed_case_name", { name: "MixedFk" }, null, ["dropForeignKey"]),
  same("drop_fk_with_mixed_case_name: one that stays", { name: "MixedFk" }),
  change(
    "casing_convention_changed_so_put_drops_first",
    { name: "fk" },
    { name: "FK", onDelete: "CASCADE" },
    pair,
  ),
  change("add_ondelete", single, { onDelete: "CASCADE" }, pair),
  change("remove_ondelete", { onDelete: "CASCADE" }, single, pair),
  change("add_onupdate", single, { onUpdate: "CASCADE" }, pair),
  change("remove_onupdate", { onUpdate: "CASCADE" }, single, pair),
  same("nochange_ondelete", { onDelete: "CASCADE" }, { onDelete: "cascade" }),
  same("nochange_onupdate", { onUpdate: "CASCADE" }, { onUpdate: "cascade" }),
  same("nochange_ondelete_restrict", { onDelete: "RESTRICT" }),
  same("nochange_onupdate_restrict", { onUpdate: "RESTRICT" }),
  same("nochange_ondelete_noaction", { onDelete: "NO ACTION" }, single),
  same("nochange_onupdate_noaction", single, { onUpdate: "NO ACTION" }),
  change("change_ondelete_from_restrict", { onDelete: "RESTRICT" }, { onDelete: "CASCADE" }, pair),
  change("change_onupdate_from_restrict", { onUpdate: "RESTRICT" }, { onUpdate: "CASCADE" }, pair),
  change(
    "ondelete_onupdate_combo",
    { onDelete: "CASCADE", onUpdate: "SET NULL" },
    { onDelete: "RESTRICT", onUpdate: "CASCADE" },
    pair,
  ),
  change("add_initially_deferred", single, { deferrable: "INITIALLY DEFERRED" }, deferring, { on: defers }),
  change("remove_initially_deferred", { deferrable: "INITIALLY DEFERRED" }, single, deferring, {
    on: defers,
  }),
  change(
    "add_initially_immediate_plus_deferrable",
    single,
    { deferrable: "INITIALLY IMMEDIATE" },
    deferring,
    {
      on: defers,
    },
  ),
  change(
    "remove_initially_immediate_plus_deferrable",
    { deferrable: "INITIALLY IMMEDIATE" },
    single,
    deferring,
    {
      on: defers,
    },
  ),
  change(
    "add_deferrable, remove_deferrable: from one to the other",
    { deferrable: "INITIALLY IMMEDIATE" },
    { deferrable: "INITIALLY DEFERRED" },
    deferring,
    { on: defers },
  ),
  same("add_initially_deferrable_nochange_one", single),
  same("add_initially_deferrable_nochange_two", { deferrable: "INITIALLY DEFERRED" }, undefined, defers),
  same("add_initially_deferrable_nochange_three", { deferrable: "INITIALLY IMMEDIATE" }, undefined, defers),
  {
    title: "add_fk_colkeys",
    before: (table) => keyed(table, false),
    after: (table) => keyed(table, true),
    is: ["createForeignKey"],
    look: ([add]) =>
      expect(add).toMatchObject({ foreignKey: { columns: ["x_column"], referencedColumns: ["id_column"] } }),
  },
  {
    title: "no_change_colkeys",
    before: (table) => keyed(table, true),
    after: (table) => keyed(table, true),
    is: [],
  },
]);

/** Properties that are called otherwise than their columns. */
function keyed(table: string, holds: boolean): readonly Entity[] {
  const property = { type: "integer", name: "x_column", nullable: true };
  return [
    { name: `${table}_parent`, columns: { id: { ...id, name: "id_column" } } },
    {
      name: table,
      columns: { id, ...(!holds && { parentId: property }) },
      ...(holds && {
        relations: {
          parent: {
            type: "many-to-one",
            target: `${table}_parent`,
            joinColumn: { name: "x_column", referencedColumnName: "id" },
            nullable: true,
          },
        },
      }),
    },
  ];
}
