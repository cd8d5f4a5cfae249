import { quoteText, StatementError, type Verdict } from "@typeorm-autogen/dialect";
import type { ExpressionQuestion } from "@typeorm-autogen/compare";
import type { Table } from "@typeorm-autogen/model";
import type { PostgresConnection } from "./connection.js";
import { normalForm } from "./expression-form.js";
import { breakage, calledFunctions, collations, holdsSubquery, isFrozenTime } from "./judge-guards.js";
import { storedName, tokens } from "./lexicon.js";
import { explainSql, typeKey, type ExplainText } from "./judge-sql.js";
import { equivalentExpression } from "./rules.js";

/**
 * Puts both texts of every question before the server's planner and compares what it makes of them: EXPLAIN over a row
 * source that is no table, in a read-only transaction. Nothing is created, locked or run, and no privilege is needed.
 */
export async function judge(
  connection: PostgresConnection,
  questions: readonly ExpressionQuestion[],
): Promise<readonly Verdict[]> {
  const verdicts = questions.map((question) => verdictWithoutServer(question));
  const open = questions.filter((_, i) => verdicts[i] === undefined);
  const answers =
    open.length === 0 ? new Map<ExpressionQuestion, Verdict>() : await askServer(connection, open);
  return questions.map((question, i) => verdicts[i] ?? answers.get(question) ?? { equivalent: false });
}

function verdictWithoutServer(question: ExpressionQuestion): Verdict | undefined {
  if (question.live === question.declared) return { equivalent: true };
  if (isFrozenTime(question.declared))
    return { equivalent: false, unjudged: "the server freezes 'now' at creation; use now() or CURRENT_DATE" };
  const broken = breakage(question.declared) ?? breakage(question.live);
  if (broken !== undefined) return { equivalent: false, unjudged: broken };
  const subquery = holdsSubquery(question.declared) || holdsSubquery(question.live);
  return subquery ? unjudged(question, "it holds a subquery") : undefined;
}

function unjudged(question: ExpressionQuestion, reason: string): Verdict {
  return { equivalent: equivalentExpression(question), unjudged: reason };
}

/** What a batch of questions needs to know of the server. */
interface JudgeFacts {
  /** Names of functions that are not the server's own: SQL functions are inlined, so a plan hides them. */
  readonly ownFunctions: ReadonlySet<string>;
  /** Types that do not exist yet, as typeKey names them. */
  readonly missingTypes: ReadonlySet<string>;
  /** Operator classes that some type has without being asked for them. */
  readonly defaultClasses: ReadonlySet<string>;
}

async function askServer(
  connection: PostgresConnection,
  questions: readonly ExpressionQuestion[],
): Promise<ReadonlyMap<ExpressionQuestion, Verdict>> {
  const joined = connection.inTransaction;
  if (!joined) await connection.begin("read");
  try {
    const facts = await judgeFacts(connection, questions);
    const verdicts = new Map<ExpressionQuestion, Verdict>();
    const expressions = questions.filter((question) => !decideClass(question, facts, verdicts));
    for (const batch of batches(expressions)) await judgeBatch(connection, batch, facts, verdicts);
    return verdicts;
  } finally {
    if (!joined) await connection.rollback();
  }
}

function decideClass(
  question: ExpressionQuestion,
  { defaultClasses }: JudgeFacts,
  verdicts: Map<ExpressionQuestion, Verdict>,
): boolean {
  if (question.place !== "operatorClass") return false;
  verdicts.set(question, { equivalent: defaultClasses.has(className(question)) });
  return true;
}

// One side names none.
function className({ live, declared }: ExpressionQuestion): string {
  const last = tokens(live + declared).at(-1);
  return last ? storedName(last) : "";
}

/** Tables in one statement: beyond a few hundred, planning a UNION ALL grows faster than its length. */
const tablesPerBatch = 100;

function batches(questions: readonly ExpressionQuestion[]): readonly (readonly ExpressionQuestion[])[] {
  const byTable = new Map<Table, ExpressionQuestion[]>();
  for (const question of questions) {
    const list = byTable.get(question.table);
    if (list) list.push(question);
    else byTable.set(question.table, [question]);
  }
  const lists = [...byTable.values()];
  const count = Math.ceil(lists.length / tablesPerBatch);
  return Array.from({ length: count }, (_, i) =>
    lists.slice(i * tablesPerBatch, (i + 1) * tablesPerBatch).flat(),
  );
}

async function judgeFacts(
  connection: PostgresConnection,
  questions: readonly ExpressionQuestion[],
): Promise<JudgeFacts> {
  const functions = new Set(
    questions.flatMap(({ live, declared }) => [live, declared].flatMap(calledFunctions)),
  );
  const typeNames = new Set(questions.flatMap(({ table }) => table.columns.map(({ type }) => typeKey(type))));
  const classes = questions.filter(({ place }) => place === "operatorClass").map(className);
  const [own = [], missing = [], defaults = []] = await connection.readBatch([
    `SELECT DISTINCT proname FROM pg_catalog.pg_proc WHERE proname = ANY(${textArray([...functions])})
       AND pronamespace <> 'pg_catalog'::pg_catalog.regnamespace`,
    `SELECT t FROM pg_catalog.unnest(${textArray([...typeNames])}) t WHERE pg_catalog.to_regtype(t) IS NULL`,
    `SELECT opcname FROM pg_catalog.pg_opclass WHERE opcdefault AND opcname = ANY(${textArray(classes)})`,
  ]);
  const names = (rows: typeof own) => new Set(rows.map(([name]) => name ?? ""));
  return { ownFunctions: names(own), missingTypes: names(missing), defaultClasses: names(defaults) };
}

const textArray = (items: readonly string[]) =>
  `ARRAY[${items.map((item) => quoteText(item)).join(", ")}]::text[]`;

// Asks for all at once; a text that the server refuses is taken out, found by the error's position or by halving.
async function judgeBatch(
  connection: PostgresConnection,
  questions: readonly ExpressionQuestion[],
  facts: JudgeFacts,
  verdicts: Map<ExpressionQuestion, Verdict>,
): Promise<void> {
  let rest = questions;
  while (rest.length > 0) {
    const text = explainSql(rest, facts.missingTypes);
    const outcome = await explain(connection, text);
    if (outcome.outputs) {
      decide(rest, outcome.outputs, facts, verdicts);
      return;
    }
    const culprit = text.questionAt(outcome.position) ?? (rest.length === 1 ? rest[0] : undefined);
    if (culprit === undefined) {
      const middle = Math.ceil(rest.length / 2);
      await judgeBatch(connection, rest.slice(0, middle), facts, verdicts);
      rest = rest.slice(middle);
      continue;
    }
    verdicts.set(culprit, unjudged(culprit, `the server does not read it: ${outcome.reason}`));
    rest = rest.filter((question) => question !== culprit);
  }
}

type Outcome =
  | { readonly outputs: readonly string[]; readonly position?: never; readonly reason?: never }
  | { readonly outputs?: never; readonly position: number; readonly reason: string };

async function explain(connection: PostgresConnection, text: ExplainText): Promise<Outcome> {
  await connection.execute("SAVEPOINT autogen_judge");
  try {
    const rows = await connection.readOne(text.sql);
    return { outputs: text.readPlan(rows[0]?.["QUERY PLAN"]) };
  } catch (error) {
    if (!(error instanceof StatementError)) throw error;
    const { position, reason } = error.details;
    return { position: Number(position ?? 0), reason: String(reason) };
  } finally {
    await connection.execute("ROLLBACK TO SAVEPOINT autogen_judge");
  }
}

function decide(
  questions: readonly ExpressionQuestion[],
  outputs: readonly string[],
  { ownFunctions }: JudgeFacts,
  verdicts: Map<ExpressionQuestion, Verdict>,
): void {
  questions.forEach((question, i) => {
    const { live, declared } = question;
    const [first, second] = [outputs[2 * i] ?? "", outputs[2 * i + 1] ?? " "];
    const own = (text: string) =>
      calledFunctions(text)
        .filter((name) => ownFunctions.has(name))
        .join("\n");
    const guarded = collations(live) === collations(declared) && own(live) === own(declared);
    const same = first === second || normalForm(first) === normalForm(second);
    verdicts.set(question, { equivalent: same && guarded });
  });
}
