import { exclusionComputes, indexComputes, indexMentions, mentionsColumn } from "@typeorm-autogen/compare";
import {
  checkSql,
  columnSql,
  createIndexSql,
  exclusionSql,
  nameSql,
  uniqueSql,
} from "@typeorm-autogen/dialect";
import { findTable, nameKey, type Schema, type Table } from "@typeorm-autogen/model";
import type { EnumUse } from "@typeorm-autogen/ops";
import { identifier } from "./names.js";
import { spelling } from "./spelling.js";

/** The statements that take things away for a while, and those that bring them back. */
export interface Aside {
  readonly drops: readonly string[];
  readonly creates: readonly string[];
}

/**
 * What computes with the values of these columns of one type, and would not find its operators while they move to another
 * type of that name: checks, predicates and expressions of indexes, generated columns and what rests on those.
 */
export function computingWith(state: Schema, columns: readonly EnumUse[]): Aside {
  const tables = new Map(columns.map(({ table }) => [nameKey(table), table]));
  const parts = [...tables.values()].flatMap((name) => {
    const table = findTable(state, name);
    const own = columns.filter((use) => nameKey(use.table) === nameKey(name)).map(({ column }) => column);
    return table ? [...computed(table, new Set(own))] : [];
  });
  return {
    drops: parts.map(({ drop }) => drop),
    creates: parts.toReversed().flatMap(({ creates }) => creates),
  };
}

interface Part {
  readonly drop: string;
  readonly creates: readonly string[];
}

/** What hangs on a constraint or index of a table, such as its comment. */
function attachedTo({ attached = [] }: Table, name: string): readonly string[] {
  return attached.filter(({ object }) => object === name).flatMap(({ sql }) => sql);
}

// A partition's own constraints go and come with those of its parent.
function computed(table: Table, columns: ReadonlySet<string>): readonly Part[] {
  const generated = table.columns.filter(
    (column) => column.generated && mentionsColumn(column.generated.expression, columns),
  );
  const going = new Set(generated.map(({ name }) => name));
  const read = new Set([...columns, ...going]);
  const alter = `ALTER TABLE ${nameSql(spelling, table)}`;
  const part = (name: string, drop: string, create: string): Part => ({
    drop,
    creates: [create, ...attachedTo(table, name)],
  });
  const constraint = (name = "", sql: string): Part =>
    part(name, `${alter} DROP CONSTRAINT ${identifier(name)}`, `${alter} ADD ${sql}`);
  return [
    ...table.checks
      .filter(({ expression }) => mentionsColumn(expression, read))
      .map((check) => constraint(check.name, checkSql(spelling, check))),
    ...(table.exclusions ?? [])
      .filter((exclusion) => exclusionComputes(exclusion, read))
      .map((exclusion) => constraint(exclusion.name, exclusionSql(spelling, exclusion))),
    ...table.uniques
      .filter((unique) => unique.columns.some((column) => going.has(column)))
      .map((unique) => constraint(unique.name, uniqueSql(spelling, unique))),
    ...table.indexes
      .filter((index) => indexMentions(index, going) || indexComputes(index, read))
      .map((index) => {
        const name = nameSql(spelling, { schema: table.schema, name: index.name });
        return part(index.name, `DROP INDEX ${name}`, createIndexSql(spelling, table, index));
      }),
    ...generated.map((column): Part => ({
      drop: `${alter} DROP COLUMN ${identifier(column.name)}`,
      creates: [`${alter} ADD COLUMN ${columnSql(spelling, column)}`],
    })),
  ];
}
