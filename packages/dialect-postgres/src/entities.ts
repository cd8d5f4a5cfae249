import type {
  DeclarationFacts,
  EntityDialect,
  ExtensionNeed,
  GeneratedColumn,
  Generation,
  IndexKind,
} from "@typeorm-autogen/entities";
import { declareExclusion } from "./exclusion.js";
import { namedSequences } from "./named-sequences.js";
import { serialSequence } from "./serial.js";

/** What TypeORM's `PostgresDriver` and `PostgresQueryRunner` do with metadata. */
export const entities: EntityDialect = Object.freeze<EntityDialect>({
  namespace: "schema",
  initialSchema: "public",
  enums: "types",
  arrays: true,
  comments: true,
  primaryKeyNames: true,
  exclusion: declareExclusion,
  materializedViews: true,
  charsets: "refused",
  deferrableUniques: true,
  collapsesUniques: true,
  autoincrementIsPrimary: false,
  nameBytes: 63,
  concurrentIndexes: true,
  extensions: true,
  generation,
  indexMethod,
  sequences: { named: namedSequences, of: (table, name) => serialSequence(table, { name }) },
  tableOptions: () => undefined,
  extension,
});

// `rowid` means something on CockroachDB only; here TypeORM writes a serial for it, as for every unknown strategy.
function generation({ strategy, identity, uuidFunction }: GeneratedColumn): Generation {
  if (strategy === "uuid") return { kind: "default", default: uuidFunction ?? "uuid_generate_v4()" };
  if (strategy !== "identity") return { kind: "autoincrement" };
  return { kind: "identity", identity: { mode: identity === "ALWAYS" ? "always" : "byDefault" } };
}

function indexMethod({ spatial, type }: IndexKind): string | undefined {
  const method = spatial ? "gist" : type?.toLowerCase();
  return method === "btree" ? undefined : method;
}

const extensionOfType: Readonly<Record<string, string>> = {
  citext: "citext",
  hstore: "hstore",
  cube: "cube",
  ltree: "ltree",
  geometry: "postgis",
  geography: "postgis",
  vector: "vector",
  halfvec: "vector",
};

// https://www.postgresql.org/docs/current/functions-uuid.html: gen_random_uuid() is the server's own since 13.
function extension(need: ExtensionNeed, { version }: DeclarationFacts): string | undefined {
  const called = need.default?.trim() ?? "";
  if (/^uuid_generate_v\d\w*\(/.test(called)) return "uuid-ossp";
  if (called === "gen_random_uuid()" && Number.parseInt(version, 10) < 13) return "pgcrypto";
  return extensionOfType[need.type];
}
