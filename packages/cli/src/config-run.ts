/** How scripts run. */
export interface RunConfig {
  readonly versionTable?: { readonly name?: string; readonly schema?: string };
  /** How long to wait for another runner, in milliseconds. */
  readonly lockTimeout?: number;
}
