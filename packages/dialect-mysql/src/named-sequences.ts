import { identifierName, type QualifiedName } from "@typeorm-autogen/model";
import { tokens } from "./lexicon.js";
import { identifier } from "./sql-text.js";

/** A place in a text that asks a sequence for a number, the one that it gave last, or the next. */
interface SequenceCall {
  readonly start: number;
  readonly end: number;
  readonly function: "nextval" | "lastval";
  readonly sequence: QualifiedName;
}

const functions: ReadonlyMap<string, SequenceCall["function"]> = new Map([
  ["nextval (", "nextval"],
  ["lastval (", "lastval"],
  ["next value for", "nextval"],
  ["previous value for", "lastval"],
]);

/** The sequences that an expression takes numbers from, as it spells them; no database: null. */
export function namedSequences(text: string): readonly QualifiedName[] {
  return sequenceCalls(text).flatMap((call) => (call.function === "nextval" ? [call.sequence] : []));
}

/** The text with sequences as MariaDB writes them, but for the name of the connection's database. */
export function normalSequences(text: string, own: string | null): string {
  let result = "";
  let position = 0;
  for (const { start, end, function: name, sequence } of sequenceCalls(text)) {
    const schema = sequence.schema === null || sequence.schema === own ? [] : [sequence.schema];
    result += text.slice(position, start);
    result += `${name}(${[...schema, sequence.name].map(identifier).join(".")})`;
    position = end;
  }
  return result + text.slice(position);
}

// NEXT VALUE FOR is the standard's word for nextval(): https://mariadb.com/kb/en/next-value-for-sequence_name/
function sequenceCalls(text: string): readonly SequenceCall[] {
  if (!/nextval|lastval|value\s+for/i.test(text)) return [];
  const list = tokens(text);
  return list.flatMap((token, i): readonly SequenceCall[] => {
    const said = (count: number) => list.slice(i, i + count).map((word) => word.text.toLowerCase());
    const [call, phrase] = [2, 3].map((count) => functions.get(said(count).join(" ")));
    const kind = call ?? phrase;
    if (!kind) return [];
    const at = i + (call ? 2 : 3);
    const isQualified = list[at + 1]?.text === ".";
    const last = isQualified ? at + 2 : at;
    const [schema, name] = [isQualified ? list[at] : undefined, list[last]].map(
      (part) => part && identifierName(part),
    );
    const end = list[call ? last + 1 : last];
    if (name === undefined || !end || (call && end.text !== ")")) return [];
    return [{ start: token.start, end: end.end, function: kind, sequence: { schema: schema ?? null, name } }];
  });
}
