import { isSqlScript } from "./sql-script.js";

/** The language of a revision script; `sql` is a pair of files. */
export type RevisionFormat = "ts" | "js" | "sql";

/** What a script is written in, as its file's name tells. */
export function formatOfScript(file: string): RevisionFormat {
  if (isSqlScript(file)) return "sql";
  return /\.[cm]?ts$/.test(file) ? "ts" : "js";
}

/** What a script's header says about one revision; the script itself has not been run. */
export interface Revision {
  readonly id: string;
  /** The ids that it follows: none for a base, several for a merge. */
  readonly downRevisions: readonly string[];
  /** The ids that it stands for, oldest first, where it was made of several. */
  readonly replaces: readonly string[];
  /** The labels that this script declares, without those that it inherits. */
  readonly branchLabels: readonly string[];
  /** Ids or labels that must be applied before it, though it does not follow them. */
  readonly dependsOn: readonly string[];
  /** It is written anew on each apply of watch, until `autogen revision --finish` makes a revision of it. */
  readonly draft: boolean;
  /** The first line of the leading comment, else the words of the file's name. */
  readonly message: string;
  /** When it was written, as `2026-11-22T10:30Z`; null when neither the comment nor the file's name tells. */
  readonly createdAt: string | null;
  /** The server that its comment says it was written for, such as `PostgreSQL 15`; null when it does not say. */
  readonly server: string | null;
  /** Absolute path of the script: the source where it is there, else the compiled file; of a pair of SQL files the first. */
  readonly path: string;
  /** Other forms of the same script, such as the compiled file beside its source. */
  readonly otherPaths: readonly string[];
  readonly format: RevisionFormat;
}
