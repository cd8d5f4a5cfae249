import type { DialectOptions, View } from "@typeorm-autogen/model";
import { tableKey } from "./catalogue-columns.js";
import { withoutDatabase } from "./catalogue-text.js";
import type { RawRow } from "./connection.js";
import { identifier } from "./sql-text.js";

/** The algorithms of views by tableKey, where information_schema does not tell them. */
export type ViewAlgorithms = ReadonlyMap<string, string>;

/** The statements that show how to create these views. */
export function showCreateViews(rows: readonly RawRow[]): readonly string[] {
  return rows.map(
    ([schema, name]) => `SHOW CREATE VIEW ${identifier(String(schema))}.${identifier(String(name))}`,
  );
}

/** Reads the answers, in the order of the rows; there are none where the user may not see them. */
export function readAlgorithms(
  rows: readonly RawRow[],
  answers: readonly (readonly RawRow[])[],
): ViewAlgorithms {
  return new Map(
    answers.map((answer, i) => [
      tableKey(rows[i]?.[0], rows[i]?.[1]),
      /^CREATE ALGORITHM=(\w+)/.exec(String(answer[0]?.[1]))?.[1] ?? "",
    ]),
  );
}

/** Reads the rows of the views statement. `own` is the connection's database, whose name the server writes before each. */
export function readViews(
  rows: readonly RawRow[],
  own: string,
  algorithms: ViewAlgorithms,
  modelSchema: (name: string) => string | null,
): readonly View[] {
  return rows.map((row): View => {
    const [schema, name, query, , , definer] = row;
    const options = viewOptions(row, algorithms.get(tableKey(schema, name)));
    return {
      schema: modelSchema(String(schema)),
      name: String(name),
      definition: withoutDatabase(String(query ?? ""), own),
      ...(Object.keys(options).length > 0 && { options }),
      ...(definer && { owner: String(definer) }),
    };
  });
}

function viewOptions(
  [, , , check, security, , algorithm]: RawRow,
  shown: string | undefined,
): DialectOptions {
  const chosen = String(algorithm ?? shown ?? "").toLowerCase();
  return {
    ...(/^(?:merge|temptable)$/.test(chosen) && { algorithm: chosen }),
    ...(security === "INVOKER" && { security: "invoker" }),
    ...(check && check !== "NONE" && { checkOption: String(check).toLowerCase() }),
  };
}
