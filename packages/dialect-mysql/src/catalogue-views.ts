import type { DialectOptions, View } from "@typeorm-autogen/model";
import { tableKey } from "./catalogue-columns.js";
import { withoutDatabase } from "./catalogue-text.js";
import type { RawRow } from "./connection.js";
import { identifier } from "./sql-text.js";

/** What the statements that show how to create views tell, by tableKey. */
export type ShownViews = ReadonlyMap<string, { readonly algorithm: string; readonly query: string }>;

/** The statements that show how to create these views. */
export function showCreateViews(rows: readonly RawRow[]): readonly string[] {
  return rows.map(
    ([schema, name]) => `SHOW CREATE VIEW ${identifier(String(schema))}.${identifier(String(name))}`,
  );
}

/** Reads the answers, in the order of the rows; there are none where the user may not see them. */
export function readShownViews(rows: readonly RawRow[], answers: readonly (readonly RawRow[])[]): ShownViews {
  return new Map(
    answers.map((answer, i) => {
      const [, algorithm = "", query = ""] = shownPattern.exec(String(answer[0]?.[1])) ?? [];
      return [tableKey(rows[i]?.[0], rows[i]?.[1]), { algorithm, query }];
    }),
  );
}

// The name, perhaps with names of columns, and the query without what follows it.
const shownPattern =
  /^CREATE ALGORITHM=(\w+) DEFINER=.*? SQL SECURITY \w+ VIEW (?:`(?:[^`]|``)+`[. ])+(?:\((?:`(?:[^`]|``)+`,?)+\) )?AS ([\s\S]*?)(?: WITH (?:CASCADED|LOCAL) CHECK OPTION)?$/;

/** Reads the rows of the views statement. `own` is the connection's database, whose name the server writes before each. */
export function readViews(
  rows: readonly RawRow[],
  own: string,
  shown: ShownViews,
  modelSchema: (name: string) => string | null,
): readonly View[] {
  return rows.map((row): View => {
    const [schema, name, told, , , definer] = row;
    const { algorithm, query } = shown.get(tableKey(schema, name)) ?? {};
    const options = viewOptions(row, algorithm);
    return {
      schema: modelSchema(String(schema)),
      name: String(name),
      definition: withoutDatabase((withinServer(told) && query) || String(told ?? ""), own),
      ...(Object.keys(options).length > 0 && { options }),
      ...(definer && { owner: String(definer) }),
    };
  });
}

// Of WITH ROLLUP, information_schema shows what the server makes of it, and nobody can write.
function withinServer(query: unknown): boolean {
  return /\brollup_(?:group_item|sum_switcher)\(/.test(String(query));
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
