import { expect, test } from "vitest";
import { introspect } from "@typeorm-autogen/introspect";
import { compareText, equal, nameKey, sortSchema, type Schema } from "@typeorm-autogen/model";
import { targets } from "../live/targets.js";
import { storiesOf } from "./stories.js";
import { linesOf, synchroniseStory, type SynchronisedStory } from "./synchronise-story.js";
import { withoutSilentChecks } from "./without-silent-checks.js";

const runs = targets.flatMap((target) => linesOf(target).map((line) => ({ target, line })));

// The database is the judge: what TypeORM built from the entities is what they declare. Only the words of expressions
// are left out here, because servers respell them; that they mean the same is the business of test/laws.
for (const { target, line } of runs) {
  const stories = await storiesOf(target.dialect, line, target.name);
  test.each(stories)(`$name declares what TypeORM ${line} builds on ${target.name}`, async (story) => {
    const built = await synchroniseStory(target, line, story);
    const { dialect, facts, declaration } = built;
    const live = await readBack(built);
    const declared = dialect.normalise(withoutSilentChecks(declaration.schema, dialect), facts);
    const { typeormMetadata = [] } = live;
    expect(withoutWords({ ...declared, extensions: [] })).toEqual(
      withoutWords({ ...live, typeormMetadata, extensions: [] }),
    );
    const missing = declared.extensions.filter((extension) => !live.extensions.includes(extension));
    expect(missing).toEqual([]);
    await built.close();
  });
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
