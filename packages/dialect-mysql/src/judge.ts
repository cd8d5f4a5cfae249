import type { ExpressionQuestion } from "@typeorm-autogen/compare";
import { ConnectionLostError, StatementError, type Verdict } from "@typeorm-autogen/dialect";
import type { MysqlConnection } from "./connection.js";
import { expressionForm } from "./expression-form.js";
import type { MysqlFacts } from "./facts.js";
import { breakage, holdsSubquery } from "./judge-guards.js";
import { explainSql, groupByTable, readNote } from "./judge-sql.js";
import { equivalentExpression } from "./rules.js";

/**
 * Puts both texts of every question before the server, and compares what it makes of them: the note of an EXPLAIN over a
 * row source that is no table, in a read-only transaction. Nothing is created, locked or run, and no privilege is needed.
 */
export async function judge(
  connection: MysqlConnection,
  questions: readonly ExpressionQuestion[],
  facts: MysqlFacts,
): Promise<readonly Verdict[]> {
  const verdicts = new Map<ExpressionQuestion, Verdict>();
  for (const question of questions) {
    const verdict = verdictWithoutServer(question);
    if (verdict) verdicts.set(question, verdict);
  }
  const open = questions.filter((question) => !verdicts.has(question));
  if (open.length > 0) await askServer(connection, open, facts, verdicts);
  return questions.map((question) => verdicts.get(question) ?? unjudged(question, "it was not asked"));
}

function verdictWithoutServer(question: ExpressionQuestion): Verdict | undefined {
  const { live, declared } = question;
  if (live === declared) return { equivalent: true };
  const broken = breakage(declared) ?? breakage(live);
  if (broken !== undefined) return { equivalent: false, unjudged: broken };
  const subquery = holdsSubquery(declared) || holdsSubquery(live);
  return subquery ? unjudged(question, "it holds a subquery") : undefined;
}

function unjudged(question: ExpressionQuestion, reason: string): Verdict {
  return { equivalent: equivalentExpression(question), unjudged: reason };
}

type Verdicts = Map<ExpressionQuestion, Verdict>;

async function askServer(
  connection: MysqlConnection,
  questions: readonly ExpressionQuestion[],
  facts: MysqlFacts,
  verdicts: Verdicts,
): Promise<void> {
  const joined = connection.inTransaction;
  if (!joined) await connection.begin("read");
  try {
    for (const batch of batches(questions)) await judgeBatch(connection, batch, facts, verdicts);
  } finally {
    if (!joined) await connection.rollback();
  }
}

/** Questions in one statement. The note grows with them, and every one is asked again where one of them is refused. */
const questionsPerBatch = 200;

// Those of one table stand together: each table is one branch of the statement.
function batches(questions: readonly ExpressionQuestion[]): readonly (readonly ExpressionQuestion[])[] {
  const sorted = groupByTable(questions).flat();
  const count = Math.ceil(sorted.length / questionsPerBatch);
  return Array.from({ length: count }, (_, i) =>
    sorted.slice(i * questionsPerBatch, (i + 1) * questionsPerBatch),
  );
}

// Asks for all at once; a text that the server refuses is found by halving, for errors tell no position.
async function judgeBatch(
  connection: MysqlConnection,
  questions: readonly ExpressionQuestion[],
  facts: MysqlFacts,
  verdicts: Verdicts,
): Promise<void> {
  const [first] = questions;
  if (first === undefined) return;
  const outcome = await explain(connection, questions, facts);
  if (outcome.texts) return decide(questions, outcome.texts, verdicts);
  if (questions.length === 1) {
    verdicts.set(first, unjudged(first, `the server does not read it: ${outcome.reason}`));
    return;
  }
  const middle = Math.ceil(questions.length / 2);
  await judgeBatch(connection, questions.slice(0, middle), facts, verdicts);
  await judgeBatch(connection, questions.slice(middle), facts, verdicts);
}

// A note tells every letter of four bytes as `?`. Its two halves in UTF-16, moved behind the surrogates, are letters of three.
function tellable(question: ExpressionQuestion): ExpressionQuestion {
  const spell = (text: string) =>
    text.replaceAll(/[\u{10000}-\u{10ffff}]/gu, (letter) =>
      String.fromCharCode(letter.charCodeAt(0) + 0x800, letter.charCodeAt(1) + 0x800),
    );
  return { ...question, live: spell(question.live), declared: spell(question.declared) };
}

type Outcome =
  | { readonly texts: readonly string[]; readonly reason?: never }
  | { readonly texts?: never; readonly reason: string };

async function explain(
  connection: MysqlConnection,
  questions: readonly ExpressionQuestion[],
  facts: MysqlFacts,
): Promise<Outcome> {
  try {
    // Prepared: a text that holds a second statement is an error.
    await connection.tryOne(explainSql(questions.map(tellable), facts));
  } catch (error) {
    if (!(error instanceof StatementError) || error instanceof ConnectionLostError) throw error;
    return { reason: String(error.details["reason"]) };
  }
  const texts = readNote(await connection.query("SHOW WARNINGS"), 2 * questions.length);
  return texts ? { texts } : { reason: "it did not say how it understands it" };
}

function decide(
  questions: readonly ExpressionQuestion[],
  texts: readonly string[],
  verdicts: Verdicts,
): void {
  questions.forEach((question, i) => {
    const [live, declared] = [texts[2 * i] ?? "", texts[2 * i + 1] ?? " "];
    verdicts.set(question, { equivalent: expressionForm(live) === expressionForm(declared) });
  });
}
