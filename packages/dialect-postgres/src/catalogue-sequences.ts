import type { Identity, Sequence, SequenceOwner } from "@typeorm-autogen/model";
import type { RawRow } from "./connection.js";

/** A sequence as the catalogue has it, with the column that owns it. */
export interface SequenceRow {
  readonly schema: string;
  readonly name: string;
  readonly type: string;
  readonly options: Omit<Identity, "mode">;
  /** `oid.attnum` of the owning column. */
  readonly owner?: string;
  /** `identity`: GENERATED AS IDENTITY. `default`: the owner's default takes its numbers from here. */
  readonly serves?: "identity" | "default";
}

/** Reads the rows of the sequences statement. */
export function readSequences(rows: readonly RawRow[]): readonly SequenceRow[] {
  return rows.map((row) => {
    const [schema, name, type, start, increment, minimum, maximum, cache, cycle, table, column, tie, feeds] =
      row;
    const options = { start, increment, minimum, maximum, cache, cycle };
    return {
      schema: schema ?? "",
      name: name ?? "",
      type: type ?? "bigint",
      options: ownOptions(type ?? "bigint", options as RawOptions),
      ...(table !== null && { owner: `${table}.${column}` }),
      ...(tie === "i" ? { serves: "identity" as const } : feeds !== null && { serves: "default" as const }),
    };
  });
}

type RawOptions = Record<"start" | "increment" | "minimum" | "maximum" | "cache" | "cycle", string>;

const lowest: Readonly<Record<string, string>> = {
  smallint: "-32768",
  integer: "-2147483648",
  bigint: "-9223372036854775808",
};
const highest: Readonly<Record<string, string>> = {
  smallint: "32767",
  integer: "2147483647",
  bigint: "9223372036854775807",
};

// What CREATE SEQUENCE would fill in: the range of the type, beginning at the end that counting moves away from.
function ownOptions(type: string, raw: RawOptions): Omit<Identity, "mode"> {
  const down = raw.increment.startsWith("-");
  const minimum = down ? lowest[type] : "1";
  const maximum = down ? "-1" : highest[type];
  return {
    ...(raw.start !== (down ? raw.maximum : raw.minimum) && { start: raw.start }),
    ...(raw.increment !== "1" && { increment: raw.increment }),
    ...(raw.minimum !== minimum && { minimum: raw.minimum }),
    ...(raw.maximum !== maximum && { maximum: raw.maximum }),
    ...(raw.cache !== "1" && { cache: raw.cache }),
    ...(raw.cycle === "true" && { cycle: true as const }),
  };
}

/** The sequence as the model keeps it; its schema already named as the model names schemas. */
export function standaloneSequence(row: SequenceRow, schema: string | null, owner?: SequenceOwner): Sequence {
  return {
    schema,
    name: row.name,
    ...(row.type !== "bigint" && { type: row.type }),
    ...row.options,
    ...(owner && { ownedBy: owner }),
  };
}
