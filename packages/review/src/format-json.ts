import { countFindings, type Report } from "./report.js";

/** The report as data, with its counts; what `--json` prints. */
export function reportData(report: Report): Readonly<Record<string, unknown>> {
  return { ...report, counts: countFindings(report) };
}
