import type { ExpressionQuestion } from "@typeorm-autogen/compare";
import type { Connection, Verdict } from "@typeorm-autogen/dialect";
import { nameKey, type Column, type ColumnType } from "@typeorm-autogen/model";
import { isAutogenError } from "@typeorm-autogen/errors";
import { SqliteConnection } from "./connection.js";
import { expressionForm } from "./expression-form.js";
import { nameOf, significantTokens } from "./lexicon.js";
import { rules } from "./rules.js";
import { spelling } from "./spelling.js";
import { identifier } from "./sql-text.js";
import { types } from "./types.js";

/**
 * Compares the bytecode of both texts over an empty table of the declared column types in a database of its own in
 * memory: nothing runs, and the user's file is not asked. What that database cannot read (functions and collations
 * that an application registers) is judged by its spelling, and said to be.
 */
export async function judge(
  connection: Connection,
  questions: readonly ExpressionQuestion[],
): Promise<readonly Verdict[]> {
  if (questions.length === 0) return [];
  if (!(connection instanceof SqliteConnection))
    return questions.map((question) => bySpelling(question, "no judge"));
  const memory = await connection.openMemory();
  try {
    return await judgeIn(memory, questions);
  } finally {
    await memory.close();
  }
}

async function judgeIn(
  memory: Connection,
  questions: readonly ExpressionQuestion[],
): Promise<readonly Verdict[]> {
  const verdicts = new Map<ExpressionQuestion, Verdict>();
  for (const group of groupByTable(questions)) {
    await createTable(memory, group[0]);
    for (const question of group) verdicts.set(question, await judgeOne(memory, question));
  }
  return questions.map((question) => verdicts.get(question) ?? bySpelling(question, "not asked"));
}

type Group = readonly [ExpressionQuestion, ...(readonly ExpressionQuestion[])];

function groupByTable(questions: readonly ExpressionQuestion[]): readonly Group[] {
  const groups = new Map<string, [ExpressionQuestion, ...ExpressionQuestion[]]>();
  for (const question of questions) {
    const key = nameKey(question.table);
    const group = groups.get(key);
    if (group) group.push(question);
    else groups.set(key, [question]);
  }
  return [...groups.values()];
}

// Every column as it is declared, generated ones as plain ones: what they compute does not matter to their readers.
async function createTable(memory: Connection, { table }: ExpressionQuestion): Promise<void> {
  const tableName = identifier(table.name);
  await memory.execute(`DROP TABLE IF EXISTS ${tableName}`);
  const columns = table.columns.map(columnSql);
  await memory.execute(`CREATE TABLE ${tableName} (${columns.join(", ")})`).catch(async () => {
    await memory.execute(`CREATE TABLE ${tableName} (${table.columns.map(plainColumnSql).join(", ")})`);
  });
}

function columnSql(column: Column): string {
  const collation = column.collation === undefined ? "" : ` COLLATE ${spelling.collation(column.collation)}`;
  return plainColumnSql(column) + collation + (column.nullable ? "" : " NOT NULL");
}

function plainColumnSql(column: { readonly name: string; readonly type: ColumnType }): string {
  return `${identifier(column.name)} ${types.print(column.type)}`;
}

async function judgeOne(memory: Connection, question: ExpressionQuestion): Promise<Verdict> {
  const { live, declared } = question;
  if (!isSelfContained(live) || !isSelfContained(declared)) return bySpelling(question, "not one expression");
  try {
    const compile = question.place === "default" ? compileDefault : compileExpression;
    const [one, other] = [await compile(memory, live, question), await compile(memory, declared, question)];
    return { equivalent: one === other && guardsAgree(live, declared) };
  } catch (error) {
    return bySpelling(
      question,
      isAutogenError(error) ? String(error.details["reason"] ?? error.message) : String(error),
    );
  }
}

function bySpelling(question: ExpressionQuestion, reason: string): Verdict {
  return { equivalent: rules.equivalentExpression(question), unjudged: reason };
}

// Text that is pasted between parentheses must not close them, nor hold a second statement.
function isSelfContained(text: string): boolean {
  let depth = 0;
  for (const { text: mark } of significantTokens(text)) {
    if (mark === ";") return false;
    if (mark === "(") depth++;
    if (mark === ")" && --depth < 0) return false;
  }
  return depth === 0;
}

async function compileExpression(
  memory: Connection,
  text: string,
  { table }: ExpressionQuestion,
): Promise<string> {
  return explain(memory, `SELECT (${text}\n) FROM ${identifier(table.name)}`);
}

// A default is compiled where it stands: as what an INSERT without values writes.
async function compileDefault(
  memory: Connection,
  text: string,
  { column }: ExpressionQuestion,
): Promise<string> {
  const type = column ? types.print(column.type) : "";
  await memory.execute('DROP TABLE IF EXISTS "autogen_default"');
  await memory.execute(`CREATE TABLE "autogen_default" ("value" ${type} DEFAULT (${text}\n))`);
  return explain(memory, 'INSERT INTO "autogen_default" DEFAULT VALUES');
}

// The opcode Transaction holds the number of schema changes so far, which tells nothing about the expression.
async function explain(memory: Connection, sql: string): Promise<string> {
  const rows = await memory.query(`EXPLAIN ${sql}`);
  const program = rows.filter((row) => row["opcode"] !== "Transaction");
  return JSON.stringify(
    program.map((row) => ["opcode", "p1", "p2", "p3", "p4", "p5"].map((key) => row[key])),
  );
}

/**
 * What the listing of a program does not tell apart: reals beyond 16 digits, blobs (printed as text), and a collation
 * around the whole, which leaves no code.
 */
function guardsAgree(live: string, declared: string): boolean {
  return guarded(live) === guarded(declared);
}

function guarded(text: string): string {
  const tokens = significantTokens(text);
  const found = tokens.flatMap((token, i) => {
    if (token.kind === "string" && /^x/i.test(token.text)) return [token.text.toLowerCase()];
    if (token.kind === "number" && expressionForm(token.text).endsWith("r"))
      return [expressionForm(token.text)];
    const next = tokens[i + 1];
    if (token.kind !== "word" || token.text.toLowerCase() !== "collate" || !next) return [];
    return [`collate ${(nameOf(next) ?? "").toLowerCase()}`];
  });
  return JSON.stringify(found);
}
