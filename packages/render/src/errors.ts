import { AutogenError } from "@typeorm-autogen/errors";

/** A script was asked for in a format that cannot be written yet. */
export class UnsupportedFormatError extends AutogenError {
  constructor(format: string) {
    super(
      "unsupported-format",
      `unsupported: revision scripts in the format "${format}"; write them with --format ts or --format js`,
      { format },
    );
  }
}

/** The project's Prettier could not format a script. */
export class ScriptFormatError extends AutogenError {
  constructor(file: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(
      "script-not-formatted",
      `Prettier could not format ${file}: ${reason}; repair the project's Prettier configuration, or leave the file out by .prettierignore`,
      { file },
      cause,
    );
  }
}
