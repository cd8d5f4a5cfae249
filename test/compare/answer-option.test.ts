import { execFileSync } from "node:child_process";
import { compare, defaultCompareOptions } from "@typeorm-autogen/compare";
import { qualify, table } from "@typeorm-autogen/model";
import { expect, test } from "vitest";
import { plainRules } from "../laws/plain-rules.js";

test("an answer can be pasted into a shell, whatever the names hold", () => {
  const type = { name: "mood", schema: null };
  const moods = (values: readonly string[]) => ({
    schemas: [],
    extensions: [],
    sequences: [],
    views: [],
    enums: [{ ...qualify("mood"), values }],
    tables: [table(qualify("people"), { columns: [{ name: "mood", type, nullable: true }] })],
  });
  const { decisions } = compare(
    moods(["it's $HOME", "ok"]),
    moods(["ok"]),
    plainRules,
    defaultCompareOptions,
  );
  const [answer = ""] = decisions[0]?.answers ?? [];
  const words = execFileSync("sh", ["-c", `printf '%s\\n' ${answer}`], { encoding: "utf8" })
    .trim()
    .split("\n");
  expect(words).toEqual(["--map", "value:mood.it's $HOME=ok"]);
});
