import type { Schema, Table } from "@typeorm-autogen/model";
import type { MysqlFacts } from "../facts.js";
import type { Flavor } from "../flavor.js";

/** Where faults are looked for: a table as a revision leaves it, among the others. */
export interface FaultPlace {
  readonly table: Table;
  readonly schema: Schema;
  readonly facts: MysqlFacts;
  readonly flavor: Flavor;
}
