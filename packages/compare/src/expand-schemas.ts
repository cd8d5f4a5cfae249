import { formatName, nameKey, type QualifiedName, type Schema } from "@typeorm-autogen/model";
import { UnknownAnswerError } from "./answer-errors.js";
import type { ComparisonContext } from "./comparison-context.js";
import type { RenameAnswer } from "./decisions.js";
import { answerText } from "./rename-answers.js";
import { closestNames } from "./similarity.js";

/**
 * Rename answers with those about schemas told by what moves: each table and enum type of the old schema that the new one
 * declares. Throws UnknownAnswerError for a schema that neither side has.
 */
export function expandSchemas(
  live: Schema,
  declared: Schema,
  context: ComparisonContext,
): readonly RenameAnswer[] {
  return context.options.answers.renames.flatMap((answer) => {
    if (answer.object !== "schema") return [answer];
    const moves = movesOf(answer, live, declared, context);
    if (moves.length > 0) context.used.add(answerText(answer));
    return moves;
  });
}

function movesOf(
  answer: RenameAnswer,
  live: Schema,
  declared: Schema,
  { options: { defaultSchema = null } }: ComparisonContext,
): readonly RenameAnswer[] {
  const placeOf = (name: string) => (name === defaultSchema ? null : name);
  const [from, to] = [placeOf(answer.from), placeOf(answer.to)];
  for (const [name, { schemas }] of [
    [from, live],
    [to, declared],
  ] as const) {
    if (name === null || schemas.includes(name) || live.schemas.includes(name)) continue;
    throw new UnknownAnswerError(answerText(answer), `schema ${name}`, closestNames(name, schemas));
  }
  const moves = (
    object: "table" | "type",
    before: readonly QualifiedName[],
    after: readonly QualifiedName[],
  ) => {
    const wanted = new Set(after.map(nameKey));
    return before
      .filter(({ schema, name }) => schema === from && !wanted.has(nameKey({ schema, name })))
      .map(({ name }) => ({ object, from: { schema: from, name }, to: { schema: to, name } }))
      .filter((move) => wanted.has(nameKey(move.to)))
      .map((move): RenameAnswer => ({ object, from: formatName(move.from), to: formatName(move.to) }));
  };
  return [...moves("table", live.tables, declared.tables), ...moves("type", live.enums, declared.enums)];
}
