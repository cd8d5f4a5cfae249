import { nameSql, quoteText, type Statement } from "@typeorm-autogen/dialect";
import { nameKey, type ColumnType, type QualifiedName } from "@typeorm-autogen/model";
import { mapEnumDefault, type AlterEnum, type EnumUse } from "@typeorm-autogen/ops";
import { identifier, truncateName } from "./names.js";
import { defaultText, spelling } from "./spelling.js";
import { typeSql } from "./types.js";

/**
 * Changes an enum's values in place where ALTER TYPE can: values are renamed and added. A new value cannot be used
 * before it is committed ("unsafe use of new value"), so an addition stands alone. Everything else rebuilds the type.
 * https://www.postgresql.org/docs/current/sql-altertype.html
 */
export function alterEnumStatements(op: AlterEnum): readonly Statement[] {
  if (rebuildsEnum(op)) return rebuildEnum(op).map((sql) => ({ sql }));
  const renames = renamesOf(op);
  const kept = op.from.map((value) => renames.get(value) ?? value);
  const type = nameSql(spelling, op.enum);
  return [
    ...[...renames].map(([from, to]) => ({
      sql: `ALTER TYPE ${type} RENAME VALUE ${quoteText(from)} TO ${quoteText(to)}`,
    })),
    ...additions(kept, op.to).map((position) => ({
      sql: `ALTER TYPE ${type} ADD VALUE ${position}`,
      alone: true as const,
    })),
  ];
}

/** Whether a change of values takes a new type, to which every column that uses the old one moves. */
export function rebuildsEnum(op: AlterEnum): boolean {
  const renames = renamesOf(op);
  const kept = op.from.map((value) => renames.get(value) ?? value);
  const moves = op.from.some((value) => op.map?.[value] !== undefined && !renames.has(value));
  return moves || !isSubsequence(kept, op.to);
}

// Only a value that goes, mapped to one that is new, is a rename; two values mapped to one new value are not.
function renamesOf({ from, to, map = {} }: AlterEnum): ReadonlyMap<string, string> {
  const before = new Set(from);
  const after = new Set(to);
  const targets = Object.values(map);
  const renames = Object.entries(map).filter(
    ([old, value]) =>
      before.has(old) &&
      !after.has(old) &&
      after.has(value) &&
      !before.has(value) &&
      targets.filter((target) => target === value).length === 1,
  );
  return new Map(renames);
}

function isSubsequence(part: readonly string[], whole: readonly string[]): boolean {
  let at = 0;
  for (const value of whole) if (part[at] === value) at++;
  return at === part.length;
}

function additions(kept: readonly string[], to: readonly string[]): readonly string[] {
  const known = new Set(kept);
  return to.flatMap((value, i) => {
    if (known.has(value)) return [];
    const previous = to[i - 1];
    known.add(value);
    if (previous !== undefined) return [`${quoteText(value)} AFTER ${quoteText(previous)}`];
    return [kept[0] === undefined ? quoteText(value) : `${quoteText(value)} BEFORE ${quoteText(kept[0])}`];
  });
}

function rebuildEnum(op: AlterEnum): readonly string[] {
  const type = nameSql(spelling, op.enum);
  const old: QualifiedName = { ...op.enum, name: `${truncateName(op.enum.name, 54)}__autogen` };
  const values = op.to.map((value) => quoteText(value)).join(", ");
  return [
    `ALTER TYPE ${type} RENAME TO ${identifier(old.name)}`,
    `CREATE TYPE ${type} AS ENUM (${values})`,
    ...usesByTable(op.columns).map((uses) => retypeSql(op, uses)),
    `DROP TYPE ${nameSql(spelling, old)}`,
  ];
}

function usesByTable(uses: readonly EnumUse[]): readonly (readonly [EnumUse, ...EnumUse[]])[] {
  const groups = new Map<string, [EnumUse, ...EnumUse[]]>();
  for (const use of uses) {
    const group = groups.get(nameKey(use.table));
    if (group) group.push(use);
    else groups.set(nameKey(use.table), [use]);
  }
  return [...groups.values()];
}

function retypeSql(op: AlterEnum, uses: readonly [EnumUse, ...EnumUse[]]): string {
  const actions = uses.flatMap((use) => {
    const column = `ALTER COLUMN ${identifier(use.column)}`;
    const type: ColumnType = { ...op.enum, ...(use.dimensions !== undefined && { dimensions: 1 }) };
    const kept = use.default === undefined ? undefined : mapEnumDefault(use.default, use, op);
    return [
      ...(use.default === undefined ? [] : [`${column} DROP DEFAULT`]),
      `${column} TYPE ${typeSql(type)} USING ${conversion(op, use)}::${typeSql(type)}`,
      ...(kept === undefined ? [] : [`${column} SET DEFAULT ${defaultText(kept)}`]),
    ];
  });
  return `ALTER TABLE ${nameSql(spelling, uses[0].table)} ${actions.join(", ")}`;
}

// One replacement after the other; where values change places, each goes by way of a name that nothing has.
function replaceElements(array: string, entries: readonly (readonly [string, string])[]): string {
  const sources = new Set(entries.map(([from]) => from));
  const moving = entries.some(([, to]) => sources.has(to));
  const aside = (i: number) => `${i} autogen`;
  const steps = moving
    ? [
        ...entries.map(([from], i) => [from, aside(i)] as const),
        ...entries.map(([, to], i) => [aside(i), to] as const),
      ]
    : entries;
  return steps.reduce(
    (value, [from, to]) => `array_replace(${value}, ${quoteText(from)}, ${quoteText(to)})`,
    array,
  );
}

function conversion({ map = {} }: AlterEnum, use: EnumUse): string {
  const column = identifier(use.column);
  const entries = Object.entries(map);
  if (use.dimensions !== undefined) return replaceElements(`${column}::text[]`, entries);
  if (entries.length === 0) return `${column}::text`;
  const cases = entries.map(([from, to]) => `WHEN ${quoteText(from)} THEN ${quoteText(to)}`).join(" ");
  return `(CASE ${column}::text ${cases} ELSE ${column}::text END)`;
}
