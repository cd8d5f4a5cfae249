import { equal, type Column, type ColumnType, type Table } from "@typeorm-autogen/model";
import { copy, instant, rebuild, type DdlCost } from "./ddl-cost.js";
import type { Flavor } from "./flavor.js";
import { currentTime, isLiteral } from "./literal-form.js";
import { types } from "./types.js";

/** What adding a column costs, at the end of the table. */
export function addedColumnCost(column: Column, { name }: Flavor): DdlCost {
  const { default: text, generated } = column;
  if (generated)
    return generated.stored
      ? copy("every row's value is computed and stored")
      : { ...instant, reshapes: true };
  if (column.autoincrement) return { ...rebuild("every row gets a number"), shared: true };
  if (text !== undefined && valuesDiffer(text, name)) return copy(`every row gets its own value of ${text}`);
  return { ...instant, reshapes: true };
}

// MariaDB computes a default once where it is the same for every row.
const everyTimeAnew = /\b(?:uuid|uuid_short|sys_guid|rand|random_bytes|nextval|sysdate)\b/i;

function valuesDiffer(text: string, server: Flavor["name"]): boolean {
  if (isLiteral(text) || currentTime(text) !== undefined) return false;
  return server === "mysql" || everyTimeAnew.test(text);
}

/** What changing a column in place costs. */
export function changedColumnCost(
  was: Column,
  is: Column,
  table: Table | undefined,
  flavor: Flavor,
): DdlCost {
  if (was.generated || is.generated) return generatedCost(was, is, flavor);
  const typed = typeCost(was, is, table, flavor);
  if (typed && typed.algorithm !== "instant") return typed;
  if (was.nullable !== is.nullable) return nullabilityCost(is);
  return typed ?? instant;
}

function generatedCost(was: Column, is: Column, { name }: Flavor): DdlCost {
  if (equal({ ...was, comment: "" }, { ...is, comment: "" })) return instant;
  if (name === "mariadb" && is.generated && !is.generated.stored && equal(was.type, is.type)) return instant;
  return copy(`${is.name} is computed anew`);
}

function nullabilityCost(is: Column): DdlCost {
  return rebuild(is.nullable ? `${is.name} may be NULL` : `${is.name} becomes required`);
}

function typeCost(was: Column, is: Column, table: Table | undefined, flavor: Flavor): DdlCost | undefined {
  if (charset(was, table) !== charset(is, table))
    return copy(`the text of ${is.name} is converted to another character set`);
  if (!equal(was.type, is.type)) return retypedCost(was, is, table, flavor);
  if ((was.collation ?? "") === (is.collation ?? "")) return undefined;
  return recollatedCost(is.name, table, flavor);
}

/** What another collation of the same character set costs for a column of text. */
export function recollatedCost(column: string, table: Table | undefined, { name }: Flavor): DdlCost {
  const indexed = table?.indexes.some(({ parts }) => parts.some((part) => part.column === column));
  const because = `the indexes on ${column} are built in another order`;
  if (indexed) return name === "mariadb" ? { algorithm: "nocopy", builds: true, because } : copy(because);
  return name === "mariadb" ? instant : { algorithm: "nocopy" };
}

/** The character set of a column's text, by its own words or its table's. A collation's name begins with it. */
function charset({ options, collation }: Column, table: Table | undefined): string {
  const own = options?.["charset"] ?? collation;
  return charsetName(own ?? table?.options?.["charset"] ?? table?.options?.["collation"]);
}

/** The character set that a set or a collation stands for; nothing stands for the server's usual one. */
export function charsetName(name: unknown): string {
  return String(name ?? "utf8mb4").split("_")[0] ?? "";
}

function retypedCost(was: Column, is: Column, table: Table | undefined, flavor: Flavor): DdlCost {
  if (appendsMembers(was.type, is.type)) return instant;
  const grown = grownText(was, is, table, flavor);
  if (grown) return grown;
  return copy(`${is.name} turns from ${types.print(was.type)} into ${types.print(is.type)}`);
}

const memberBytes: Readonly<Record<string, (members: number) => number>> = {
  enum: (members) => (members > 255 ? 2 : 1),
  set: (members) => (members > 32 ? 8 : Math.min(4, Math.ceil(members / 8))),
};

function appendsMembers(was: ColumnType, is: ColumnType): boolean {
  const bytes = memberBytes[is.name];
  if (was.name !== is.name || !bytes) return false;
  const [before, after] = [was.arguments ?? [], is.arguments ?? []];
  return before.every((member, i) => after[i] === member) && bytes(before.length) === bytes(after.length);
}

// A length takes one byte up to 255 bytes of text, and two above; MariaDB grows past that where 127 were the most.
function grownText(was: Column, is: Column, table: Table | undefined, { name }: Flavor): DdlCost | undefined {
  const kinds = ["varchar", "varbinary"];
  if (was.type.name !== is.type.name || !kinds.includes(is.type.name)) return undefined;
  const [before, after] = [was, is].map(
    (column) => Number(column.type.arguments?.[0] ?? 1) * width(column, table),
  );
  if (before === undefined || after === undefined || after < before) return undefined;
  const sameLength = before > 255 || after <= 255;
  if (name === "mariadb") return sameLength || before <= 127 ? instant : undefined;
  return sameLength ? { algorithm: "nocopy" } : undefined;
}

const widths: Readonly<Record<string, number>> = {
  utf8mb4: 4,
  utf8mb3: 3,
  utf8: 3,
  utf16: 4,
  utf32: 4,
  ucs2: 2,
  gbk: 2,
  sjis: 2,
  big5: 2,
};
const narrow =
  /^(?:latin\d|ascii|binary|cp\d+|koi8[ru]|hebrew|greek|armscii8|dec8|hp8|keybcs2|mac\w+|swe7|tis620|geostd8)$/;

/** Bytes that a character takes at the most; four where nobody says. */
function width(column: Column, table: Table | undefined): number {
  if (column.type.name === "varbinary") return 1;
  const set = charset(column, table);
  return widths[set] ?? (narrow.test(set) ? 1 : 4);
}
