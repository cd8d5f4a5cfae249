import { introspect } from "@typeorm-autogen/introspect";
import { compareText, equal, nameKey, sortSchema, type Schema } from "@typeorm-autogen/model";
import type { SynchronisedStory } from "./synchronise-story.js";
import { withoutSilentChecks } from "./without-silent-checks.js";

/** The extensions that a schema needs and has not, and the rest of it, to be held against what was read. */
export interface Structure {
  readonly missing: readonly string[];
  readonly rest: unknown;
}

/**
 * What entities declare and what TypeORM built from them, so far as both say the same. The words of expressions are left
 * out, because servers respell them.
 */
export async function structuresOf(
  built: SynchronisedStory,
): Promise<{ readonly declared: Structure; readonly live: Structure }> {
  const { dialect, facts, declaration } = built;
  const live = await readBack(built);
  const declared = dialect.normalise(withoutSilentChecks(declaration.schema, dialect), facts);
  const { typeormMetadata = [] } = live;
  return {
    declared: {
      missing: declared.extensions.filter((extension) => !live.extensions.includes(extension)),
      rest: withoutWords({ ...declared, extensions: [] }),
    },
    live: { missing: [], rest: withoutWords({ ...live, typeormMetadata, extensions: [] }) },
  };
}

async function readBack({ dialect, connection, facts, declaration }: SynchronisedStory): Promise<Schema> {
  const { ownTables, unmanagedTables, metadataTable, schema } = declaration;
  const others = new Set([...ownTables, ...unmanagedTables].map(nameKey));
  const live = await introspect(
    dialect.reader(connection, facts),
    { schemas: schema.schemas, metadataTable },
    (table) => !others.has(nameKey(table)),
  );
  return dialect.normalise(live, facts);
}

function withoutWords(schema: Schema): unknown {
  const words = new Set(["default", "expression", "where", "definition"]);
  const text = JSON.stringify(sortSchema(schema), (key, value: unknown) => {
    if (aside.has(key)) return undefined;
    // Not read back, because it is every table's.
    if (key === "options" && equal(value, { engine: "InnoDB" })) return undefined;
    return words.has(key) && typeof value === "string" ? "…" : value;
  });
  return sortLists(JSON.parse(text));
}

// What only a live table or view has, and what only a declaration knows.
const aside: ReadonlySet<string> = new Set(["triggers", "reads", "shape", "attached", "owner", "dependsOn"]);

const unordered: ReadonlySet<string> = new Set(["uniques", "checks", "foreignKeys", "indexes"]);

// Lists of constraints were sorted with their words; without them the order may be another.
function sortLists(value: unknown, key = ""): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (!Array.isArray(value)) {
    const entries = Object.entries(value).sort(([a], [b]) => compareText(a, b));
    return Object.fromEntries(entries.map(([name, item]) => [name, sortLists(item, name)]));
  }
  const items: readonly unknown[] = value.map((item) => sortLists(item));
  if (!unordered.has(key)) return items;
  return [...items].sort((a, b) => compareText(JSON.stringify(a), JSON.stringify(b)));
}
