import type { ViewQuestion } from "@typeorm-autogen/compare";
import { ConnectionLostError, StatementError, type Verdict } from "@typeorm-autogen/dialect";
import { closingParenthesis, equal } from "@typeorm-autogen/model";
import type { MysqlConnection, RawRow } from "./connection.js";
import { flavorOf } from "./flavor.js";
import type { MysqlFacts } from "./facts.js";
import { withListedNames } from "./listed-names.js";
import { breakage } from "./judge-guards.js";
import { tokens } from "./lexicon.js";
import { equivalentView } from "./rules.js";

/**
 * Compares how the server expands the queries of views before it optimises them, which only its optimizer's trace shows:
 * the note of an EXPLAIN is written afterwards, and tells different queries alike.
 * https://dev.mysql.com/doc/dev/mysql-server/latest/PAGE_OPT_TRACE.html
 */
export async function judgeViews(
  connection: MysqlConnection,
  questions: readonly ViewQuestion[],
  facts: MysqlFacts,
): Promise<readonly Verdict[]> {
  const joined = connection.inTransaction;
  if (!joined) await connection.begin("read");
  await connection.execute(
    "SET SESSION optimizer_trace = 'enabled=on', optimizer_trace_max_mem_size = 16777216",
  );
  try {
    return await judgeAll(connection, questions, facts);
  } finally {
    await connection.execute("SET SESSION optimizer_trace = 'enabled=off'");
    if (!joined) await connection.rollback();
  }
}

async function judgeAll(
  connection: MysqlConnection,
  questions: readonly ViewQuestion[],
  facts: MysqlFacts,
): Promise<readonly Verdict[]> {
  const texts = [...new Set(questions.flatMap(textsOf))].filter((text) => breakage(text) === undefined);
  const expansions = new Map<string, Expansion>();
  await expandAll(connection, texts.filter(Boolean), facts, expansions);
  return questions.map((question) => verdict(question, expansions));
}

const textsOf = ({ live, declared }: ViewQuestion): readonly string[] =>
  [live.definition, declared.definition].map(withoutIdleLimits).map(withListedNames);

// MariaDB keeps `EXISTS (SELECT … LIMIT 1)` of an EXISTS without, and expands the two apart.
function withoutIdleLimits(query: string): string {
  const list = tokens(query);
  const idle = list.flatMap(({ text }, i) => {
    const end = /^exists$/i.test(text) && list[i + 1]?.text === "(" ? closingParenthesis(list, i + 1) : -1;
    const [limit, count] = [list[end - 2], list[end - 1]];
    return end > 0 && limit && count?.text === "1" && /^limit$/i.test(limit.text) ? [[limit, count]] : [];
  });
  return idle
    .toSorted(([a], [b]) => (b?.start ?? 0) - (a?.start ?? 0))
    .reduce((text, [limit, count]) => text.slice(0, limit?.start) + text.slice(count?.end), query);
}

/** What the server expands a text to, or the error and its number. */
interface Expansion {
  readonly queries?: readonly string[];
  readonly error?: string;
  readonly number?: unknown;
}

// In one packet; a text that the server refuses ends the packet, and is found by halving.
async function expandAll(
  connection: MysqlConnection,
  texts: readonly string[],
  facts: MysqlFacts,
  found: Map<string, Expansion>,
): Promise<void> {
  const [first] = texts;
  if (first === undefined) return;
  try {
    const answers = await connection.readBatch(texts.flatMap((text) => traceSql(text, facts)));
    texts.forEach((text, i) => found.set(text, { queries: readTrace(answers[2 * i + 1]) }));
  } catch (error) {
    if (!(error instanceof StatementError) || error instanceof ConnectionLostError) throw error;
    const { reason, errno } = error.details;
    if (texts.length === 1) {
      found.set(first, { error: String(reason), number: errno });
      return;
    }
    const middle = Math.ceil(texts.length / 2);
    await expandAll(connection, texts.slice(0, middle), facts, found);
    await expandAll(connection, texts.slice(middle), facts, found);
  }
}

function traceSql(text: string, facts: MysqlFacts): readonly string[] {
  const verb = flavorOf(facts).name === "mariadb" ? "EXPLAIN" : "EXPLAIN FORMAT=TRADITIONAL";
  return [`${verb} ${text}\n`, "SELECT TRACE FROM information_schema.OPTIMIZER_TRACE"];
}

function readTrace(rows: readonly RawRow[] | undefined): readonly string[] {
  const trace = String(rows?.[0]?.[0] ?? "");
  return [...trace.matchAll(/"expanded_query": ("(?:[^"\\]|\\.)*")/g)].map(([, query = ""]) => query);
}

function verdict(question: ViewQuestion, expansions: ReadonlyMap<string, Expansion>): Verdict {
  const { live } = question;
  if (live.definition === "")
    return {
      equivalent: true,
      unjudged: `the query of view ${live.name} is not shown to this user; grant SHOW VIEW`,
    };
  const broken = textsOf(question).map(breakage).find(Boolean);
  if (broken !== undefined) return { equivalent: false, unjudged: broken };
  const [one, other] = textsOf(question).map((text) => expansions.get(text));
  if (!one || !other) return { equivalent: false };
  if (isMissing(other.number) || isMissing(one.number)) return { equivalent: false };
  if (one.queries?.length && other.queries?.length) return { equivalent: equal(one.queries, other.queries) };
  const error = one.error ?? other.error;
  return {
    equivalent: equivalentView(question),
    unjudged: `the query of view ${live.name}: ${error ?? "the server gave no trace"}`,
  };
}

// Unknown database, table, column, function; a view that reads what is no longer there.
// https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html
function isMissing(number: unknown): boolean {
  return [1049, 1146, 1054, 1305, 1356].includes(Number(number));
}
