import { equal, type Column, type ColumnType, type Table } from "@typeorm-autogen/model";
import { toldText } from "./normalise-column.js";
import { textTypes, wholeNumbers } from "./type-names.js";
import { withoutWidth } from "./types.js";

type Options = Readonly<Record<string, unknown>>;

/**
 * Whether two types are the same to whoever declared the second. A display width counts only where one is declared, and
 * of values the server tells no letters of four bytes.
 */
export function equivalentType(live: ColumnType, declared: ColumnType): boolean {
  if (equal(live, declared)) return true;
  const width = wholeNumbers.has(declared.name) && declared.arguments === undefined;
  return equal(told(width ? withoutWidth(live) : live), told(declared));
}

function told(type: ColumnType): ColumnType {
  const { arguments: given } = type;
  if (given === undefined) return type;
  return { ...type, arguments: given.map((value) => (typeof value === "string" ? toldText(value) : value)) };
}

/**
 * Whether the live text is the declared one as the server tells it: one mark for a letter of four bytes in a literal,
 * four in an expression of MariaDB.
 */
export function isTold(live: string, declared: string): boolean {
  return live.includes("?") && (live === toldText(declared) || live === toldText(declared, "????"));
}

/**
 * Whether a column's collation is the declared one. Without a declared one, any is: tables and databases have their own
 * defaults, and no entity says which. But what is no text any more has none.
 */
export function equivalentCollation(
  live: Pick<Column, "type" | "collation">,
  declared: Pick<Column, "type" | "collation">,
  databaseCollation: string,
  liveTable?: Pick<Table, "options">,
): boolean {
  if (declared.collation === undefined)
    return live.collation === undefined || textTypes.has(declared.type.name);
  return (live.collation ?? liveTable?.options?.["collation"] ?? databaseCollation) === declared.collation;
}

/** What an entity says by leaving it out: these have to go when they are no longer declared. */
const alwaysDeclared: ReadonlySet<string> = new Set(["onUpdate", "parser"]);

/** Whether the options of a table, column or index are what is declared; what entities cannot declare stays. */
export function equivalentOptions(live: Options | undefined, declared: Options | undefined): boolean {
  const keys = new Set([...Object.keys(live ?? {}), ...Object.keys(declared ?? {})]);
  return [...keys].every((key) => {
    const [was, is] = [live?.[key], declared?.[key]];
    if (is === undefined) return was === undefined || !alwaysDeclared.has(key);
    if (key === "engine") return sameWord(was ?? "InnoDB", is);
    return was === is;
  });
}

function sameWord(a: unknown, b: unknown): boolean {
  return String(a).toLowerCase() === String(b).toLowerCase();
}
