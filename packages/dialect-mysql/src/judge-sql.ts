import type { ExpressionQuestion } from "@typeorm-autogen/compare";
import type { Row } from "@typeorm-autogen/dialect";
import { identifierName, nameKey, type Column, type Table } from "@typeorm-autogen/model";
import { familyOf } from "./conversion.js";
import { charsetOf } from "./create-table.js";
import { withoutIntroducers } from "./expression-form.js";
import type { MysqlFacts } from "./facts.js";
import { flavorOf } from "./flavor.js";
import { tokens } from "./lexicon.js";
import { identifier } from "./sql-text.js";
import { textTypes } from "./type-names.js";
import { types } from "./types.js";

/**
 * An EXPLAIN that puts both texts of several questions before the server; those of one table stand together. MySQL's
 * other formats, and MariaDB without EXTENDED, give no note.
 */
export function explainSql(questions: readonly ExpressionQuestion[], facts: MysqlFacts): string {
  const branches = groupByTable(questions);
  const width = 2 * Math.max(...branches.map((branch) => branch.length));
  const names = new Map(questions.map((question, i) => [question, 2 * i]));
  const selects = branches.map((branch) => {
    const texts = branch.flatMap((question) => {
      const at = names.get(question) ?? 0;
      return [expressionSql(question.live, at), expressionSql(question.declared, at + 1)];
    });
    const padding = Array.from({ length: width - texts.length }, () => "NULL");
    return `SELECT ${[...texts, ...padding].join(", ")}\n${rowSource(branch[0]?.table, facts)}`;
  });
  const verb = flavorOf(facts).name === "mariadb" ? "EXPLAIN EXTENDED" : "EXPLAIN FORMAT=TRADITIONAL";
  return `${verb} ${selects.join("\nUNION ALL ")}`;
}

/** The questions about each table. */
export function groupByTable(
  questions: readonly ExpressionQuestion[],
): readonly (readonly ExpressionQuestion[])[] {
  const groups = new Map<string, ExpressionQuestion[]>();
  for (const question of questions) {
    const key = nameKey(question.table);
    const group = groups.get(key);
    if (group) group.push(question);
    else groups.set(key, [question]);
  }
  return [...groups.values()];
}

const alias = "autogen_";

// The line end keeps a trailing comment from swallowing what follows.
function expressionSql(text: string, at: number): string {
  return `(${withoutIntroducers(text)}\n) AS ${identifier(alias + at)}`;
}

// Under the table's own name, so that a text may say `items.price`.
function rowSource(table: Table | undefined, facts: MysqlFacts): string {
  const columns = (table?.columns ?? []).map(
    (column) => `${identifier(column.name)} ${sourceType(column, table, facts)} PATH '$.x'`,
  );
  return `FROM JSON_TABLE('[]', '$[*]' COLUMNS (${columns.join(", ")})) AS ${identifier(table?.name ?? "t")}`;
}

const otherFamilies: ReadonlySet<string> = new Set(["list", "spatial", "uuid", "address", "vector"]);

function sourceType({ type, collation }: Column, table: Table | undefined, facts: MysqlFacts): string {
  const known = flavorOf(facts).anyJsonTableType || !otherFamilies.has(familyOf(type));
  const text = known ? types.print(type) : "varchar(255)";
  if (!textTypes.has(type.name)) return text;
  const name = String(collation ?? table?.options?.["collation"] ?? facts.collation);
  return `${text} CHARACTER SET ${charsetOf(name)} COLLATE ${name}`;
}

const explained = 1003;

/** The server's text of each expression, in their order; undefined where the note does not tell all of them. */
export function readNote(warnings: readonly Row[], count: number): readonly string[] | undefined {
  const message = warnings.find((row) => Number(row["Code"]) === explained)?.["Message"];
  if (message === undefined) return undefined;
  const note = String(message);
  const list = tokens(note);
  const texts: string[] = [];
  let start = 0;
  list.forEach((token, i) => {
    const next = list[i + 1];
    if (token.kind === "word" && /^select$/i.test(token.text)) start = token.end;
    const at = token.text === "AS" && next ? aliasNumber(identifierName(next)) : undefined;
    if (at === undefined) return;
    texts[at] = note.slice(start, token.start);
    start = (list[i + 2] ?? token).end;
  });
  return texts.filter(() => true).length === count && texts.length === count ? texts : undefined;
}

function aliasNumber(name: string | undefined): number | undefined {
  return name !== undefined && name.startsWith(alias) ? Number(name.slice(alias.length)) : undefined;
}
