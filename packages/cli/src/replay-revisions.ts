import { scriptLanguage, type Dialect } from "@typeorm-autogen/dialect";
import { emptySchema, type Schema } from "@typeorm-autogen/model";
import { evolve, isOpaque, record, type ScriptFunction } from "@typeorm-autogen/ops";
import type { Revision } from "@typeorm-autogen/revisions";
import { loadDirection } from "@typeorm-autogen/runtime";
import type { Project } from "./project.js";

/**
 * The schema that these revisions build, computed in memory from their directives. Null where a script asks the
 * database, runs SQL, throws, or builds on what no script made: then only a database can tell. Throws what loading a
 * script throws.
 */
export async function replayRevisions(
  revisions: readonly Revision[],
  project: Project,
  dialect: Dialect,
): Promise<Schema | null> {
  let schema: Schema = emptySchema;
  for (const { path } of revisions) {
    const script = await loadDirection((file) => project.loader.import(file), path, "upgrade");
    const next = await replay(schema, script, dialect);
    if (next === null) return null;
    schema = next;
  }
  return schema;
}

async function replay(schema: Schema, script: ScriptFunction, dialect: Dialect): Promise<Schema | null> {
  try {
    const operations = await record(script, scriptLanguage(dialect));
    return operations.some(isOpaque) ? null : evolve(schema, operations);
  } catch {
    return null;
  }
}
