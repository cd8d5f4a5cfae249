import { visibleText } from "@typeorm-autogen/errors";
import { formatName } from "@typeorm-autogen/model";
import { countWords, groupHazards, groupWords, proofWords, syncWords, worstFirst } from "./grouped.js";
import { mermaid } from "./mermaid.js";
import { plainLine } from "./plain-line.js";
import {
  countFindings,
  type PlacedHazard,
  type Report,
  type ReviewedRevision,
  type TouchedTable,
} from "./report.js";

/** GitHub refuses comments of more characters than this (65,536), and counts some twice. */
const limit = 60_000;

const marks = { error: "🛑", warning: "⚠️", info: "ℹ️" } as const;

/** A report as a comment on a pull request, however large the change: what does not fit is left out and counted. */
export function formatMarkdown(report: Report): string {
  const counts = countFindings(report);
  const head = [
    "<!-- autogen-review -->",
    `### Schema review: ${countWords({ ...counts })}`,
    "",
    `${report.revisions.length} ${report.revisions.length === 1 ? "revision" : "revisions"} for ${escapeText(report.server)}; ${syncWords(report)}.`,
    "",
    ...worstFirst(report.findings).map(
      ({ level, rule, message, file }) =>
        `- ${marks[level]} **${rule}** ${file === undefined ? "" : `${code(file)} `}${escapeText(message)}`,
    ),
  ].join("\n");
  for (const detail of ["all", "words", "little"] as const) {
    const text = [head, ...report.revisions.map((revision) => revisionText(revision, detail))].join("\n\n");
    if (text.length <= limit) return `${text}\n`;
  }
  return `${cut(head, report.revisions)}\n`;
}

type Detail = "all" | "words" | "little";

function cut(head: string, revisions: readonly ReviewedRevision[]): string {
  let text = head.slice(0, limit / 2);
  for (const [i, revision] of revisions.entries()) {
    const next = `\n\n${revisionText(revision, "little")}`;
    if (text.length + next.length > limit)
      return `${text}\n\n… and ${revisions.length - i} more revisions, which this comment has no room for.`;
    text += next;
  }
  return text;
}

function revisionText(revision: ReviewedRevision, detail: Detail): string {
  const { message, file, hazards, tables } = revision;
  const [most, shown] = detail === "little" ? [5, 12] : [12, 200];
  const chart = detail === "all" ? mermaid(tables) : "";
  return [
    `#### ${code(revision.revision)} ${escapeText(message)}`,
    "",
    `${code(file)}, ${escapeText(proofWords(revision))}`,
    "",
    ...groupHazards(hazards).flatMap((group) => hazardText(group, most, detail === "all")),
    "",
    details("What it does", wordsText(revision, shown)),
    ...(detail === "all" ? [details("The tables, before and after", tablesText(tables))] : []),
    ...(chart === "" ? [] : [details("Diagram", fence("mermaid", chart))]),
    ...(detail === "all"
      ? [details("SQL", sqlText(revision.sql)), details("SQL of the way back", sqlText(revision.undo))]
      : []),
  ].join("\n");
}

function hazardText(group: readonly PlacedHazard[], most: number, all: boolean): readonly string[] {
  const [first] = group;
  if (!first) return [];
  const { rule, level, accepted, safe } = first;
  const head =
    accepted === undefined
      ? `- ${marks[level]} **${rule}**`
      : `- ✅ **${rule}** accepted: ${escapeText(accepted)}`;
  return [
    head,
    ...group.slice(0, most).map(({ object, message }) => `  - ${code(object)} ${escapeText(message)}`),
    ...(group.length > most ? [`  - … and ${group.length - most} more`] : []),
    ...(all && safe !== undefined && accepted === undefined ? safeWay(safe) : []),
  ];
}

function safeWay(safe: string): readonly string[] {
  if (!safe.includes("op.")) return [`  - 💡 ${escapeText(safe)}`];
  return ["", ...indented(details("The safe way", fence("ts", safe))), ""];
}

const indented = (text: string) => text.split("\n").map((line) => `  ${line}`);

function wordsText({ words, undoWords }: ReviewedRevision, most: number): string {
  if (words.length === 0) return "Nothing that could be told without a database.";
  const groups = groupWords(words.slice(0, most)).flatMap(([subject, operations]) => [
    ...(subject === null ? [] : [`- ${code(subject)}`]),
    ...operations.map(({ sign, text }) => `${subject === null ? "- " : "  - "}${code(`${sign} ${text}`)}`),
  ]);
  const left = words.length > most ? [`- … and ${words.length - most} more`] : [];
  const back =
    undoWords === null
      ? "The way back can only be told connected."
      : `The way back has ${undoWords.length} ${undoWords.length === 1 ? "step" : "steps"}.`;
  return [...groups, ...left, "", back].join("\n");
}

function tablesText(tables: readonly TouchedTable[]): string {
  if (tables.length === 0) return "No table changes, or only a database could tell.";
  const text = tables.map(({ table, was, lines }) => {
    const head = was ? `@@ ${formatName(was)} → ${formatName(table)} @@` : `@@ ${formatName(table)} @@`;
    const rows = lines.flatMap((line) => {
      if (line.change === "same") return [`  ${line.text}`];
      return [
        ...(line.change === "added" ? [] : [`- ${line.was ?? line.text}`]),
        ...(line.change === "removed" ? [] : [`+ ${line.text}`]),
      ];
    });
    return [head, ...rows].map(plainLine).join("\n");
  });
  return fence("diff", text.join("\n\n"));
}

function sqlText(sql: ReviewedRevision["sql"]): string {
  if ("unknown" in sql) return escapeText(sql.unknown);
  if (sql.statements.length === 0) return "No statement.";
  return fence("sql", sql.statements.map((statement) => `${visibleText(statement)};`).join("\n"));
}

function details(summary: string, text: string): string {
  return `<details><summary>${summary}</summary>\n\n${text}\n\n</details>`;
}

/** A fence that the text cannot close: longer than any run of backticks in it. */
function fence(language: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const mark = "`".repeat(longest + 1);
  return `${mark}${language}\n${text}\n${mark}`;
}

/** Text as code that it cannot leave. */
function code(text: string): string {
  const line = plainLine(text).trim() || " ";
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const mark = "`".repeat(longest + 1);
  return longest === 0 ? `${mark}${line}${mark}` : `${mark} ${line} ${mark}`;
}

// Markdown's own marks, HTML, and what GitHub makes links and mentions of.
function escapeText(text: string): string {
  return plainLine(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(/[\\`*_{}[\]()#+!|~$]/g, String.raw`\$&`)
    .replaceAll("@", "@\u200b")
    .replaceAll("://", ":\u200b//");
}
