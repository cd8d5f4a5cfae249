import { visibleText } from "@typeorm-autogen/errors";
import type { Report } from "./report.js";

const levels = { error: "error", warning: "warning", info: "note" } as const;

interface SarifFinding {
  readonly rule: string;
  readonly level: keyof typeof levels;
  readonly message: string;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly accepted?: string | undefined;
}

/** SARIF 2.1.0: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
export function formatSarif(report: Report, version: string): string {
  const findings: readonly SarifFinding[] = [
    ...report.findings,
    ...report.revisions.flatMap(({ file, hazards }) =>
      hazards.map(({ rule, level, object, message, line, accepted }) => ({
        rule,
        level,
        message: `${object}: ${message}`,
        file,
        line,
        accepted,
      })),
    ),
  ];
  const rules = [...new Set(findings.map(({ rule }) => rule))].sort();
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "autogen",
            version,
            rules: rules.map((id) => ({ id, shortDescription: { text: id.replaceAll("-", " ") } })),
          },
        },
        columnKind: "utf16CodeUnits",
        results: findings.map((finding) => result(finding, rules)),
      },
    ],
  };
  return JSON.stringify(log, null, 2);
}

function result({ rule, level, message, file, line = 1, accepted }: SarifFinding, rules: readonly string[]) {
  return {
    ruleId: rule,
    ruleIndex: rules.indexOf(rule),
    level: levels[level],
    message: { text: visibleText(message) },
    ...(file !== undefined && {
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: uriOf(file) },
            region: { startLine: line },
          },
        },
      ],
    }),
    ...(accepted !== undefined && {
      suppressions: [{ kind: "inSource", status: "accepted", justification: visibleText(accepted) }],
    }),
  };
}

function uriOf(file: string): string {
  return file
    .split(/[\\/]/)
    .map((part) => encodeURIComponent(part))
    .join("/");
}
