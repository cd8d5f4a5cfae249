import type { ServerFacts } from "@typeorm-autogen/dialect";

/** What is assumed of a server where nothing is connected: the oldest one that is served. */
export const defaultFacts: ServerFacts = { version: "12.0", defaultSchema: "public", extensions: [] };
