import { execFileSync } from "node:child_process";
import { compare, defaultCompareOptions, type Answers } from "@typeorm-autogen/compare";
import { emptySchema, qualify, table, type Column } from "@typeorm-autogen/model";
import { expect, test } from "vitest";
import { plainRules } from "../laws/plain-rules.js";

const type = { name: "mood", schema: null };
const moods = (values: readonly string[], more: readonly Column[] = []) => ({
  ...emptySchema,
  enums: [{ ...qualify("mood"), values }],
  tables: [table(qualify("people"), { columns: [{ name: "mood", type, nullable: true }, ...more] })],
});

test("an answer that is cut at its first = means the name that there is", () => {
  const number = { name: "a=b", type: { name: "integer" }, nullable: false };
  const operations = (from: string, answers: Partial<Answers>) =>
    compare(moods([from, "ok"]), moods(["ok"], [number]), plainRules, {
      ...defaultCompareOptions,
      answers: { ...defaultCompareOptions.answers, ...answers },
    });
  const mapped = operations("x=y", {
    mappings: new Map([["mood.x", "y=ok"]]),
    backfills: new Map([["people.a", "b=x = y"]]),
  });
  expect(mapped.decisions).toEqual([]);
  expect(JSON.stringify(mapped.operations)).toContain(`"map":{"x=y":"ok"}`);
  expect(JSON.stringify(mapped.operations)).toContain(`"backfill":"x = y"`);
  const left = operations("x=y", {
    mappings: new Map([["mood.x", "y=none"]]),
    backfills: new Map([["people.a", "b=none"]]),
  });
  expect(left.decisions).toEqual([]);
  expect(JSON.stringify(left.operations)).not.toContain(`"map"`);
  expect(() => operations("x", { mappings: new Map([["mood.z", "y=ok"]]) })).toThrow("no value mood.z");
});

test("the word none is a value where an answer came as data, whatever is cut beside it", () => {
  const number = { name: "total", type: { name: "integer" }, nullable: false };
  const { operations } = compare(moods(["sad", "ok"]), moods(["ok", "none"], [number]), plainRules, {
    ...defaultCompareOptions,
    answers: {
      ...defaultCompareOptions.answers,
      mappings: new Map([["mood.sad", "none"]]),
      backfills: new Map([["people.total", "1 = 1"]]),
    },
  });
  expect(JSON.stringify(operations)).toContain(`"map":{"sad":"none"}`);
});

test("an answer can be pasted into a shell, whatever the names hold", () => {
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
