import type { Answers } from "@typeorm-autogen/compare";
import { isAutogenError } from "@typeorm-autogen/errors";

/**
 * Works with those answers that still fit: what was said of something that the entities no longer have waits until it
 * comes back. Throws what the work throws otherwise.
 */
export async function withFittingAnswers<T>(
  answers: Answers,
  work: (answers: Answers) => Promise<T>,
): Promise<T> {
  for (let fitting = answers; ;) {
    try {
      return await work(fitting);
    } catch (error) {
      const refused = isAutogenError(error) ? error.details["answer"] : undefined;
      const fewer = typeof refused === "string" ? without(fitting, refused) : fitting;
      if (count(fewer) === count(fitting)) throw error;
      fitting = fewer;
    }
  }
}

// An error names an answer as the option that gives it.
function without(answers: Answers, refused: string): Answers {
  const kept = <Value>(map: ReadonlyMap<string, Value>, option: string) =>
    new Map([...map].filter(([key]) => !refusesKey(refused, `${option}${key}`)));
  return {
    ...answers,
    renames: answers.renames.filter(({ from, to }) => !(refused.includes(from) && refused.includes(to))),
    backfills: kept(answers.backfills, "--backfill "),
    conversions: kept(answers.conversions, "--using "),
    mappings: kept(answers.mappings, "--map value:"),
  };
}

// A mapping may be refused for its value, which then stands behind it; `--map KEY` leaves out what kind of thing KEY is.
function refusesKey(refused: string, answer: string): boolean {
  const short = answer.replace("value:", "");
  return [answer, short].some((text) => refused === text || refused.startsWith(`${text}=`));
}

function count({ renames, backfills, conversions, mappings }: Answers): number {
  return renames.length + backfills.size + conversions.size + mappings.size;
}
