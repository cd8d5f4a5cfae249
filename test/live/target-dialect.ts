import type { Dialect } from "@typeorm-autogen/dialect";
import { postgres } from "@typeorm-autogen/dialect-postgres";
import { sqlite } from "@typeorm-autogen/dialect-sqlite";
import type { Target } from "./targets.js";

const dialects: Readonly<Partial<Record<Target["dialect"], Dialect>>> = { postgres, sqlite };

/** The dialect that speaks to a target. */
export function dialectOf({ dialect }: Pick<Target, "dialect">): Dialect {
  const found = dialects[dialect];
  if (!found) throw new Error(`No dialect speaks ${dialect} yet.`);
  return found;
}
