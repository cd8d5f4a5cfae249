import { UnsupportedError } from "@typeorm-autogen/dialect";
import type { Belonging } from "@typeorm-autogen/introspect";
import type {
  Check,
  Deferrable,
  Exclusion,
  ForeignKey,
  PrimaryKey,
  ReferentialAction,
  Unique,
} from "@typeorm-autogen/model";
import type { RawRow } from "./connection.js";
import { indexOptions } from "./read-options.js";
import { parseExclusion } from "./exclusion.js";
import { withoutParentheses } from "./lexicon.js";
import { label } from "./spelling.js";

/** The constraints of a catalogue, by kind. */
export interface Constraints {
  readonly primaryKeys: readonly Belonging<PrimaryKey>[];
  readonly uniques: readonly Belonging<Unique>[];
  readonly checks: readonly Belonging<Check>[];
  readonly exclusions: readonly Belonging<Exclusion>[];
  readonly foreignKeys: readonly Belonging<ForeignKey>[];
}

/** Names the columns of a table by their numbers. */
export type ColumnNames = (table: string, attnums: readonly string[]) => readonly string[];

const actions: Readonly<Record<string, ReferentialAction>> = {
  r: "restrict",
  c: "cascade",
  n: "set null",
  d: "set default",
};

/** Reads the rows of the constraints statement. */
export function readConstraints(
  rows: readonly RawRow[],
  columnNames: ColumnNames,
  modelSchema: (schema: string) => string | null,
): Constraints {
  const ofKind = (kind: string) => rows.filter((row) => row[2] === kind);
  const belonging = <T>(kind: string, read: (row: RawRow) => T) =>
    ofKind(kind).map((row) => ({ table: row[0] ?? "", item: read(row) }));
  const named = (row: RawRow) => ({
    name: row[1] ?? "",
    columns: columnNames(row[0] ?? "", arrayItems(row[3])),
    ...deferrable(row),
  });
  const key = (row: RawRow) => ({ ...named(row), ...beside(row, columnNames) });
  return {
    primaryKeys: belonging("p", key),
    uniques: belonging("u", (row) => ({
      ...key(row),
      ...(row[12] === "true" && { nullsNotDistinct: true as const }),
    })),
    checks: belonging("c", (row) => ({
      name: row[1] ?? "",
      expression: withoutParentheses(row[13] ?? ""),
      ...validity(row),
      ...(row[16] === "true" && { noInherit: true as const }),
    })),
    exclusions: belonging("x", readExclusion),
    foreignKeys: belonging("f", (row) => ({
      ...named(row),
      ...reference(row, modelSchema),
      ...validity(row),
      ...rareReference(row, columnNames),
    })),
  };
}

function readExclusion(row: RawRow): Exclusion {
  const name = row[1] ?? "";
  const exclusion = parseExclusion((row[13] ?? "").replace(/^EXCLUDE\s+/, ""));
  const tablespace = row[22];
  if (exclusion)
    return { name, ...exclusion, ...(tablespace && { options: { ...exclusion.options, tablespace } }) };
  throw new UnsupportedError(label, `reading the exclusion constraint ${name}: ${row[13]}`, "report it");
}

function reference(
  row: RawRow,
  modelSchema: (schema: string) => string | null,
): Pick<ForeignKey, "references" | "referencedColumns" | "onDelete" | "onUpdate"> {
  const [, , , , schema, name, columns, onUpdate, onDelete] = row;
  const deletes = actions[onDelete ?? ""];
  const updates = actions[onUpdate ?? ""];
  return {
    references: { schema: modelSchema(schema ?? ""), name: name ?? "" },
    referencedColumns: JSON.parse(columns ?? "[]") as readonly string[],
    ...(deletes && { onDelete: deletes }),
    ...(updates && { onUpdate: updates }),
  };
}

function deferrable(row: RawRow): { readonly deferrable?: Deferrable } {
  if (row[9] !== "true") return {};
  return { deferrable: row[10] === "true" ? "deferred" : "immediate" };
}

// What is not enforced counts as not valid in the catalogue, and says nothing more by it.
function validity(row: RawRow): Pick<Check, "notValid" | "notEnforced"> {
  if (row[19] === "false") return { notEnforced: true };
  return row[11] === "false" ? { notValid: true } : {};
}

function beside(
  row: RawRow,
  columnNames: ColumnNames,
): Pick<PrimaryKey, "include" | "withoutOverlaps" | "options"> {
  const [table, , , , , , , , , , , , , , indexed, keys] = row;
  return {
    ...(indexed && { include: columnNames(table ?? "", arrayItems(indexed).slice(Number(keys))) }),
    ...(row[20] === "true" && { withoutOverlaps: true as const }),
    ...indexOptions(row[21], row[22]),
  };
}

function rareReference(
  row: RawRow,
  columnNames: ColumnNames,
): Pick<ForeignKey, "match" | "onDeleteColumns" | "period"> {
  const [match, set, , period] = row.slice(17);
  return {
    ...(match === "f" && { match: "full" as const }),
    ...(set && { onDeleteColumns: columnNames(row[0] ?? "", arrayItems(set)) }),
    ...(period === "true" && { period: true as const }),
  };
}

/** The items of an array of numbers as the server prints it: `{1,2}`. */
export function arrayItems(text: string | null | undefined): readonly string[] {
  const inner = (text ?? "").replace(/^.*\{/, "").replace("}", "");
  return inner === "" ? [] : inner.split(",");
}
