import type { ServerFacts } from "@typeorm-autogen/dialect";

/** What a library of this version is known to be. */
export function factsOf(version: string): ServerFacts {
  return { version, defaultSchema: null, extensions: [] };
}

/** What is assumed where nothing is connected: the oldest library that is served. */
export const defaultFacts: ServerFacts = factsOf("3.37.0");
