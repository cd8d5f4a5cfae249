import { createHash } from "node:crypto";
import type { CatalogueScope } from "@typeorm-autogen/introspect";
import { askCatalogue } from "./catalogue.js";
import type { MysqlConnection } from "./connection.js";
import type { MysqlFacts } from "./facts.js";

/**
 * The servers count no changes and keep no times of them that every ALTER TABLE moves, so this is a digest of what they
 * answer, without making anything of it.
 */
export async function catalogueMark(
  connection: MysqlConnection,
  facts: MysqlFacts,
  scope: CatalogueScope,
): Promise<string> {
  const answers = await askCatalogue(connection, facts, scope);
  return createHash("sha256").update(JSON.stringify(answers)).digest("hex");
}
