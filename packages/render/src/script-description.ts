import type { TypeCodec } from "@typeorm-autogen/model";
import type { Operation } from "@typeorm-autogen/ops";
import type { RenderItem } from "./render-item.js";

/** All that a revision script says. */
export interface ScriptDescription {
  /** What the revision is for, in the words of its author; may have several lines. */
  readonly message: string;
  readonly revision: string;
  /** None: the first revision. Several: a merge. */
  readonly downRevisions: readonly string[];
  /** What this revision stands for, where it was made of several. */
  readonly replaces?: readonly string[];
  readonly branchLabels: readonly string[];
  readonly dependsOn: readonly string[];
  /** It is a draft, which is written anew until it is finished. */
  readonly draft?: true;
  readonly createdAt: Date;
  /** The server that the comparison saw, such as `PostgreSQL 15`; absent where nothing was compared. */
  readonly server?: string;
  /** What was proved, as the header says it after `Verified:`; null: nothing; absent: there is nothing to prove. */
  readonly verified?: string | null;
  /** Lines for the reader of the script: hazards, hints. */
  readonly notes: readonly string[];
  readonly upgrade: readonly Operation[];
  readonly downgrade: readonly Operation[];
  /** The dialect's spelling of types. */
  readonly types: TypeCodec;
  /** Writes parts in another way. */
  readonly renderItem?: RenderItem | undefined;
}

/** A script's text in parts; each ends its line. Together, in this order, they are the script. */
export interface ScriptParts {
  /** The comment at the top, without a newline at its end. */
  readonly comment: string;
  readonly imports: string;
  /** `revision`, `downRevision`, `branchLabels` and `dependsOn`. */
  readonly exports: string;
  readonly upgrade: string;
  readonly downgrade: string;
}

/** The languages of a script that records operations. */
export type ScriptFormat = "ts" | "js";

/** How a script is written. */
export interface RenderOptions {
  readonly format: ScriptFormat;
  /** For `js`: what the project's package.json makes of a `.js` file. TypeScript files are always ESM. */
  readonly modules?: "esm" | "commonjs";
}
