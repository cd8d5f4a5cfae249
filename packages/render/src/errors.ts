import { AutogenError } from "@typeorm-autogen/errors";

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
