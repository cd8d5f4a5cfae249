import { traceAnswers, type Answers } from "@typeorm-autogen/compare";
import { flatten, record, type Operations } from "@typeorm-autogen/ops";
import { expect, test } from "vitest";
import { plainLanguage } from "../laws/plain-types.js";

/** The answers that a comparison from one end to the other wants, in the words of the command line. */
async function traced(script: (op: Operations) => void): Promise<readonly string[]> {
  const answers: Answers = traceAnswers(flatten(await record(script, plainLanguage)));
  const pairs = (option: string, map: ReadonlyMap<string, string | null>) =>
    [...map].map(([key, value]) => `${option} ${key}=${value ?? "none"}`);
  return [
    ...answers.renames.map(({ object, from, to }) => `rename ${object}:${from}=${to}`),
    ...pairs("backfill", answers.backfills),
    ...pairs("using", answers.conversions),
    ...pairs("map", answers.mappings),
  ];
}

const cases: [title: string, script: (op: Operations) => void, ...answers: string[]][] = [
  [
    "renames, one after the other, are one from end to end",
    (op) => {
      op.alterTable("users").renameColumn("name", "title");
      op.renameTable("users", "people");
      op.alterTable("people").renameColumn("title", "label");
      op.renameEnum("mood", "feeling");
      op.renameEnum("feeling", "temper");
    },
    "rename table:users=people",
    "rename type:mood=temper",
    "rename column:users.name=label",
  ],
  [
    "what has its first name again, was made in between, or is gone has no rename",
    (op) => {
      op.alterTable("users", (t) => {
        t.renameColumn("name", "title");
        t.addColumn("nick", "integer", { nullable: true });
        t.renameColumn("age", "years");
      });
      op.alterTable("users", (t) => {
        t.renameColumn("title", "name");
        t.renameColumn("nick", "alias");
        t.dropColumn("years");
      });
      op.createTable("logs", (t) => t.column("id", "integer"));
      op.renameTable("logs", "events");
      op.alterTable("events").renameColumn("id", "number");
    },
  ],
  [
    "columns that change their names with each other do so from end to end",
    (op) =>
      op.alterTable("users", (t) => {
        t.renameColumn("a", "c");
        t.renameColumn("b", "a");
        t.renameColumn("c", "b");
      }),
    "rename column:users.b=a",
    "rename column:users.a=b",
  ],
  [
    "what rows got uses the names of afterwards, and stays with the column",
    (op) => {
      op.alterTable("users").addColumn("size", "integer", { backfill: "length(name)" });
      op.alterTable("users").renameColumn("name", "title");
      op.alterTable("users").renameColumn("size", "width");
      op.renameTable("users", "people");
      op.alterTable("people").addColumn("plain", "integer");
      op.alterTable("people").addColumn("free", "integer", { nullable: true });
    },
    "rename table:users=people",
    "rename column:users.name=title",
    "backfill people.width=length(title)",
    "backfill people.plain=none",
  ],
  [
    "a conversion is one, two are none, and those of a column that is gone go with it",
    (op) => {
      const to = (t: string, using?: string) => {
        const was = { type: "integer", nullable: true } as const;
        op.alterTable("users").alterColumn(
          t,
          { type: "text" },
          { was, ...(using !== undefined && { using }) },
        );
      };
      to("a", "a::text");
      to("b", "b::text");
      to("b", "upper(b)");
      to("c", "c::text");
      to("d");
      op.alterTable("users").dropColumn("c");
    },
    "using users.a=a::text",
  ],
  [
    "a value that rows no longer hold goes to where they are now; one that got another name is renamed",
    (op) => {
      op.alterEnum("mood", ["glad", "calm"], { was: ["glad", "sad", "calm"], map: { sad: "calm" } });
      op.alterEnum("mood", ["glad", "quiet"], { was: ["glad", "calm"], map: { calm: "quiet" } });
      op.alterEnum("mood", ["glad", "quiet", "new"], { was: ["glad", "quiet"] });
      op.alterEnum("mood", ["glad", "quiet"], { was: ["glad", "quiet", "new"] });
      op.alterEnum("mood", ["quiet"], { was: ["glad", "quiet"] });
    },
    "rename value:mood.calm=quiet",
    "map mood.sad=quiet",
    "map mood.glad=none",
  ],
  [
    "of a table or a type that is gone nothing is left to say",
    (op) => {
      op.alterTable("users").addColumn("size", "integer", { backfill: "1" });
      op.dropTable("users");
      op.alterEnum("mood", ["glad"], { was: ["glad", "sad"], map: { sad: "glad" } });
      op.dropEnum("mood", ["glad"]);
    },
  ],
];

test.each(cases)("%s", async (...[, script, ...answers]) => {
  expect(await traced(script)).toEqual(answers);
});
