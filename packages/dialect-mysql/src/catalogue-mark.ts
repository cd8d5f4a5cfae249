import { createHash } from "node:crypto";
import type { CatalogueScope } from "@typeorm-autogen/introspect";
import { catalogueStatements } from "./catalogue-sql.js";
import type { MysqlConnection } from "./connection.js";
import type { MysqlFacts } from "./facts.js";
import { flavorOf } from "./flavor.js";

/**
 * The servers count no changes and keep no times of them that every ALTER TABLE moves, so this is a digest of what they
 * answer, without making anything of it.
 */
export async function catalogueMark(
  connection: MysqlConnection,
  facts: MysqlFacts,
  scope: CatalogueScope,
): Promise<string> {
  const statements = catalogueStatements(
    [...new Set([facts.defaultSchema ?? "", ...scope.schemas])],
    flavorOf(facts),
  );
  const answers = await connection.readBatch(Object.values(statements) as readonly string[]);
  return createHash("sha256").update(JSON.stringify(answers)).digest("hex");
}
