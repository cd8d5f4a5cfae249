import type { Impact } from "@typeorm-autogen/dialect";
import { equalNames, formatName, nameKey } from "@typeorm-autogen/model";
import type { Finding, Site } from "./site.js";

/** An operation, and what it does to a running system. */
export interface Visited {
  readonly site: Site;
  readonly impacts: readonly Impact[];
}

/**
 * Work during which others wait for a table that it is not about. On PostgreSQL a lock lives as long as its transaction:
 * what would be over at once by itself lasts as long as whatever follows it.
 */
export function locksHeld(visits: readonly Visited[]): ReadonlyMap<Site, readonly Finding[]> {
  const found = new Map<Site, readonly Finding[]>();
  const held = new Map<string, string>();
  for (const { site, impacts } of visits) {
    if (site.dialect.name !== "postgres") break;
    if (site.since === site.index) held.clear();
    const felt = impacts.filter((impact) => !site.isNew(impact.table) && !isDropped(impact));
    const own = new Set(felt.map(({ table }) => nameKey(table)));
    const long = felt.find(({ work, blocks }) => work !== "nothing" && blocks !== "nobody");
    const others = [...held].filter(([key]) => !own.has(key)).map(([, name]) => name);
    if (long && others.length > 0) found.set(site, [finding(long, others)]);
    for (const { blocks, table } of felt) {
      if (blocks === "everybody") held.set(nameKey(table), formatName(table));
    }
  }
  return found;
}

// Nobody waits for a table that goes.
function isDropped({ of, table }: Impact): boolean {
  return of.kind === "dropTable" && equalNames(of.table, table);
}

function finding({ table, because }: Impact, others: readonly string[]): Finding {
  const [first = "", second, ...rest] = others;
  const more = rest.length > 0 ? ` and ${rest.length} more` : "";
  const names = second === undefined ? first : `${first}${rest.length > 0 ? "," : " and"} ${second}${more}`;
  return {
    rule: "lock-held-meanwhile",
    object: formatName(table),
    message: `reads and writes of ${names} wait too${because === undefined ? "" : ` while ${because}`}: an earlier operation's lock lasts until the revision ends`,
    safe: "do what takes long in a revision of its own",
  };
}
