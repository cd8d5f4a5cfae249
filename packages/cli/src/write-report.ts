import { renameSync, rmSync, writeFileSync } from "node:fs";
import { AutogenError } from "@typeorm-autogen/errors";

/** A report could not be written. */
class ReportWriteError extends AutogenError {
  constructor(path: string, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(
      "report-write",
      `${path} could not be written: ${why}; name another file with --output`,
      { path },
      cause,
    );
  }
}

/** Writes a report, whole or not at all; returns its path. Throws ReportWriteError. */
export function writeReport(path: string, text: string): string {
  const draft = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(draft, text.endsWith("\n") ? text : `${text}\n`);
    renameSync(draft, path);
    return path;
  } catch (error) {
    rmSync(draft, { force: true });
    throw new ReportWriteError(path, error);
  }
}
