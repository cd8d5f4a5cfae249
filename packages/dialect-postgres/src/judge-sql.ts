import type { ExpressionQuestion } from "@typeorm-autogen/compare";
import { nameSql } from "@typeorm-autogen/dialect";
import type { Column, ColumnType, Table } from "@typeorm-autogen/model";
import { withoutTableSchema } from "./judge-guards.js";
import { identifier } from "./names.js";
import { typeSql } from "./types.js";

/** An EXPLAIN that puts both texts of several questions before the planner. */
export interface ExplainText {
  readonly sql: string;
  /** The question in whose text this character stands, counted from 1 as the server counts. */
  questionAt(position: number): ExpressionQuestion | undefined;
  /** The planner's text of each expression: live and declared in turn, in the order of the questions. */
  readPlan(plan: unknown): readonly string[];
}

/** Questions in one select list; a list may hold 1664 expressions. */
const questionsPerBranch = 200;

/** Writes the EXPLAIN. Tables become branches of a UNION ALL, so that one round trip serves them all. */
export function explainSql(
  questions: readonly ExpressionQuestion[],
  missing: ReadonlySet<string>,
): ExplainText {
  const branches = branchesOf(questions);
  const width = Math.max(...branches.map((branch) => branch.length)) * 2;
  const writer = explainWriter();
  writer.write("EXPLAIN (VERBOSE, COSTS OFF, FORMAT JSON)\n");
  branches.forEach((branch, i) => {
    writer.write(i === 0 ? "SELECT " : "\nUNION ALL SELECT ");
    branch.forEach((question, at) => {
      const { live, declared } = question;
      const pair = `${readAs(question, live, missing)}, ${readAs(question, declared, missing)}`;
      writer.write(at === 0 ? pair : `, ${pair}`, question);
    });
    writer.write(", NULL::text".repeat(width - 2 * branch.length));
    writer.write(`\n${rowSource(branch[0]?.table, missing)}`);
  });
  const order = new Map(branches.flat().map((question, i) => [question, 2 * i]));
  const widths = branches.map((branch) => branch.length * 2);
  return {
    sql: writer.sql(),
    questionAt: writer.questionAt,
    readPlan: (plan) => {
      const texts = planOutputs(plan, widths);
      const at = (question: ExpressionQuestion) => order.get(question) ?? 0;
      return questions.flatMap((question) => [texts[at(question)] ?? "", texts[at(question) + 1] ?? ""]);
    },
  };
}

interface ExplainWriter {
  write(text: string, question?: ExpressionQuestion): void;
  sql(): string;
  questionAt(position: number): ExpressionQuestion | undefined;
}

// Positions count characters as the server does, where a character outside the basic plane is one.
function explainWriter(): ExplainWriter {
  const pieces: string[] = [];
  const marks: { readonly start: number; readonly end: number; readonly question: ExpressionQuestion }[] = [];
  let length = 0;
  return {
    write: (text, question) => {
      const start = length;
      pieces.push(text);
      length += [...text].length;
      if (question) marks.push({ start, end: length, question });
    },
    sql: () => pieces.join(""),
    questionAt: (position) => marks.find(({ start, end }) => position > start && position <= end)?.question,
  };
}

function branchesOf(questions: readonly ExpressionQuestion[]): readonly (readonly ExpressionQuestion[])[] {
  const byTable = new Map<Table, ExpressionQuestion[][]>();
  for (const question of questions) {
    const branches = byTable.get(question.table) ?? [];
    const last = branches.at(-1);
    if (last && last.length < questionsPerBranch) last.push(question);
    else branches.push([question]);
    byTable.set(question.table, branches);
  }
  return [...byTable.values()].flat();
}

// The line end keeps a trailing comment from swallowing what follows.
function readAs(
  { place, table, column }: ExpressionQuestion,
  text: string,
  missing: ReadonlySet<string>,
): string {
  const expression = `(${withoutTableSchema(text, table.name)}\n)`;
  if ((place === "default" || place === "generated") && column)
    return `CAST(${expression} AS ${knownType(column, missing)})::text`;
  return `${expression}::text`;
}

function rowSource(table: Table | undefined, missing: ReadonlySet<string>): string {
  const columns = (table?.columns ?? []).map(
    (column) => `${identifier(column.name)} ${knownType(column, missing)}`,
  );
  return `FROM pg_catalog.jsonb_to_recordset('[]'::pg_catalog.jsonb) AS ${identifier(table?.name ?? "t")}(${columns.join(", ")})`;
}

// A type that the same revision will create does not exist yet; its values are text until then.
function knownType({ type }: Column, missing: ReadonlySet<string>): string {
  return missing.has(typeKey(type)) ? `text${type.dimensions === undefined ? "" : "[]"}` : typeSql(type);
}

/** The name under which the server looks up a type. One of an extension, too, may not exist yet. */
export function typeKey({ name, schema }: ColumnType): string {
  return schema === undefined ? name : nameSql({ identifier }, { schema, name });
}

interface PlanNode {
  readonly Output?: readonly string[];
  readonly Plans?: readonly PlanNode[];
}

function planOutputs(plan: unknown, widths: readonly number[]): readonly string[] {
  const root = (
    (typeof plan === "string" ? JSON.parse(plan) : plan) as readonly { readonly Plan: PlanNode }[]
  )[0]?.Plan;
  const nodes = widths.length === 1 ? [root] : (root?.Plans ?? []);
  return widths.flatMap((width, i) => (nodes[i]?.Output ?? []).slice(0, width));
}
