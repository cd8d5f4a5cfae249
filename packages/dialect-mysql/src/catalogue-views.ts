import { StatementError } from "@typeorm-autogen/dialect";
import type { DialectOptions, View } from "@typeorm-autogen/model";
import { tableKey } from "./catalogue-columns.js";
import { withoutDatabase } from "./catalogue-text.js";
import type { MysqlConnection, RawRow } from "./connection.js";
import { identifier } from "./sql-text.js";

/** The algorithms of views by tableKey, where information_schema does not tell them. */
export type ViewAlgorithms = ReadonlyMap<string, string>;

/** Asks how to create each view, all in one round trip. A user who may not see it compares without. */
export async function showAlgorithms(
  connection: MysqlConnection,
  rows: readonly RawRow[],
): Promise<ViewAlgorithms> {
  const statements = rows.map(
    ([schema, name]) => `SHOW CREATE VIEW ${identifier(String(schema))}.${identifier(String(name))}`,
  );
  try {
    const answers = await connection.readBatch(statements);
    return new Map(
      rows.map(([schema, name], i) => [
        tableKey(schema, name),
        /^CREATE ALGORITHM=(\w+)/.exec(String(answers[i]?.[0]?.[1]))?.[1] ?? "",
      ]),
    );
  } catch (error) {
    if (error instanceof StatementError) return new Map();
    throw error;
  }
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
