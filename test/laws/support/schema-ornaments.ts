import {
  findColumn,
  type IndexDefinition,
  type Schema,
  type Sequence,
  type View,
} from "@typeorm-autogen/model";
import type { Target } from "../../live/targets.js";
import { counterOf, dressTable, fitting, tableOrnaments } from "./ornaments.js";

const views = ["view", "view of a view"] as const;

/** What generated schemas hold besides what `arbitrarySchema` makes, by dialect. */
export const ornamentKinds = {
  postgres: [...tableOrnaments.postgres, ...views, "materialized view", "sequence"],
  mysql: [...tableOrnaments.mysql, ...views],
  sqlite: [...tableOrnaments.sqlite, ...views],
} as const satisfies Record<Target["dialect"], readonly string[]>;

/** Something that is put on a generated schema where it fits. */
export interface Ornament {
  readonly kind: (typeof ornamentKinds)[Target["dialect"]][number];
  readonly table: string;
  readonly column: string;
  /** Which variant of it stands on each side; null: none does. */
  readonly before: number | null;
  readonly after: number | null;
}

/** The schema with the ornaments that one side of a pair has. */
export function dressSchema(
  schema: Schema,
  ornaments: readonly Ornament[],
  side: "before" | "after",
  target: Target,
): Schema {
  return ornaments.reduce((dressed, { [side]: variant, ...ornament }) => {
    return variant === null ? dressed : dress(dressed, ornament, variant, target);
  }, schema);
}

function dress(
  schema: Schema,
  { kind, table: name, column }: Omit<Ornament, "before" | "after">,
  variant: number,
  target: Target,
): Schema {
  switch (kind) {
    case "view":
    case "view of a view":
    case "materialized view":
      return withView(schema, name, { kind, column, variant, target });
    case "sequence":
      return withSequence(schema, name, variant);
    default: {
      const tables = schema.tables.map((table) =>
        table.name === name ? dressTable(table, { kind, column, variant, target }) : table,
      );
      const counts = tables.some(({ columns }) =>
        columns.some((it) => it.default?.includes(counterOf(name))),
      );
      const dressed = { ...schema, tables };
      const there = schema.sequences.some((sequence) => sequence.name === counterOf(name));
      return kind === "counted column" && counts && !there ? withSequence(dressed, name, 0) : dressed;
    }
  }
}

interface ViewWearing {
  readonly kind: "view" | "view of a view" | "materialized view";
  readonly column: string;
  readonly variant: number;
  readonly target: Target;
}

const prefixes = { view: "v", "view of a view": "w", "materialized view": "m" } as const;

function withView(
  schema: Schema,
  name: string,
  { kind, column: wanted, variant, target }: ViewWearing,
): Schema {
  const table = schema.tables.find((each) => each.name === name && each.schema === null);
  const column = table && fitting(table, wanted, () => true)?.name;
  if (column === undefined) return schema;
  const quote = target.dialect === "mysql" ? "`" : '"';
  const quoted = (text: string) => quote + text + quote;
  const inner = schema.views.find((each) => each.name === `v_${name}`);
  if (kind === "view of a view" && !inner) {
    const below = withView(schema, name, { kind: "view", column: wanted, variant: 0, target });
    return withView(below, name, { kind, column: wanted, variant, target });
  }
  const [id, own, other] = ["id", column, "total"].map(quoted);
  const source = kind === "view of a view" && inner ? quoted(inner.name) : quoted(name);
  const holds = source === quoted(name) ? findColumn(table!, column) : inner?.definition.includes(own!);
  const list = [id, ...(holds ? [own] : [])].join(", ");
  const definition = [
    `SELECT ${list} FROM ${source}`,
    `SELECT ${list} FROM ${source} WHERE ${id} IS NOT NULL`,
    `SELECT ${id}, count(*) AS ${other} FROM ${source} GROUP BY ${id}`,
  ][variant]!;
  const view: View = {
    schema: null,
    name: `${prefixes[kind]}_${name}`,
    definition,
    ...(kind === "materialized view" && { materialized: true, indexes: viewIndexes(name, variant) }),
  };
  return { ...schema, views: [...schema.views, view] };
}

function viewIndexes(name: string, variant: number): readonly IndexDefinition[] {
  const index = { name: `IDX_m_${name}`, parts: [{ column: "id" }] };
  return [
    [],
    [index],
    [{ ...index, parts: [{ column: "id", descending: true }], where: '"id" IS NOT NULL' } as const],
  ][variant]!;
}

function withSequence(schema: Schema, name: string, variant: number): Schema {
  const options = [
    {},
    { increment: "5", cache: "10" },
    { type: "integer", start: "7", cycle: true },
  ] as const;
  const sequence: Sequence = { schema: null, name: counterOf(name), ...options[variant]! };
  const others = schema.sequences.filter((each) => each.name !== sequence.name);
  return { ...schema, sequences: [...others, sequence] };
}
