import type { ScriptLanguage } from "@typeorm-autogen/ops";
import type { ClientScript } from "./client-script.js";
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
    split: (text) => splitScript(text, dialect.script),
    database: { name, version, defaultSchema, ...(flavor !== undefined && { flavor }) },
  };
}

// What stands outside BEGIN and COMMIT is alone, but a text without them is all in the transaction of its revision.
function splitScript(text: string, { split, boundary }: ClientScript): ReturnType<ScriptLanguage["split"]> {
  const statements = split(text);
  let open = !statements.some((sql) => boundary(sql) === "begin");
  const kept: { readonly sql: string; readonly alone?: true }[] = [];
  for (const sql of statements) {
    const sign = boundary(sql);
    if (sign === "begin" || sign === "commit") open = sign === "begin";
    const dropped = sign === "session" ? !open && kept.length === 0 : sign !== null;
    if (!dropped) kept.push(open ? { sql } : { sql, alone: true });
  }
  return kept;
}
