import type { Answers, RenameAnswer } from "@typeorm-autogen/compare";
import { AutogenError } from "@typeorm-autogen/errors";

/** Answers as the command line gives them, each option repeatable. */
export interface AnswerOptions {
  readonly rename?: readonly string[];
  readonly renames?: "ask" | "auto" | "never";
  readonly backfill?: readonly string[];
  readonly using?: readonly string[];
  readonly map?: readonly string[];
  readonly acceptDataLoss?: boolean;
  /** Answers as data, on top of the others: what names hold, no option's text could tell apart. */
  readonly answers?: Answers;
}

/** An answer that is not of the form that its option takes. */
class MalformedAnswerError extends AutogenError {
  constructor(option: string, given: string, form: string) {
    super("malformed-answer", `--${option} ${given}: expected ${form}`, { option, given });
  }
}

const renameForm = /^(?:(table|column|value|type|schema):)?([^=]+)=(.+)$/s;

/** Reads the options that answer questions. Throws MalformedAnswerError. */
export function readAnswers(options: AnswerOptions, policy: Answers["renamePolicy"]): Answers {
  const read: Answers = {
    renames: (options.rename ?? []).map(readRename),
    renamePolicy: options.renames ?? policy,
    backfills: readPairs("backfill", options.backfill, "table.column=SQL or table.column=none"),
    conversions: readConversions(options.using),
    mappings: readPairs("map", (options.map ?? []).map(withoutPrefix), "value:type.value=other or …=none"),
    acceptDataLoss: options.acceptDataLoss ?? false,
  };
  return options.answers ? joinAnswers(read, options.answers) : read;
}

function readRename(text: string): RenameAnswer {
  const [, object, from, to] = renameForm.exec(text) ?? [];
  if (from === undefined || to === undefined) {
    throw new MalformedAnswerError(
      "rename",
      text,
      "column:table.old=new, table:old=new, value:type.old=new, type:old=new or schema:old=new",
    );
  }
  return { ...(object !== undefined && { object: object as NonNullable<RenameAnswer["object"]> }), from, to };
}

function readConversions(given: readonly string[] | undefined): ReadonlyMap<string, string> {
  const pairs = readPairs("using", given, "table.column=SQL");
  return new Map([...pairs].filter((pair): pair is [string, string] => pair[1] !== null));
}

function readPairs(
  option: string,
  given: readonly string[] | undefined,
  form: string,
): Map<string, string | null> {
  return new Map((given ?? []).map((text) => readPair(option, text, form)));
}

function readPair(option: string, text: string, form: string): readonly [string, string | null] {
  const at = text.indexOf("=");
  if (at < 1 || at === text.length - 1) throw new MalformedAnswerError(option, text, form);
  const value = text.slice(at + 1);
  return [text.slice(0, at), value === "none" ? null : value];
}

function withoutPrefix(text: string): string {
  return text.startsWith("value:") ? text.slice("value:".length) : text;
}

/** Answers with more of them on top. */
function joinAnswers(answers: Answers, more: Answers): Answers {
  return {
    renames: [...answers.renames, ...more.renames],
    renamePolicy: answers.renamePolicy,
    backfills: new Map([...answers.backfills, ...more.backfills]),
    conversions: new Map([...answers.conversions, ...more.conversions]),
    mappings: new Map([...answers.mappings, ...more.mappings]),
    acceptDataLoss: answers.acceptDataLoss || more.acceptDataLoss,
  };
}
