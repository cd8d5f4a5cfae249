import { dirname } from "node:path";
import type { Hazard } from "@typeorm-autogen/hazards";
import type { TypeCodec } from "@typeorm-autogen/model";
import type { Operation } from "@typeorm-autogen/ops";
import type { RenderItem } from "@typeorm-autogen/render";
import type { NewRevisionHeader } from "@typeorm-autogen/revisions";
import { hazardNotes } from "./hazard-lines.js";
import { moduleKind } from "./module-kind.js";
import type { TemplateParts } from "./script-template.js";

/** A revision on its way into a file. */
export interface RevisionToRender {
  readonly header: NewRevisionHeader;
  readonly message: string;
  readonly createdAt: Date;
  readonly format: "ts" | "js";
  /** Where the file will stand; the project's Prettier configuration is looked for from there. */
  readonly path: string;
  readonly projectDir: string;
  readonly upgrade: readonly Operation[];
  readonly downgrade: readonly Operation[];
  readonly hazards: readonly Hazard[];
  readonly types?: TypeCodec;
  readonly server?: string;
  /** As ScriptDescription has it. */
  readonly verified?: string | null;
  readonly renderItem?: RenderItem | undefined;
  /** Puts the parts together in another way than usual. */
  readonly template?: ((parts: TemplateParts) => string) | undefined;
}

const noTypes: TypeCodec = { parse: (text) => ({ name: text }), print: ({ name }) => name };

/** The script's text, laid out as the project's own Prettier would where it has a configuration, else as ours. */
export async function renderRevision(revision: RevisionToRender): Promise<string> {
  const { header, message, createdAt, format, path, projectDir, upgrade, downgrade, hazards, types } =
    revision;
  const { server, verified, renderItem, template } = revision;
  const { formatWithProject, joinParts, renderParts } = await import("@typeorm-autogen/render");
  const parts = renderParts(
    {
      message,
      revision: header.id,
      downRevisions: header.downRevisions,
      ...(header.replaces && { replaces: header.replaces }),
      branchLabels: header.branchLabels,
      dependsOn: header.dependsOn,
      ...(header.draft && { draft: true }),
      createdAt,
      notes: hazardNotes(hazards),
      upgrade,
      downgrade,
      types: types ?? noTypes,
      renderItem,
      ...(server !== undefined && { server }),
      ...(verified !== undefined && { verified }),
    },
    { format, modules: moduleKind(dirname(path)) },
  );
  const text = template ? template({ ...header, ...parts, message, createdAt, path }) : joinParts(parts);
  return formatWithProject(text, path, projectDir);
}
