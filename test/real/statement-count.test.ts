import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import {
  autogen,
  buildCommandLine,
  dataSourceFile,
  dialectTargets,
  freshTarget,
  id,
  writeFiles,
  writeProject,
  type EntityDefinition,
} from "../cli/project.js";

beforeAll(buildCommandLine);

// Reading, judging what the spelling leaves open, and everything around it: no statement is sent for each table.
test.each(dialectTargets)(
  "check sends as many statements at 500 tables as at 10, on $name",
  async (target) => {
    const fresh = await freshTarget(target);
    const dir = writeProject({});
    const counts: number[] = [];
    for (const tables of [10, 500]) {
      const entities = Array.from({ length: tables }, (_, i) => entity(i, target.dialect === "postgres"));
      writeFiles(dir, { "data-source.js": dataSourceFile(fresh, entities) });
      for (const words of [
        ["revision", "-m", "more"],
        ["upgrade", "--quiet"],
      ]) {
        expect(await autogen(dir, words)).toMatchObject({ status: 0 });
      }
      const preload = ["--import", join(import.meta.dirname, "count-statements.mjs")];
      const checked = await autogen(dir, ["check", "--quiet"], { nodeOptions: preload });
      expect(checked).toMatchObject({ status: 0, stdout: "in sync\n" });
      counts.push(Number(/sent (\d+)/.exec(checked.stderr)?.[1]));
    }
    expect(counts[1]).toBe(counts[0]);
    expect(counts[0]).toBeGreaterThan(3);
  },
  180_000,
);

// A hundred tables are judged at a time, so no more than that hold a text that the server respells beyond recognition.
function entity(i: number, postgres: boolean): EntityDefinition {
  const values = ["new", `open${i}`];
  const status = { type: postgres ? "enum" : "simple-enum", enum: values, default: "new" };
  const name = { type: "varchar", length: 80 };
  const parent = { type: "integer", nullable: true };
  const checks = i < 5 ? [{ name: `ck${i}`, expression: "length(name) between 1 and 40" }] : [];
  return {
    name: `t${i}`,
    columns: { id, name, parent, status },
    checks,
    indices: [{ name: `ix${i}`, columns: ["name"] }],
    uniques: [{ name: `uq${i}`, columns: ["name", "parent"] }],
    foreignKeys: [{ name: `fk${i}`, target: "t0", columnNames: ["parent"], referencedColumnNames: ["id"] }],
  };
}
