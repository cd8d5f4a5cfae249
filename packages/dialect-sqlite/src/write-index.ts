import { createIndexSql as standardIndexSql } from "@typeorm-autogen/dialect";
import type { IndexDefinition } from "@typeorm-autogen/model";
import { refuseForeignIndex } from "./refuse-foreign.js";
import { spelling } from "./spelling.js";

/** The CREATE INDEX of an index; building it always blocks writers. Throws UnsupportedError for what only others have. */
export function createIndexSql(table: string, { concurrently: _, ...index }: IndexDefinition): string {
  refuseForeignIndex(index);
  return standardIndexSql(spelling, { schema: null, name: table }, index);
}
