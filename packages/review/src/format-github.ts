import { plainLine } from "./plain-line.js";
import type { Report } from "./report.js";

const words = { error: "error", warning: "warning", info: "notice" } as const;

/**
 * Annotations as GitHub's runner reads them from standard output, one a line.
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function formatGithub({ revisions, findings }: Report): string {
  const hazards = revisions.flatMap(({ file, hazards }) =>
    hazards
      .filter(({ accepted }) => accepted === undefined)
      .map(({ level, line, rule, object, message }) =>
        command(words[level], { file, line: String(line), title: rule }, `${object}: ${message}`),
      ),
  );
  const set = findings.map(({ level, rule, message, file, line }) =>
    command(
      words[level],
      { ...(file !== undefined && { file, line: String(line ?? 1) }), title: rule },
      message,
    ),
  );
  return [...set, ...hazards].join("\n");
}

function command(name: string, properties: Readonly<Record<string, string>>, message: string): string {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(plainLine(value))}`);
  return `::${name} ${list.join(",")}::${escapeData(plainLine(message))}`;
}

// What the runner itself takes back: https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts
function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
