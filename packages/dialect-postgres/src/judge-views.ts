import type { ViewQuestion } from "@typeorm-autogen/compare";
import { quoteText, StatementError, type Verdict } from "@typeorm-autogen/dialect";
import { equal, type View } from "@typeorm-autogen/model";
import type { PostgresConnection } from "./connection.js";
import { breakage, calledFunctions, collations, nullTests } from "./judge-guards.js";
import { storedName, tokens } from "./lexicon.js";
import { equivalentView } from "./rules.js";

/**
 * Puts the queries of views before the planner: two are the same where it plans them alike and their columns have the
 * same names. All of them in one round trip, in a read-only transaction; no view is made, and no query runs.
 */
export async function judgeViews(
  connection: PostgresConnection,
  questions: readonly ViewQuestion[],
): Promise<readonly Verdict[]> {
  const joined = connection.inTransaction;
  if (!joined) await connection.begin("read");
  try {
    const plans = await planAll(connection, questions);
    const facts = await readFacts(connection, questions);
    return questions.map((question) => verdict(question, plans, facts));
  } finally {
    if (!joined) await connection.rollback();
  }
}

/** What the planner makes of a text, or why it does not read it. */
type Plan =
  | { readonly plan: unknown; readonly columns: string; readonly error?: never }
  | { readonly error: string; readonly state: string };

type Plans = ReadonlyMap<string, Plan> | { readonly refusal: string };

async function planAll(connection: PostgresConnection, questions: readonly ViewQuestion[]): Promise<Plans> {
  const texts = [...new Set(questions.flatMap(textsOf))].filter((text) => breakage(text) === undefined);
  if (texts.length === 0) return new Map();
  await connection.execute("SAVEPOINT autogen_judge");
  try {
    await connection.execute(planSql(texts));
    const rows = await connection.query("SELECT pg_catalog.current_setting('autogen.plans') AS plans");
    const plans = JSON.parse(String(rows[0]?.["plans"])) as readonly Plan[];
    return new Map(texts.map((text, i) => [text, plans[i] ?? { error: "no plan", state: "" }]));
  } catch (error) {
    if (!(error instanceof StatementError)) throw error;
    return { refusal: String(error.details["reason"]) };
  } finally {
    await connection.execute("ROLLBACK TO SAVEPOINT autogen_judge");
  }
}

const textsOf = ({ live, declared }: ViewQuestion): readonly string[] => [
  live.definition,
  declared.definition,
];

// A plan does not show what columns are called: a join that finds nothing gives one row of them, and runs nothing. The
// texts are literals here, each with a line end behind it, so that none can end what it stands in.
function planSql(texts: readonly string[]): string {
  const list = texts.map((text) => quoteText(text)).join(", ");
  const body = `
DECLARE
  query text;
  plan pg_catalog.json;
  names text;
  answer pg_catalog.jsonb := '[]';
BEGIN
  FOREACH query IN ARRAY ARRAY[${list}]::text[] LOOP
    BEGIN
      EXECUTE 'EXPLAIN (VERBOSE, COSTS OFF, FORMAT JSON) ' || query INTO plan;
      EXECUTE 'SELECT pg_catalog.row_to_json(x.*)::text FROM (SELECT q.* FROM (SELECT 1) o LEFT JOIN (' || query
        || pg_catalog.chr(10) || ') q ON false) x' INTO names;
      answer := answer || pg_catalog.jsonb_build_array(
        pg_catalog.jsonb_build_object('plan', plan->0->'Plan', 'columns', names));
    EXCEPTION WHEN OTHERS THEN
      answer := answer || pg_catalog.jsonb_build_array(
        pg_catalog.jsonb_build_object('error', SQLERRM, 'state', SQLSTATE));
    END;
  END LOOP;
  PERFORM pg_catalog.set_config('autogen.plans', answer::text, true);
END`;
  return `DO ${quoteText(body)}`;
}

/** Names that a plan may hide: of functions and views it shows what they are made of, of a table that changes nothing, nothing. */
interface HiddenNames {
  readonly functions: ReadonlySet<string>;
  readonly relations: ReadonlySet<string>;
}

async function readFacts(
  connection: PostgresConnection,
  questions: readonly ViewQuestion[],
): Promise<HiddenNames> {
  const functions = questions.flatMap((question) => textsOf(question).flatMap(calledFunctions));
  const relations = questions.flatMap(({ declared, live }) => [
    ...relationNames(declared.definition),
    ...(live.reads ?? []).map(({ name }) => name),
  ]);
  const [own = [], known = []] = await connection.readBatch([
    `SELECT DISTINCT proname FROM pg_catalog.pg_proc WHERE proname = ANY(${textArray(functions)})
       AND pronamespace <> 'pg_catalog'::pg_catalog.regnamespace`,
    `SELECT DISTINCT relname FROM pg_catalog.pg_class WHERE relkind IN ('r', 'p', 'f', 'v', 'm') AND relname = ANY(${textArray(relations)})`,
  ]);
  const names = (rows: typeof own) => new Set(rows.map(([name]) => name ?? ""));
  return { functions: names(own), relations: names(known) };
}

const textArray = (items: readonly string[]) =>
  `ARRAY[${[...new Set(items)].map((item) => quoteText(item)).join(", ")}]::text[]`;

function verdict(question: ViewQuestion, plans: Plans, hidden: HiddenNames): Verdict {
  const broken = textsOf(question).map(breakage).find(Boolean);
  if (broken !== undefined) return { equivalent: false, unjudged: broken };
  if ("refusal" in plans) return bySpelling(question, plans.refusal);
  const [live, declared] = textsOf(question).map((text) => plans.get(text));
  if (!live || !declared) return bySpelling(question, "the server gave no plan");
  if (declared.error !== undefined && isMissing(declared.state)) return { equivalent: false };
  if (live.error !== undefined) return bySpelling(question, live.error);
  if (declared.error !== undefined) return bySpelling(question, declared.error);
  const same = live.columns === declared.columns && equal(live.plan, declared.plan);
  return { equivalent: same && guardsAgree(question, hidden) };
}

function bySpelling(question: ViewQuestion, reason: string): Verdict {
  return {
    equivalent: equivalentView(question),
    unjudged: `the query of view ${question.declared.name}: ${reason}`,
  };
}

// What the query reads is made by the same revision: table, column, function, type, schema.
// https://www.postgresql.org/docs/current/errcodes-appendix.html
function isMissing(state: string): boolean {
  return ["42P01", "42703", "42883", "42704", "3F000"].includes(state);
}

function guardsAgree({ live, declared }: ViewQuestion, { functions, relations }: HiddenNames): boolean {
  const own = (text: string) =>
    calledFunctions(text)
      .filter((name) => functions.has(name))
      .sort()
      .join("\n");
  return (
    collations(live.definition) === collations(declared.definition) &&
    own(live.definition) === own(declared.definition) &&
    nullTests(live.definition) === nullTests(declared.definition) &&
    readsSameRelations(live, declared.definition, relations)
  );
}

// A view inside a query is planned as what it is made of, and a join that changes no row, as to a unique column, is left
// out of the plan: whether it is named at all only the texts tell. A column may be called like a table.
function readsSameRelations(
  { reads = [], definition }: View,
  declared: string,
  relations: ReadonlySet<string>,
): boolean {
  const [named, spelled] = [declared, definition].map((text) => new Set(tokens(text).map(storedName)));
  const read = new Set(reads.map(({ name }) => name));
  return (
    reads.every(({ name }) => !relations.has(name) || named?.has(name)) &&
    relationNames(declared).every((name) => !relations.has(name) || read.has(name) || spelled?.has(name))
  );
}

// What stands behind FROM and JOIN.
function relationNames(query: string): readonly string[] {
  const list = tokens(query);
  return list.flatMap((token, i) => {
    if (token.kind !== "word" || !/^(?:from|join)$/i.test(token.text)) return [];
    const at = list[i + 2]?.text === "." ? i + 3 : i + 1;
    const name = list[at];
    return name && /word|quoted/.test(name.kind) ? [storedName(name)] : [];
  });
}
