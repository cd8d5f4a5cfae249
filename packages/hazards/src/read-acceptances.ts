import { isSqlScript, scriptComments, sqlHeaderLines } from "@typeorm-autogen/revisions";
import { AcceptanceReasonError } from "./errors.js";
import { hazardRule, type Acceptance } from "./policy.js";

const word = /^\s*autogen-accept\b(.*)$/s;

/**
 * What the comments of a script accept: `// autogen-accept drop-column: moved to profiles`, or for one object alone
 * `// autogen-accept drop-column users.name: moved to profiles`. Text in strings is never one; of a SQL file, the comments
 * at its top may be. `file` is for messages.
 * Throws UnknownHazardRuleError and AcceptanceReasonError.
 */
export function readAcceptances(source: string, file: string): readonly Acceptance[] {
  return commentsOf(source, file).flatMap(({ text, line }): Acceptance[] => {
    const [, said] = word.exec(text) ?? [];
    if (said === undefined) return [];
    const where = `${file}:${line}`;
    const colon = said.indexOf(":");
    const [name = "", object] = (colon === -1 ? said : said.slice(0, colon)).trim().split(/\s+/, 2);
    const rule = hazardRule(name, where);
    const reason = colon === -1 ? "" : said.slice(colon + 1).trim();
    if (reason === "") throw new AcceptanceReasonError(rule, where);
    return [{ rule, ...(object !== undefined && { object }), reason }];
  });
}

function commentsOf(source: string, file: string): ReturnType<typeof scriptComments> {
  if (!isSqlScript(file)) return scriptComments(source);
  return sqlHeaderLines(source).map((text, i) => ({ text, line: i + 1 }));
}
