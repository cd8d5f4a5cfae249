import type { Options } from "yargs";
import type { AnswerOptions } from "../answers.js";
import type { Against } from "../compared-side.js";
import type { GlobalArguments } from "./command.js";

/** A command line that may answer questions: `revision`, `diff` and `check`. */
export interface AnswerArguments extends GlobalArguments, AnswerOptions {
  readonly against?: Against;
}

const list = (describe: string) =>
  ({ type: "string", array: true, requiresArg: true, nargs: 1, describe }) as const;

/** The options that answer questions, as yargs takes them. */
export const answerOptions: Readonly<Record<string, Options>> = {
  rename: list(
    "what was renamed: column:users.name=full_name, table:…, type:…, value:mood.sad=blue, schema:…",
  ),
  renames: { choices: ["ask", "auto", "never"], describe: "what to do with likely renames" },
  backfill: list("what existing rows get: users.age=SQL, or users.age=none"),
  using: list("how values are converted: users.age=SQL"),
  map: list("where a removed enum value goes: value:mood.sad=blue, or …=none"),
  against: {
    choices: ["database", "revisions", "scratch"],
    describe: "what entities are compared with: the database, or what the revisions build",
  },
  "accept-data-loss": { type: "boolean", describe: "write conversions that some rows cannot survive" },
};

/** The answers of a command line. */
export function answersOf(args: AnswerArguments): AnswerOptions & { readonly against?: Against } {
  return {
    ...(args.rename && { rename: args.rename }),
    ...(args.renames && { renames: args.renames }),
    ...(args.backfill && { backfill: args.backfill }),
    ...(args.using && { using: args.using }),
    ...(args.map && { map: args.map }),
    ...(args.against && { against: args.against }),
    ...(args.acceptDataLoss !== undefined && { acceptDataLoss: args.acceptDataLoss }),
  };
}

/** Which of them may be given more than once. */
export const answerLists: readonly string[] = ["rename", "backfill", "using", "map"];
