import type { ScriptTemplate } from "./script-template.js";

/** Where revision scripts stand, and what they look like. */
export interface FilesConfig {
  /** Folder of the revision scripts, relative to the configuration. */
  readonly directory?: string;
  /** Further folders of revision scripts; a new one goes where its parent is, or where `--version-path` says. */
  readonly versionLocations?: readonly string[];
  /** Whether scripts in folders within the folder count; so they do where `fileTemplate` has a `/`. */
  readonly recursive?: boolean;
  /** Name of a new script without its extension, of `{id}`, `{slug}`, `{epoch}` and dates such as `{yyyyMMdd_HHmm}`. */
  readonly fileTemplate?: string;
  /** IANA name of the time zone of dates in file names: `Europe/Berlin`. */
  readonly timezone?: string;
  /** Most characters of `{slug}`. */
  readonly slugLength?: number;
  /** What a new script is written in; `sql`: a pair of files. */
  readonly format?: "ts" | "js" | "sql";
  /** How a new script is put together: a file with slots such as `{{upgrade}}`, or a function. */
  readonly template?: string | ScriptTemplate;
  /** What a template file may name beside the script's own parts: `{{owner}}`. */
  readonly templateArgs?: Readonly<Record<string, string>>;
}
