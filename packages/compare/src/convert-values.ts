import { formatName, type Column, type QualifiedName } from "@typeorm-autogen/model";
import type { AlterColumn } from "@typeorm-autogen/ops";
import { answerOption } from "./answer-option.js";
import type { ComparisonContext } from "./comparison-context.js";
import type { Decision } from "./decisions.js";
import type { ConversionRisk } from "./rules.js";

/**
 * How the values of a column whose type changes are converted, there and back. Where that loses values, or could mean
 * several things, and nobody has said what is meant, it is a decision.
 */
export function convertValues(
  table: QualifiedName,
  live: Column,
  declared: Column,
  context: ComparisonContext,
): Pick<AlterColumn, "using" | "usingBack"> {
  const { rules, options, used } = context;
  const key = `${formatName(table)}.${declared.name}`;
  const answer = options.answers.conversions.get(key);
  const risk = rules.conversionRisk?.(live, declared);
  if (answer !== undefined) used.add(`using ${key}`);
  else if (risk) askConversion(key, risk, context);
  const using = answer ?? rules.conversion(live, declared);
  const meant = risk?.suggestions?.find((suggestion) => suggestion.using === answer?.trim());
  const usingBack = meant?.back ?? rules.conversion(declared, live);
  return { ...(using !== undefined && { using }), ...(usingBack !== undefined && { usingBack }) };
}

function askConversion(
  key: string,
  risk: ConversionRisk,
  { options, decisions, undecided }: ComparisonContext,
): void {
  if (risk.kind === "fails" || undecided.has(key)) return;
  if (risk.kind === "loses" && options.answers.acceptDataLoss) return;
  decisions.push(conversionDecision(key, risk));
}

function conversionDecision(key: string, { kind, what, into, suggestions = [] }: ConversionRisk): Decision {
  const texts = suggestions.length > 0 ? suggestions.map(({ using }) => using) : ["SQL"];
  return {
    kind: "conversion",
    object: "column",
    from: key,
    to: into,
    score: null,
    reason: what,
    answers: [
      ...texts.map((using) => answerOption("using", `${key}=${using}`)),
      ...(kind === "loses" ? ["--accept-data-loss"] : []),
    ],
  };
}
