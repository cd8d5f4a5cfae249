import type { NewRevisionHeader } from "@typeorm-autogen/revisions";
import { hazardNotes } from "./hazard-lines.js";
import type { Draft, ScriptBody } from "./write-script.js";

/** Renders a pair of SQL files without writing them; `path` is the first one's. */
export async function draftSqlPair(
  { id: revision, ...place }: NewRevisionHeader,
  about: { readonly message: string; readonly createdAt: Date; readonly path: string },
  { hazards, server, verified, sql }: ScriptBody,
): Promise<Draft> {
  const { renderSqlPair } = await import("@typeorm-autogen/render");
  const { up, down } = renderSqlPair({
    ...place,
    ...about,
    revision,
    notes: hazardNotes(hazards),
    ...(server !== undefined && { server }),
    ...(verified !== undefined && { verified }),
    ...(sql ?? { up: "", down: "" }),
  });
  return { text: up, path: about.path, back: down };
}
