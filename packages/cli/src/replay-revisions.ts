import { scriptLanguage, type Dialect } from "@typeorm-autogen/dialect";
import { AutogenError } from "@typeorm-autogen/errors";
import { emptySchema, type Schema } from "@typeorm-autogen/model";
import { evolve, isOpaque, record } from "@typeorm-autogen/ops";
import type { Revision } from "@typeorm-autogen/revisions";
import { loadDirection } from "@typeorm-autogen/runtime";
import { importScript } from "./import-script.js";
import type { Project } from "./project.js";

/** Only a database can tell what the scripts build. */
class NotReplayableError extends AutogenError {
  constructor({ id, path }: Revision, reason: string) {
    super(
      "not-replayable",
      `what revision ${id} (${path}) builds cannot be worked out in memory: it ${reason}; compare with --against scratch`,
      { revision: id, file: path, reason },
    );
  }
}

/** What scripts build, or the revision at which that cannot be told, and why: `runs SQL`. */
type Replay =
  | { readonly schema: Schema }
  | { readonly schema: null; readonly revision: Revision; readonly reason: string };

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
  return (await replay(revisions, project, dialect)).schema;
}

/** As replayRevisions, but throws NotReplayableError in the place of null. */
export async function replayOrRefuse(
  revisions: readonly Revision[],
  project: Project,
  dialect: Dialect,
): Promise<Schema> {
  const replayed = await replay(revisions, project, dialect);
  if (replayed.schema === null) throw new NotReplayableError(replayed.revision, replayed.reason);
  return replayed.schema;
}

async function replay(revisions: readonly Revision[], project: Project, dialect: Dialect): Promise<Replay> {
  let schema: Schema = emptySchema;
  for (const revision of revisions) {
    const script = await loadDirection((file) => importScript(project, file), revision.path, "upgrade");
    try {
      const operations = await record(script, scriptLanguage(dialect));
      if (operations.some(isOpaque)) return { schema: null, revision, reason: "runs SQL" };
      schema = evolve(schema, operations);
    } catch (error) {
      return {
        schema: null,
        revision,
        reason: `stops (${error instanceof Error ? error.message : String(error)})`,
      };
    }
  }
  return { schema };
}
