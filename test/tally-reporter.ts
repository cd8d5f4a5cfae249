import { writeFileSync } from "node:fs";
import type { Reporter, SerializedError, TestModule } from "vitest/node";

/**
 * Writes the run's numbers into the file that `AUTOGEN_TEST_TALLY` names, as `passed failed skipped`. A file that does
 * not load, and an error outside of every test, count as one failure each.
 */
export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const file = process.env["AUTOGEN_TEST_TALLY"];
    if (!file) return;
    const count = (state: "passed" | "failed" | "skipped"): number =>
      modules.reduce((sum, module) => sum + [...module.children.allTests(state)].length, 0);
    const broken = modules.filter((module) => module.errors().length > 0).length;
    writeFileSync(
      file,
      `${count("passed")} ${count("failed") + broken + errors.length} ${count("skipped")}\n`,
    );
  }
}
