import { ServerDesk } from "./server-desk.js";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Where tests ask for a server: see ServerDesk. */
    serverDesk: string;
  }
}

let desk: ServerDesk | undefined;

/** Vitest's global setup: opens the desk. Servers start when the first test asks, so unit tests start none. */
export async function setup(project: TestProject): Promise<void> {
  desk = new ServerDesk();
  project.provide("serverDesk", await desk.open());
}

/** Vitest's global teardown: stops every server that was started and removes its files. */
export async function teardown(): Promise<void> {
  await desk?.close();
}
