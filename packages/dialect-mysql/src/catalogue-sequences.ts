import type { Sequence } from "@typeorm-autogen/model";
import type { RawRow } from "./connection.js";
import { identifier } from "./sql-text.js";

/** The rows of the tables statement that are sequences. MySQL has none. */
export function sequenceRows(tables: readonly RawRow[]): readonly RawRow[] {
  return tables.filter(([, , kind]) => kind === "SEQUENCE");
}

/** The statement that reads how a sequence counts: https://mariadb.com/kb/en/sequence-overview/ */
export function selectSequence([schema, name]: RawRow): string {
  return `SELECT start_value, increment, minimum_value, maximum_value, cache_size, cycle_option
    FROM ${identifier(String(schema))}.${identifier(String(name))}`;
}

/** Reads the answers, in the order of the rows; there are none where the user may not see them. */
export function readSequences(
  rows: readonly RawRow[],
  answers: readonly (readonly RawRow[])[],
  modelSchema: (name: string) => string | null,
): readonly Sequence[] {
  return rows.map(([schema, name], i) => ({
    schema: modelSchema(String(schema)),
    name: String(name),
    ...countingOf(answers[i]?.[0]),
  }));
}

// Without what CREATE SEQUENCE would fill in: https://mariadb.com/kb/en/create-sequence/
function countingOf(row: RawRow | undefined): Partial<Sequence> {
  if (!row) return {};
  const [start = "", increment = "", minimum = "", maximum = "", cache = "", cycle] = row.map(String);
  const down = increment.startsWith("-");
  const [lowest, highest] = down ? ["-9223372036854775807", "-1"] : ["1", "9223372036854775806"];
  return {
    ...(start !== (down ? maximum : minimum) && { start }),
    ...(increment !== "1" && { increment }),
    ...(minimum !== lowest && { minimum }),
    ...(maximum !== highest && { maximum }),
    ...(cache !== "1000" && { cache }),
    ...(cycle === "1" && { cycle: true as const }),
  };
}
