import { afterEach } from "vitest";
import { freshDatabase, type FreshDatabase } from "./fresh-database.js";
import type { Target } from "./targets.js";

const steps: (() => unknown)[] = [];

afterEach(async () => {
  for (const step of steps.splice(0).toReversed()) await step();
});

/** Done after the test, the last first. */
export function afterwards(step: () => unknown): void {
  steps.push(step);
}

/** A fresh database of a target, dropped after the test. */
export async function freshTarget(target: Target): Promise<FreshDatabase> {
  const fresh = await freshDatabase(target);
  afterwards(() => fresh.drop());
  return fresh;
}
