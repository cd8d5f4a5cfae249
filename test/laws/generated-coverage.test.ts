import { equal, type Schema } from "@typeorm-autogen/model";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { targets, type Target } from "../live/targets.js";
import type { SchemaPair } from "./arbitrary-schema.js";
import { arbitraryLivePair } from "./support/live-pair.js";
import { arbitraryRename, tellRename } from "./support/told-renames.js";

type Trait = (schema: Schema) => readonly unknown[];

const columns = ({ tables }: Schema) =>
  tables.flatMap((table) => table.columns.map((it) => ({ of: table.name, ...it })));
const indexes = ({ tables }: Schema) => tables.flatMap((table) => table.indexes);
const parts = (schema: Schema) =>
  indexes(schema).flatMap((index) => index.parts.map((part) => ({ of: index.name, ...part })));
const checks = ({ tables }: Schema) => tables.flatMap((table) => table.checks);
const keys = ({ tables }: Schema) => tables.flatMap((table) => table.foreignKeys);
const method =
  (name: string): Trait =>
  (schema) =>
    indexes(schema).filter((index) => index.method === name);

const common: Readonly<Record<string, Trait>> = {
  views: (schema) => schema.views,
  "views of views": ({ views }) => views.filter(({ definition }) => /FROM ["`]v_/.test(definition)),
  "text checks": (schema) => checks(schema).filter(({ name }) => name?.endsWith("_text")),
  "ON UPDATE of keys": (schema) => keys(schema).filter(({ onUpdate }) => onUpdate),
  "ON DELETE of keys": (schema) => keys(schema).filter(({ onDelete }) => onDelete),
  "generated columns": (schema) => columns(schema).filter(({ generated }) => generated?.stored),
  defaults: (schema) => columns(schema).filter((column) => column.default !== undefined),
};
const virtual: Readonly<Record<string, Trait>> = {
  "virtual columns": (schema) => columns(schema).filter(({ generated }) => generated?.stored === false),
};
const collations: Trait = (schema) => columns(schema).filter(({ collation }) => collation);
const inline: Readonly<Record<string, Trait>> = {
  collations,
  "expression indexes": (schema) => parts(schema).filter(({ expression }) => expression),
  "descending indexes": (schema) => parts(schema).filter(({ descending }) => descending),
  "partial indexes": (schema) => indexes(schema).filter(({ where }) => where),
};
const own: Readonly<Record<Target["dialect"], Readonly<Record<string, Trait>>>> = {
  postgres: {
    ...inline,
    enums: (schema) => schema.enums,
    "enum arrays": (schema) =>
      columns(schema).filter(({ type }) => type.schema !== undefined && type.dimensions),
    "materialized views": ({ views }) => views.filter(({ materialized }) => materialized),
    "indexes of materialized views": ({ views }) => views.flatMap((view) => view.indexes ?? []),
    sequences: (schema) => schema.sequences,
    "columns that count by a sequence": (schema) =>
      columns(schema).filter((it) => it.default?.startsWith("nextval")),
    "identity options": (schema) =>
      columns(schema).filter(({ identity }) => identity?.increment ?? identity?.cache),
    "gin indexes": method("gin"),
    "hash indexes": method("hash"),
    "NULLS FIRST": (schema) => parts(schema).filter(({ nulls }) => nulls),
    exclusions: ({ tables }) => tables.flatMap((table) => table.exclusions ?? []),
    "deferrable uniques": ({ tables }) =>
      tables.flatMap((table) => table.uniques.filter((it) => it.deferrable)),
    "named schemas": ({ tables }) => tables.filter(({ schema }) => schema !== null).map(({ name }) => name),
    comments: (schema) => columns(schema).filter(({ comment }) => comment),
  },
  mysql: {
    ...virtual,
    collations,
    "inline enums": (schema) => columns(schema).filter(({ type }) => type.name === "enum"),
    unsigned: (schema) => columns(schema).filter(({ type }) => type.modifiers),
    "ON UPDATE of columns": (schema) => columns(schema).filter(({ options }) => options?.["onUpdate"]),
    "fulltext indexes": method("fulltext"),
    prefixes: (schema) => parts(schema).filter(({ length }) => length),
  },
  sqlite: {
    ...virtual,
    ...inline,
    "STRICT tables": ({ tables }) => tables.filter(({ options }) => options?.["strict"]),
    "tables WITHOUT ROWID": ({ tables }) => tables.filter(({ options }) => options?.["withoutRowid"]),
  },
};

const pairs = 400;
const seed = 20_261_126;

describe.each(targets)("what is generated for $name", (target) => {
  const sample = fc.sample(arbitraryLivePair(target), { numRuns: pairs, seed });
  const traits = {
    ...common,
    ...own[target.dialect],
    ...(target.name === "postgres18" && virtual),
  };

  test.each(Object.entries(traits))("holds %s, and changes them", (_, trait) => {
    const [standing, changing] = tally(sample, trait);
    expect(
      { standing: standing >= pairs / 20, changing: changing >= pairs / 40 },
      `${standing}, ${changing}`,
    ).toEqual({
      standing: true,
      changing: true,
    });
  });

  test("renames whatever the database has, besides what else differs", () => {
    const told = fc.sample(fc.tuple(arbitraryLivePair(target), arbitraryRename), { numRuns: pairs, seed });
    const counts = new Map<string, number>();
    for (const [pair, rename] of told) {
      const { renames } = tellRename(pair, rename);
      if (renames.length > 0) counts.set(rename.of, (counts.get(rename.of) ?? 0) + 1);
    }
    const everywhere = ["column", "exchanged columns", "exchanged tables", "table"];
    const wanted =
      target.dialect === "postgres" ? [...everywhere, "move", "schema", "type", "value"] : everywhere;
    expect(
      [...counts]
        .filter(([, count]) => count >= 4)
        .map(([of]) => of)
        .sort(),
      JSON.stringify([...counts]),
    ).toEqual(wanted.sort());
  });
});

/** In how many pairs there is such a thing on either side, and in how many it is another, or on one side only. */
function tally(sample: readonly SchemaPair[], trait: Trait): readonly [standing: number, changing: number] {
  const sides = sample.map(({ live, declared }) => [trait(live), trait(declared)] as const);
  const standing = sides.filter(([before, after]) => before.length + after.length > 0);
  return [standing.length, standing.filter(([before, after]) => !equal(before, after)).length];
}
