import { renderScript, type ScriptDescription } from "@typeorm-autogen/render";
import * as fc from "fast-check";
import { format, type Options } from "prettier";
import { expect, test } from "vitest";
import { arbitraryOperation, type Wording } from "../laws/arbitrary-operations.js";
import { plainTypes } from "../laws/plain-types.js";

const description: ScriptDescription = {
  message: "Lay everything out",
  revision: "3f9c1a2b4d5e",
  downRevisions: ["a81be0c2f7d4"],
  branchLabels: [],
  dependsOn: [],
  createdAt: new Date("2026-11-22T10:30:00Z"),
  server: "PostgreSQL 15",
  notes: [],
  upgrade: [],
  downgrade: [],
  types: plainTypes,
};

// By default Prettier keeps an object open that it finds open; collapsing shows those that were opened in vain.
const oracles: readonly Options[] = [
  { parser: "typescript" },
  { parser: "typescript", objectWrap: "collapse" },
];

test.each<[Wording, number]>([
  ["plain", 120],
  ["hostile", 60],
])("scripts of %s operations are laid out as Prettier lays them out", async (wording, numRuns) => {
  const operations = fc.array(arbitraryOperation(wording), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(operations, async (upgrade) => {
      const text = renderScript({ ...description, upgrade }, { format: "ts" });
      for (const oracle of oracles) expect(await format(text, oracle)).toBe(text);
    }),
    { numRuns },
  );
});
