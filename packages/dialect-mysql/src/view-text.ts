import { identifierName, type QualifiedName, type SqlToken } from "@typeorm-autogen/model";
import { tokens } from "./lexicon.js";
import { identifier } from "./sql-text.js";

/** A table or view as the query of a view names it. */
interface ViewEntry extends QualifiedName {
  readonly alias?: string;
  /** Where its name and alias stand in the text. */
  readonly start: number;
  readonly end: number;
}

/** A column as the query of a view names it. */
interface ViewColumn {
  /** The table's name or alias before the point. */
  readonly of: string;
  readonly column: string;
  readonly start: number;
  readonly end: number;
}

/** What the query of a view reads, from the text that the server keeps: every table is named, and every column has its table. */
export interface ViewReads {
  readonly entries: readonly ViewEntry[];
  readonly columns: readonly ViewColumn[];
  /** Names that mean more than one thing in this query. */
  readonly unclear: ReadonlySet<string>;
}

/** Reads the query of a live view, without its own database's name. */
export function readView(text: string): ViewReads {
  const list = tokens(text);
  const entries = list.flatMap((token, at) => (isSource(token) ? (entryAt(list, at + 1) ?? []) : []));
  const inEntry = (token: SqlToken) =>
    entries.some(({ start, end }) => start <= token.start && token.end <= end);
  const columns = list.flatMap((token, at): readonly ViewColumn[] => {
    const [point, last] = [list[at + 1], list[at + 2]];
    const [of, column] = [nameOf(token), nameOf(last)];
    if (of === undefined || point?.text !== "." || column === undefined || last === undefined) return [];
    if (list[at + 3]?.text === "." || inEntry(token)) return [];
    return [{ of, column, start: last.start, end: last.end }];
  });
  return { entries, columns, unclear: unclearNames(entries, list) };
}

function isSource({ kind, text }: SqlToken): boolean {
  return kind === "word" && /^(?:from|join|straight_join)$/i.test(text);
}

function nameOf(token: SqlToken | undefined): string | undefined {
  return token?.kind === "quoted" ? identifierName(token) : undefined;
}

function entryAt(list: readonly SqlToken[], from: number): ViewEntry | undefined {
  let at = from;
  while (list[at]?.text === "(") at++;
  const first = nameOf(list[at]);
  const start = list[at]?.start;
  if (first === undefined || start === undefined) return undefined;
  const isQualified = list[at + 1]?.text === ".";
  if (isQualified) at += 2;
  const name = isQualified ? nameOf(list[at]) : first;
  if (name === undefined) return undefined;
  const alias = nameOf(list[at + 1]);
  const end = list[alias === undefined ? at : at + 1]?.end ?? start;
  return { schema: isQualified ? first : null, name, start, end, ...(alias !== undefined && { alias }) };
}

// The same name for two tables, or for a table and a derived one: which is meant where, only the nesting tells.
function unclearNames(entries: readonly ViewEntry[], list: readonly SqlToken[]): ReadonlySet<string> {
  const meanings = new Map<string, Set<string>>();
  const note = (name: string, meaning: string) =>
    meanings.set(name, (meanings.get(name) ?? new Set()).add(meaning));
  for (const { schema, name, alias } of entries) note(alias ?? name, JSON.stringify([schema, name]));
  list.forEach((token, at) => {
    const name = nameOf(token);
    if (name === undefined) return;
    if (list[at - 1]?.text === ")") note(name, "derived");
    if (/^with$|^recursive$/i.test(list[at - 1]?.text ?? "")) note(name, "common");
  });
  return new Set([...meanings].flatMap(([name, meant]) => (meant.size > 1 ? [name] : [])));
}

/** The names by which a query calls a table. */
export function namesOf({ entries }: ViewReads, table: QualifiedName): ReadonlySet<string> {
  return new Set(
    entries
      .filter(({ schema, name }) => schema === table.schema && name === table.name)
      .map(({ name, alias }) => alias ?? name),
  );
}

/** Whether two names of columns are one: in any letter case. */
export function isColumn(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** The query with a column of a table called otherwise; null where it cannot be told which names mean it. */
export function renameColumnIn(
  text: string,
  table: QualifiedName,
  { from, to }: { readonly from: string; readonly to: string },
): string | null {
  const reads = readView(text);
  const names = namesOf(reads, table);
  const meant = reads.columns.filter(({ of, column }) => names.has(of) && isColumn(column, from));
  if (meant.some(({ of }) => reads.unclear.has(of))) return null;
  return replaced(text, meant, () => identifier(to));
}

/** The query with a table called otherwise: its columns go by the name that they went by, which becomes an alias. */
export function renameTableIn(text: string, from: QualifiedName, to: QualifiedName): string {
  const { entries } = readView(text);
  const meant = entries.filter(({ schema, name }) => schema === from.schema && name === from.name);
  return replaced(text, meant, ({ alias = from.name }) => {
    const name = to.schema === null ? identifier(to.name) : `${identifier(to.schema)}.${identifier(to.name)}`;
    return alias === to.name ? name : `${name} ${identifier(alias)}`;
  });
}

function replaced<Place extends { readonly start: number; readonly end: number }>(
  text: string,
  places: readonly Place[],
  write: (place: Place) => string,
): string {
  let result = "";
  let position = 0;
  for (const place of places) {
    result += text.slice(position, place.start) + write(place);
    position = place.end;
  }
  return result + text.slice(position);
}
