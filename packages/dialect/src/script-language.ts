import type { ScriptLanguage } from "@typeorm-autogen/ops";
import type { Dialect, ServerFacts } from "./dialect.js";

/** What a script is told of a database; without facts, what the dialect assumes where nothing is connected. */
export function scriptLanguage(dialect: Dialect, facts: ServerFacts = dialect.defaultFacts): ScriptLanguage {
  const { name, types, lexicon, naming } = dialect;
  const { version, defaultSchema, flavor } = facts;
  return {
    types,
    lexicon,
    ...(naming && { naming }),
    literal: (value) => dialect.literal(value),
    database: { name, version, defaultSchema, ...(flavor !== undefined && { flavor }) },
  };
}
