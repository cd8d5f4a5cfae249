import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { throwawayFolder } from "./live/throwaway-folder.js";

process.env["TMPDIR"] ??= throwawayFolder();

// The packages' private export condition lets tests and coverage run on source, without a build.
const conditions = ["autogen-source", "node", "module"];

// What takes minutes begins first, so that in the end no worker waits for another: the length of a file tells nothing.
class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isSlow = ({ moduleId }: TestSpecification) =>
      /\/(?:laws|watch|stories|real)\/|killed/.test(moduleId);
    return [...sorted.filter(isSlow), ...sorted.filter((file) => !isSlow(file))];
  }
}

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ["autogen-source", "node"] } },
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  test: {
    root: import.meta.dirname,
    include: ["**/*.test.ts"],
    sequence: { sequencer: SlowFirst },
    globalSetup: ["live/setup.ts"],
    pool: "forks",
    maxWorkers: 2,
    maxConcurrency: 6,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
