import { findDifference } from "@typeorm-autogen/autogenerate";
import { defaultCompareOptions } from "@typeorm-autogen/compare";
import { postgres } from "@typeorm-autogen/dialect-postgres";
import { qualify, type Exclusion, type Table } from "@typeorm-autogen/model";
import { flatten } from "@typeorm-autogen/ops";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { postgresTargets } from "../live/targets.js";
import { openDatabase, type OpenDatabase } from "./database.js";

/** What users write after EXCLUDE, and another text that must not be taken for it. */
const texts: readonly (readonly [text: string, other: string])[] = [
  [`USING gist (span WITH &&)`, `USING gist (span WITH =)`],
  [`using GIST ( "span"  with && , room WITH = )`, `USING gist (room WITH =, span WITH &&)`],
  [`USING gist ((span) WITH &&)`, `USING gist ((span * '[1,2)') WITH &&)`],
  [
    `USING gist (int4range(room, room + 1, '[]') WITH &&) WHERE (note <> 'a)b' AND room IN (1,2))`,
    `USING gist (int4range(room, room + 1, '[]') WITH &&) WHERE (note <> 'a)b' AND room IN (1,3))`,
  ],
  [`(lower(note) COLLATE "C" text_pattern_ops WITH =)`, `(lower(note) text_pattern_ops WITH =)`],
  [`("Odd, name" DESC NULLS LAST WITH =)`, `("Odd, name" DESC WITH =)`],
  [`USING btree (note ASC NULLS LAST WITH OPERATOR(pg_catalog.=))`, `(note NULLS FIRST WITH =)`],
  [`(note text_ops WITH =)`, `(note text_pattern_ops WITH =)`],
  [`USING gist (span range_ops WITH -|-)`, `USING gist (room WITH =, span WITH -|-)`],
  [`(room WITH =) INCLUDE ("Odd, name", note) WITH (fillfactor = 70)`, `(room WITH =) INCLUDE (note)`],
  [`(room WITH =, (room + 1) WITH =) DEFERRABLE`, `(room WITH =, (room + 1) WITH =)`],
  [`(room WITH =) NOT DEFERRABLE`, `(room WITH =) DEFERRABLE`],
  [`USING gist (span WITH &&) DEFERRABLE INITIALLY DEFERRED`, `USING gist (span WITH &&) DEFERRABLE`],
  [`USING gist (span WITH &&) INITIALLY DEFERRED`, `USING gist (span WITH &&) DEFERRABLE`],
  [`USING gist (app.wide(span) WITH &&, mood WITH <>)`, `USING gist (app.wide(span) WITH &&, mood WITH =)`],
];

const columns = `room integer, span int4range, note text, "Odd, name" text, mood app.mood`;

describe.each(postgresTargets)("exclusion constraints on $name", (target) => {
  let database: OpenDatabase;
  let live: Table;
  beforeAll(async () => {
    database = await openDatabase(target);
    await database.connection.execute(`
      CREATE EXTENSION btree_gist; CREATE SCHEMA app; CREATE TYPE app.mood AS ENUM ('a');
      CREATE FUNCTION app.wide(int4range) RETURNS int4range LANGUAGE sql IMMUTABLE AS 'SELECT $1';
      CREATE TABLE t (${columns});`);
    for (const [i, [text]] of texts.entries())
      await database.connection.execute(`ALTER TABLE t ADD CONSTRAINT x${i} EXCLUDE ${text}`);
    const read = await database.read({ schemas: ["app"] });
    live = postgres.normalise(read, database.facts).tables[0]!;
  });
  afterAll(() => database.drop());

  async function differences(exclusions: readonly Exclusion[]): Promise<readonly string[]> {
    const schema = await database.read({ schemas: ["app"] });
    const declared = { ...schema, tables: [{ ...live, exclusions }] };
    const { operations, unjudged } = await findDifference({
      dialect: postgres,
      connection: database.connection,
      facts: database.facts,
      declared,
      ownTables: [],
      metadataTable: qualify("typeorm_metadata"),
      includes: () => true,
      options: defaultCompareOptions,
    });
    expect(unjudged).toEqual([]);
    return flatten(operations).map((operation) =>
      operation.kind === "createExclusion" || operation.kind === "dropExclusion"
        ? `${operation.kind} ${operation.exclusion.name}`
        : operation.kind,
    );
  }

  const declare = (text: string, i: number): Exclusion => ({
    name: `x${i}`,
    ...postgres.entities.exclusion!(text, live.columns)!.exclusion,
  });

  test("each text that users may write compares as equal with what the server made of it", async () => {
    expect(await differences(texts.map(([text], i) => declare(text, i)))).toEqual([]);
  });

  test("each text that means something else is dropped and created", async () => {
    const expected = (kind: string) => texts.map((_, i) => `${kind} x${i}`).sort();
    expect(await differences(texts.map(([, other], i) => declare(other, i)))).toEqual([
      ...expected("dropExclusion"),
      ...expected("createExclusion"),
    ]);
  });

  test("the extension that scalars in GiST need comes with the declaration", () => {
    const extension = (text: string) => postgres.entities.exclusion!(text, live.columns)!.extension;
    expect(extension(`USING gist (span WITH &&, room WITH =)`)).toBe("btree_gist");
    expect(extension(`USING gist (mood WITH <>)`)).toBe("btree_gist");
    expect(extension(`USING gist (span WITH &&)`)).toBeUndefined();
    expect(extension(`(room WITH =)`)).toBeUndefined();
  });

  test.each([`gist (span WITH &&)`, `USING gist (span &&)`, `USING gist ()`, `USING gist (span WITH`, ``])(
    "%j is none",
    (text) => {
      expect(postgres.entities.exclusion!(text, [])).toBeUndefined();
    },
  );
});
