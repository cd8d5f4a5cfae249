import { expect, test } from "vitest";
import { findDifference } from "@typeorm-autogen/autogenerate";
import { defaultCompareOptions } from "@typeorm-autogen/compare";
import { structuresOf } from "../entities/declared-structure.js";
import { storiesOf } from "../entities/stories.js";
import { linesOf, synchroniseStory } from "../entities/synchronise-story.js";
import { withoutSilentChecks } from "../entities/without-silent-checks.js";
import { targets } from "../live/targets.js";

const runs = targets.flatMap((target) => linesOf(target).map((line) => ({ target, line })));

// The database is the judge: what TypeORM built from the entities is what they declare, and compares as empty: nothing to
// do, nothing to ask, nothing unjudged.
for (const { target, line } of runs) {
  const stories = await storiesOf(target.dialect, line, target.name);
  test.each(stories)(
    `$name, synchronised by TypeORM ${line} on ${target.name}, is as declared and compares as empty`,
    async (story) => {
      const built = await synchroniseStory(target, line, story);
      const { dialect, connection, facts, declaration, close } = built;
      const { declared, live } = await structuresOf(built);
      expect.soft(declared).toEqual(live);
      const { operations, decisions, unjudged } = await findDifference({
        dialect,
        connection,
        facts,
        declared: withoutSilentChecks(declaration.schema, dialect),
        ownTables: declaration.ownTables,
        metadataTable: declaration.metadataTable,
        includes: () => true,
        options: {
          ...defaultCompareOptions,
          properties: declaration.properties,
          keeps: { tables: declaration.unmanagedTables, indexes: declaration.claimedIndexes },
        },
      });
      expect({ operations, decisions, unjudged }).toEqual({ operations: [], decisions: [], unjudged: [] });
      await close();
    },
  );
}
