import { defineConfig } from "vitest/config";
import { throwawayFolder } from "./live/throwaway-folder.js";

process.env["TMPDIR"] ??= throwawayFolder();

// The packages' private export condition lets tests and coverage run on source, without a build.
const conditions = ["autogen-source", "node", "module"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ["autogen-source", "node"] } },
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  test: {
    root: import.meta.dirname,
    include: ["**/*.test.ts"],
    globalSetup: ["live/setup.ts"],
    pool: "forks",
    maxWorkers: 2,
    maxConcurrency: 6,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
