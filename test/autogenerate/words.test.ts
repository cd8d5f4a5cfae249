import { scriptLanguage } from "@typeorm-autogen/dialect";
import { describeOperation } from "@typeorm-autogen/autogenerate";
import { postgres } from "@typeorm-autogen/dialect-postgres";
import { flatten, record, type Operations } from "@typeorm-autogen/ops";
import { describe, expect, test } from "vitest";

async function recorded(script: (op: Operations) => void) {
  return record(script, scriptLanguage(postgres));
}

async function words(script: (op: Operations) => void): Promise<readonly string[]> {
  return flatten(await recorded(script)).map((operation) => {
    const { subject, sign, text } = describeOperation(operation, postgres.types);
    return `${subject ?? ""}${sign} ${text}`;
  });
}

describe("operations in words", () => {
  test("tables and enums", async () => {
    expect(
      await words((op) => {
        op.createEnum("mood", ["glad", "sad"]);
        op.createTable("one", (t) => t.column("id", "integer"));
        op.renameTable("one", "two");
        op.dropTable("two");
      }),
    ).toEqual(["+ enum mood (glad, sad)", "+ table one: 1 column", "~ table one becomes two", "- table two"]);
  });

  test("what happens to one table stands under its name", async () => {
    expect(
      await words((op) =>
        op.alterTable("users", (t) => {
          t.addColumn("age", "integer", { nullable: true });
          t.alterColumn("name", { type: "varchar(20)" }, { was: { type: "varchar(10)" } });
          t.alterColumn("nick", { nullable: true }, { was: { nullable: false } });
          t.renameColumn("mail", "email");
          t.dropColumn("old", "text");
          t.createIndex("by_email", ["email"], { unique: true, where: "age > 3" });
        }),
      ),
    ).toEqual([
      "users+ column age integer, null",
      "users~ column name: varchar(10) → varchar(20)",
      "users~ column nick: no longer required",
      "users~ column mail becomes email",
      "users- column old",
      "users+ unique index by_email (email) where age > 3",
    ]);
  });
});
