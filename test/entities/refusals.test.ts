import { describe, expect, test } from "vitest";
import type { AutogenError } from "@typeorm-autogen/errors";
import { declareOffline } from "./open-data-source.js";
import { lines, loadFixture, type Entities, type Line } from "./stories.js";

const refused = await loadFixture<Readonly<Record<string, Entities>>>("refused/refused.entity.ts");

async function refusal(
  line: Line,
  name: string,
): Promise<Pick<AutogenError, "code" | "details" | "message">> {
  const declared = declareOffline("postgres", refused[name]!, {}, line);
  const error: unknown = await declared.catch((thrown: unknown) => thrown);
  const { code, details, message } = error as AutogenError;
  return { code, details, message };
}

describe.each(lines)("with TypeORM %s", (line) => {
  test("an unknown column type is refused with entity, property and cure", async () => {
    const error = await refusal(line, "unknownType");
    expect(error.code).toBe("unsupported-column-type");
    expect(error.details).toEqual({
      entity: "Picture",
      property: "bytes",
      type: "blob",
      database: "postgres",
    });
    expect(error.message).toMatch(/^unsupported: type "blob" of Picture\.bytes .*supportedDataTypes/);
  });

  test("an entity without a primary key is refused", async () => {
    const error = await refusal(line, "withoutKey");
    expect(error).toMatchObject({ code: "missing-primary-key", details: { entity: "Loose" } });
  });

  test("a relation to a class that is no entity is refused", async () => {
    const error = await refusal(line, "stranger");
    expect(error).toMatchObject({ code: "unknown-entity", details: { entity: "Friend", property: "of" } });
  });

  test("relations in a circle are refused", async () => {
    const error = await refusal(line, "circle");
    expect(error).toMatchObject({ code: "circular-entities", details: { path: "Hen -> Egg -> Hen" } });
  });

  test("any other refusal of TypeORM is passed on in its own words", async () => {
    const error = await refusal(line, "virtual");
    expect(error.code).toBe("entity-metadata");
    expect(error.message).toContain('Column "one" of Entity "Box" is defined as VIRTUAL');
  });

  test("one enum type with two lists of values is refused, naming both columns", async () => {
    const error = await refusal(line, "enumConflict");
    expect(error).toMatchObject({
      code: "enum-conflict",
      details: { type: "size", first: "Coat.size", second: "Coat.other" },
    });
  });
});

test("what is no exclusion constraint is collected to be refused by name", async () => {
  const { schema, unsupported } = await declareOffline("postgres", refused["unsupportedOnPostgres"]!);
  expect(schema.tables.map(({ name }) => name)).toEqual(["booking"]);
  expect(unsupported).toEqual([
    { what: "exclusion constraint", object: "no_overlap of Booking" },
    { what: "character set of a column", object: "Booking.text" },
  ]);
});

test("SQLite: what lies in another file and numbers outside the key are collected", async () => {
  const { unsupported } = await declareOffline("sqlite", refused["unsupportedOnSqlite"]!);
  expect(unsupported).toEqual([
    { what: "table in another database", object: "Elsewhere (other.db)" },
    { what: "generated number outside a primary key of one column", object: "Counted.count" },
  ]);
});
