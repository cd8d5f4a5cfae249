import { createHash } from "node:crypto";
import type { CatalogueScope } from "@typeorm-autogen/introspect";
import { askCatalogue } from "./catalogue.js";
import type { MysqlConnection } from "./connection.js";
import type { MysqlFacts } from "./facts.js";

/**
 * The servers count no changes and keep no times of them that every ALTER TABLE moves, so this is a digest of what they
 * answer, without making anything of it. In which order they answer is nobody's word, and changes with their statistics.
 */
export async function catalogueMark(
  connection: MysqlConnection,
  facts: MysqlFacts,
  scope: CatalogueScope,
): Promise<string> {
  const { rows, ...shown } = await askCatalogue(connection, facts, scope);
  const lists: readonly (readonly unknown[] | undefined)[] = [
    ...Object.values(rows),
    ...Object.values(shown),
  ];
  const sorted = lists.map((list = []) => list.map((row) => JSON.stringify(row)).toSorted());
  return createHash("sha256").update(JSON.stringify(sorted)).digest("hex");
}
