import type { Argv } from "yargs";
import type { Report } from "@typeorm-autogen/review";
import type { Terminal } from "../terminal.js";
import { printJson, projectOptions, type Command, type ExitStatus, type GlobalArguments } from "./command.js";

const formats = ["terminal", "markdown", "json", "sarif", "github", "html"] as const;
const failures = ["error", "warning", "never"] as const;

interface ReviewArguments extends GlobalArguments {
  readonly revisions?: readonly string[];
  readonly base?: string;
  readonly format?: (typeof formats)[number];
  readonly output?: string;
  readonly failOn: (typeof failures)[number];
}

/** `autogen review [revisions..]`: what a reviewer has to know; 1 where a finding is at or above `--fail-on`. */
export const reviewCommand: Command<ReviewArguments> = {
  usage: "review [revisions..]",
  summary: "review revisions for a pull request",
  lists: ["revisions"],
  options: (yargs: Argv<GlobalArguments>) =>
    yargs
      .positional("revisions", {
        type: "string",
        array: true,
        describe: "which: files, ids, ranges from:to; the heads by default",
      })
      .options({
        base: { type: "string", describe: "review what the branch adds to this: origin/main" },
        format: { choices: formats, describe: "what to write (terminal)" },
        output: { type: "string", describe: "file to write to" },
        "fail-on": { choices: failures, default: "error", describe: "which findings make it exit 1" },
      }),
  run: async (args, terminal) => {
    const { review } = await import("../review.js");
    const report = await review({
      ...projectOptions(args, terminal),
      ...(args.base !== undefined && { base: args.base }),
      ...(args.revisions && { revisions: args.revisions }),
    });
    terminal.settle();
    await write(report, args, terminal);
    return statusOf(report, args.failOn);
  },
};

async function write(report: Report, args: ReviewArguments, terminal: Terminal): Promise<void> {
  const format = terminal.json ? "json" : (args.format ?? "terminal");
  if (format === "json" && args.output === undefined) {
    const { reportData } = await import("@typeorm-autogen/review");
    return printJson(terminal, reportData(report));
  }
  const text = await formatted(report, format, terminal, args.output === undefined);
  if (args.output === undefined) return terminal.print(text.trimEnd());
  const { writeReport } = await import("../write-report.js");
  terminal.note(writeReport(args.output, text));
}

async function formatted(
  report: Report,
  format: NonNullable<ReviewArguments["format"]>,
  { paint, verbose }: Terminal,
  shown: boolean,
): Promise<string> {
  const formats = await import("@typeorm-autogen/review");
  switch (format) {
    case "markdown":
      return formats.formatMarkdown(report);
    case "sarif":
      return formats.formatSarif(report, (await import("../version.js")).version());
    case "github":
      return formats.formatGithub(report);
    case "html":
      return formats.formatHtml(report);
    case "json":
      return JSON.stringify({ format: 1, ...formats.reportData(report) }, null, 2);
    default:
      return formats.formatTerminal(report, {
        paint: shown ? paint : (_, text) => text,
        width: (shown && process.stdout.columns) || 80,
        details: verbose,
      });
  }
}

function statusOf(report: Report, failOn: ReviewArguments["failOn"]): ExitStatus {
  const hazards = report.revisions.flatMap(({ hazards }) =>
    hazards.filter(({ accepted }) => accepted === undefined),
  );
  const levels = new Set([...hazards, ...report.findings].map(({ level }) => level));
  if (failOn === "never") return 0;
  return levels.has("error") || (failOn === "warning" && levels.has("warning")) ? 1 : 0;
}
