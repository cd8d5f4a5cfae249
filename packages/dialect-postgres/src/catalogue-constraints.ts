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
  const key = (row: RawRow) => ({
    name: row[1] ?? "",
    columns: columnNames(row[0] ?? "", arrayItems(row[3])),
    ...deferrable(row),
  });
  return {
    primaryKeys: belonging("p", key),
    uniques: belonging("u", (row) => ({
      ...key(row),
      ...(row[12] === "true" && { nullsNotDistinct: true as const }),
    })),
    checks: belonging("c", (row) => ({
      name: row[1] ?? "",
      expression: withoutParentheses(row[13] ?? ""),
      ...notValid(row),
    })),
    exclusions: belonging("x", readExclusion),
    foreignKeys: belonging("f", (row) => ({ ...key(row), ...reference(row, modelSchema), ...notValid(row) })),
  };
}

function readExclusion(row: RawRow): Exclusion {
  const name = row[1] ?? "";
  const exclusion = parseExclusion((row[13] ?? "").replace(/^EXCLUDE\s+/, ""));
  if (exclusion) return { name, ...exclusion };
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

function notValid(row: RawRow): { readonly notValid?: true } {
  return row[11] === "false" ? { notValid: true } : {};
}

/** The items of an array of numbers as the server prints it: `{1,2}`. */
export function arrayItems(text: string | null | undefined): readonly string[] {
  const inner = (text ?? "").replace(/^.*\{/, "").replace("}", "");
  return inner === "" ? [] : inner.split(",");
}
