import { stripVTControlCharacters } from "node:util";
import { formatName } from "@typeorm-autogen/model";
import { countWords, groupHazards, groupWords, proofWords, syncWords, worstFirst } from "./grouped.js";
import { plainLine } from "./plain-line.js";
import {
  countFindings,
  type PlacedHazard,
  type Report,
  type ReviewedRevision,
  type TouchedTable,
} from "./report.js";

/** Styles text where the terminal shows colour. */
type Paint = (style: "red" | "yellow" | "green" | "dim" | "bold" | "cyan", text: string) => string;

/** How a report is shown on a terminal. */
export interface TerminalFormat {
  readonly paint: Paint;
  /** Columns of the terminal. */
  readonly width: number;
  /** Show the SQL and the tables before and after, too. */
  readonly details: boolean;
}

const colors = { error: "red", warning: "yellow", info: "dim" } as const;
const marks = { error: "✖", warning: "▲", info: "·" } as const;
const signs = { "+": "green", "-": "red", "~": "yellow" } as const;

/** A report for a terminal, readable at 80 columns. */
export function formatTerminal(report: Report, format: TerminalFormat): string {
  const { paint } = format;
  const counts = countFindings(report);
  const set = worstFirst(report.findings).flatMap((finding) =>
    wrap(
      `${paint(colors[finding.level], `${marks[finding.level]} ${finding.rule}`)}  `,
      plainLine(finding.file === undefined ? finding.message : `${finding.file}: ${finding.message}`),
      format.width,
    ),
  );
  return [
    ...report.revisions.flatMap((revision) => [...revisionLines(revision, format), ""]),
    ...(set.length > 0 ? [paint("bold", "The set"), ...set, ""] : []),
    ...wrap(
      "",
      `${report.revisions.length} ${report.revisions.length === 1 ? "revision" : "revisions"} for ${plainLine(report.server)}; ${syncWords(report)}`,
      format.width,
    ),
    paint(counts.error > 0 ? "red" : counts.warning > 0 ? "yellow" : "green", countWords({ ...counts })),
  ].join("\n");
}

function revisionLines(revision: ReviewedRevision, format: TerminalFormat): readonly string[] {
  const { paint, width, details } = format;
  const title = `${paint("yellow", revision.revision)}  ${paint("bold", plainLine(revision.message))}`;
  const place = [revision.file, proofWords(revision)].map((text) => paint("dim", plainLine(text)));
  const words = groupWords(revision.words).flatMap(([subject, operations]) => [
    ...(subject === null ? [] : [`  ${paint("bold", plainLine(subject))}`]),
    ...operations.map(
      ({ sign, text }) => `${subject === null ? "  " : "    "}${paint(signs[sign], sign)} ${plainLine(text)}`,
    ),
  ]);
  const hazards = groupHazards(revision.hazards).flatMap((group) => hazardLines(group, format));
  return [
    title,
    ...place,
    ...words,
    ...(hazards.length > 0 ? ["", ...hazards] : []),
    ...(details
      ? ["", ...revision.tables.flatMap((table) => tableLines(table, paint)), ...sqlLines(revision, paint)]
      : []),
    ...(details ? [] : undoLine(revision, paint, width)),
  ];
}

function hazardLines(
  group: readonly PlacedHazard[],
  { paint, width, details }: TerminalFormat,
): readonly string[] {
  const [first] = group;
  if (!first) return [];
  const { rule, level, accepted } = first;
  const head =
    accepted === undefined
      ? paint(colors[level], `  ${marks[level]} ${rule}`)
      : paint("dim", `  ✓ ${rule} accepted: ${plainLine(accepted)}`);
  const shown = group.slice(0, 8);
  return [
    head,
    ...shown.flatMap(({ object, message }) => wrap("      ", plainLine(`${object}: ${message}`), width)),
    ...(group.length > shown.length ? [paint("dim", `      and ${group.length - shown.length} more`)] : []),
    ...(details && first.safe !== undefined
      ? [
          paint("dim", "      the safe way:"),
          ...first.safe.split("\n").map((line) => paint("cyan", `      ${plainLine(line)}`)),
        ]
      : []),
  ];
}

function undoLine({ undoWords }: ReviewedRevision, paint: Paint, width: number): readonly string[] {
  if (undoWords === null) return [paint("dim", "  downgrade: only a connection can tell what it does")];
  const text = undoWords.map(
    ({ subject, sign, text }) => `${sign} ${subject === null ? "" : `${subject} `}${text}`,
  );
  if (text.length === 0) return [paint("yellow", "  downgrade: does nothing")];
  const more = text.length > 3 ? `, and ${text.length - 3} more` : "";
  return wrap("  ", plainLine(`downgrade: ${text.slice(0, 3).join(", ")}${more}`), width).map((line) =>
    paint("dim", line),
  );
}

function tableLines({ table, change, was, lines }: TouchedTable, paint: Paint): readonly string[] {
  const sign = { added: "+", removed: "-", changed: "~" } as const;
  const renamed = was ? ` (was ${plainLine(formatName(was))})` : "";
  return [
    `  ${paint(signs[sign[change]], sign[change])} ${paint("bold", plainLine(formatName(table)))}${renamed}`,
    ...lines.flatMap((line) => {
      if (line.change === "same") return [paint("dim", `      ${plainLine(line.text)}`)];
      const removed =
        line.change === "added" ? [] : [paint("red", `    - ${plainLine(line.was ?? line.text)}`)];
      const added = line.change === "removed" ? [] : [paint("green", `    + ${plainLine(line.text)}`)];
      return [...removed, ...added];
    }),
    "",
  ];
}

function sqlLines({ sql }: ReviewedRevision, paint: Paint): readonly string[] {
  if ("unknown" in sql) return [paint("dim", `  SQL: ${plainLine(sql.unknown)}`)];
  return sql.statements.map((statement) => paint("dim", `  ${plainLine(statement)};`));
}

/** A line after a head, broken at words so that it fits; what follows stands under the text. */
function wrap(head: string, text: string, width: number): readonly string[] {
  const indent = visibleLength(head);
  const room = Math.max(width - indent, 30);
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + word.length + 1 > room) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].map((one, i) => `${i === 0 ? head : " ".repeat(indent)}${one}`);
}

function visibleLength(text: string): number {
  return stripVTControlCharacters(text).length;
}
