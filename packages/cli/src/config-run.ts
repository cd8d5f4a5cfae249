/** How scripts run. */
export interface RunConfig {
  /** Who runs migrations: Autogen its own scripts, or TypeORM its classes, which `revision` then writes. */
  readonly runner?: "autogen" | "typeorm";
  readonly versionTable?: { readonly name?: string; readonly schema?: string };
  /** A server on which scratch databases may be made: `revision` and `verify` prove scripts there. */
  readonly scratch?: { readonly url?: string };
  /** What a transaction holds: each revision, all of a run, or none of what scripts run as SQL. */
  readonly transaction?: "each" | "all" | "none";
  /** How long to wait for another runner, in milliseconds. */
  readonly lockTimeout?: number;
}
