import { expect } from "vitest";
import type { Target } from "../live/targets.js";
import { id, type Entity } from "../stories/told-project.js";
import { describeCases, type Case } from "./cases.js";

// The names are those of docs/alembic-cases.md.

type Checks = Readonly<Record<string, string>>;

const integer = { type: "integer", nullable: true };
const onPostgres = ({ dialect }: Target) => dialect === "postgres";
const both: Case["is"] = ["dropCheck", "createCheck"];

/** A table with these checks, by name; null where there is no table. */
const model =
  (checks: Checks | null, more: Partial<Entity> = {}) =>
  (table: string): readonly Entity[] =>
    checks === null
      ? []
      : [
          {
            name: table,
            columns: { id, a: integer, b: integer, kind: { type: "varchar", length: 9, nullable: true } },
            checks: Object.entries(checks).map(([name, expression]) => ({
              ...(name !== "" && { name: `${table}_${name}` }),
              expression,
            })),
            ...more,
          },
        ];

const change = (
  title: string,
  before: Checks | null,
  after: Checks | null,
  is: Case["is"],
  more: Partial<Entity> = {},
  on?: Case["on"],
): Case => ({ title, before: model(before, more), after: model(after, more), is, ...(on && { on }) });

const positive = { c: "a > 0" };

describeCases("check constraints", [
  change("add_check_constraint", {}, positive, ["createCheck"]),
  change("remove_check_constraint", positive, {}, ["dropCheck"]),
  change("no_change_check_constraint", positive, positive, []),
  change("same_name_different_expression_no_change", positive, { c: "a > 1" }, both),
  change("compare_check_constraint_is_different", { c: "a > 0 AND b < 5" }, { c: "a > 0 OR b < 5" }, both),
  change(
    "compare_check_constraint_is_different: only in spelling",
    { c: "a>0   and (b<>5)" },
    { c: "(a > 0) AND b != 5" },
    [],
  ),
  change("unnamed_check_constraint_in_metadata_ignored", { "": "a > 0" }, { "": "a > 0" }, []),
  {
    title: "type_bound_boolean_not_detected",
    before: model(
      {},
      { columns: { id, yes: { type: "boolean" }, mood: { type: "simple-enum", enum: ["a", "b"] } } },
    ),
    after: model(
      {},
      { columns: { id, yes: { type: "boolean" }, mood: { type: "simple-enum", enum: ["a", "b"] } } },
    ),
    is: [],
  },
  change("multiple_check_constraints", { c: "a > 0", d: "b > 0" }, { c: "a > 0", d: "b > 1", e: "a < 9" }, [
    "dropCheck",
    "createCheck",
    "createCheck",
  ]),
  change("remove_one_of_multiple", { c: "a > 0", d: "b > 0" }, { d: "b > 0" }, ["dropCheck"]),
  {
    ...change("add_table_with_check_constraint_no_duplicate", null, positive, ["createTable"]),
    look: ([create]) => expect(create).toMatchObject({ table: { checks: [{}] } }),
  },
  {
    ...change("drop_table_with_check_constraint_no_duplicate", positive, null, ["dropTable"]),
    look: ([drop]) => expect(drop).toMatchObject({ was: { checks: [{}] } }),
  },
  change("schema add", {}, positive, ["createCheck"], { schema: "app" }, onPostgres),
  change("schema remove", positive, {}, ["dropCheck"], { schema: "app" }, onPostgres),
  change("naming convention: add", {}, { "": "a > 0" }, ["createCheck"]),
  change("naming convention: remove", { "": "a > 0" }, {}, ["dropCheck"]),
  change("naming convention: no change", { "": "kind IN ('x', 'y')" }, { "": "kind IN ('x', 'y')" }, []),
]);
