import type { ForeignKey, Schema } from "@typeorm-autogen/model";
import { describe, expect, test } from "vitest";
import { column, difference, entity, schema } from "./stories.js";

/** What a guess comes to: `clear` is taken by --renames auto, `asked` is a question, `none` a drop and an add. */
type Outcome = "clear" | "asked" | "none";

function outcome(live: Schema, declared: Schema): Outcome {
  const { decisions } = difference(live, declared, { answers: { renamePolicy: "ask" } });
  const renames = decisions.filter(({ kind }) => kind === "rename");
  if (renames.length === 0) return "none";
  const auto = difference(live, declared, { answers: { renamePolicy: "auto" } });
  return auto.decisions.some(({ kind }) => kind === "rename") ? "asked" : "clear";
}

const nullable = { nullable: true };
const around = (inner: ReturnType<typeof column>) =>
  schema([entity("it", { columns: [column("before", "text"), inner, column("after", "text")] })]);

describe("a column of the same type in the same place", () => {
  const cases: readonly (readonly [from: string, to: string, type: string, outcome: Outcome])[] = [
    ["createdAt", "created_at", "timestamptz", "clear"],
    ["userID", "user_id", "integer", "clear"],
    ["firstname", "first_name", "varchar(80)", "clear"],
    ["adress", "address", "text", "clear"],
    ["recieved", "received", "timestamptz", "clear"],
    ["color", "colour", "text", "clear"],
    ["tag", "tags", "text", "clear"],
    ["name", "full_name", "varchar(80)", "clear"],
    ["email", "email_address", "varchar(120)", "clear"],
    ["price", "unit_price", "integer", "clear"],
    ["status", "order_status", "text", "clear"],
    ["qty", "quantity", "integer", "asked"],
    ["desc", "description", "text", "asked"],
    ["tel", "phone", "varchar(20)", "asked"],
    ["name", "title", "varchar(80)", "asked"],
    ["nick", "alias", "varchar(80)", "asked"],
    // Two things, however alike their names.
    ["created_at", "updated_at", "timestamptz", "asked"],
    ["first_name", "last_name", "varchar(80)", "asked"],
    ["firstname", "lastname", "varchar(80)", "asked"],
    ["start_date", "end_date", "date", "asked"],
    ["min_price", "max_price", "integer", "asked"],
    ["minprice", "maxprice", "integer", "asked"],
    ["pricefrom", "priceto", "integer", "asked"],
    ["shipping_address", "billing_address", "text", "asked"],
    ["address1", "address2", "text", "asked"],
    ["line_1", "line_2", "text", "asked"],
    ["enabled", "disabled", "boolean", "asked"],
    ["active", "inactive", "boolean", "asked"],
    ["is_active", "is_deleted", "boolean", "asked"],
    ["inbound", "outbound", "integer", "asked"],
    ["debit", "credit", "integer", "asked"],
    ["width", "height", "integer", "asked"],
    ["lat", "lng", "real", "asked"],
    ["pos_x", "pos_y", "integer", "asked"],
    ["posx", "posy", "integer", "asked"],
    ["state", "status", "text", "asked"],
    ["count", "discount", "integer", "asked"],
  ];

  test.each(cases)("%s, %s", (from, to, type, expected) => {
    expect(outcome(around(column(from, type)), around(column(to, type)))).toBe(expected);
  });
});

describe("a column that is another in more than its name", () => {
  test("of an unrelated type", () => {
    expect(outcome(around(column("city", "text")), around(column("city_id", "integer")))).toBe("none");
    expect(outcome(around(column("email", "text")), around(column("email_verified", "boolean")))).toBe(
      "none",
    );
    expect(outcome(around(column("age")), around(column("biography", "text", nullable)))).toBe("none");
  });

  test("that refers to another table", () => {
    const link = (to: string): ForeignKey => ({
      name: "FK",
      columns: [`${to}_id`],
      references: { schema: null, name: to },
      referencedColumns: ["id"],
    });
    const model = (to: string) =>
      schema([
        entity("user"),
        entity("author"),
        entity("post", { columns: [column(`${to}_id`)], foreignKeys: [link(to)] }),
      ]);
    expect(outcome(model("user"), model("author"))).toBe("none");
  });

  test("of an enum type that is called after it: its values tell", () => {
    const model = (name: string, values: readonly string[]) => ({
      ...around(column(name, `it_${name}_enum!`)),
      enums: [{ schema: null, name: `it_${name}_enum`, values }],
    });
    expect(outcome(model("state", ["a", "b"]), model("order_state", ["a", "b"]))).toBe("clear");
    expect(outcome(model("state", ["a", "b"]), model("phase", ["a", "b"]))).toBe("asked");
    expect(outcome(model("state", ["a", "b"]), model("phase", ["x", "y"]))).toBe("none");
  });
});

describe("a table", () => {
  const model = (name: string, ...columns: readonly string[]) =>
    schema([entity(name, { columns: columns.map((each) => column(each, "text")) }), entity("other")]);

  test.each<readonly [string, Schema, Schema, Outcome]>([
    ["in another spelling", model("userAccount", "mail"), model("user_accounts", "mail"), "clear"],
    ["with another word", model("account", "mail", "iban"), model("user_account", "mail", "iban"), "clear"],
    ["under another name", model("users", "mail", "iban"), model("customers", "mail", "iban"), "asked"],
    ["of another year", model("log_2024", "line"), model("log_2025", "line"), "asked"],
    ["for another purpose", model("audit_log", "line", "who"), model("access_log", "line", "who"), "asked"],
    ["with nothing else in common", model("users", "mail", "iban"), model("orders", "total", "due"), "none"],
  ])("%s", (_, live, declared, expected) => {
    expect(outcome(live, declared)).toBe(expected);
  });
});

describe("a value of an enum, in the same place", () => {
  const model = (...values: readonly string[]) => ({
    ...around(column("mood", "mood!")),
    enums: [{ schema: null, name: "mood", values }],
  });

  test.each<readonly [string, string, Outcome]>([
    ["cancelled", "canceled", "clear"],
    ["in_progress", "in-progress", "clear"],
    ["active", "inactive", "asked"],
    ["paid", "unpaid", "asked"],
    ["sad", "blue", "none"],
  ])("%s, %s", (from, to, expected) => {
    expect(outcome(model("new", from, "last"), model("new", to, "last"))).toBe(expected);
  });
});
