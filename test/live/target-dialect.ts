import type { Dialect } from "@typeorm-autogen/dialect";
import { mysql } from "@typeorm-autogen/dialect-mysql";
import { postgres } from "@typeorm-autogen/dialect-postgres";
import { sqlite } from "@typeorm-autogen/dialect-sqlite";
import type { Target } from "./targets.js";

const dialects: Readonly<Record<Target["dialect"], Dialect>> = { mysql, postgres, sqlite };

/** The dialect that speaks to a target. */
export function dialectOf({ dialect }: Pick<Target, "dialect">): Dialect {
  return dialects[dialect];
}
