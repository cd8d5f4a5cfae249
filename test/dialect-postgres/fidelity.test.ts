import { postgres } from "@typeorm-autogen/dialect-postgres";
import { sortSchema } from "@typeorm-autogen/model";
import { describe, expect, test } from "vitest";
import { dumpPostgres } from "../live/dump-postgres.js";
import { postgresTargets } from "../live/targets.js";
import { buildOperations, openDatabase } from "./database.js";
import { richSchema } from "./rich-schema.js";

describe.each(postgresTargets)("fidelity on $name", (target) => {
  test("a schema that was read and built again reads the same", async () => {
    const first = await openDatabase(target);
    await first.connection.execute(richSchema);
    const read = { ...(await first.read({ schemas: ["app"] })), views: [] };
    const second = await openDatabase(target);
    await second.apply(buildOperations(read));
    const again = await second.read({ schemas: ["app"] });
    expect(sortSchema(again)).toEqual(sortSchema(read));
    await first.drop();
    await second.drop();
  });

  test("what is in normal form already stays as it is", async () => {
    const database = await openDatabase(target);
    await database.connection.execute(richSchema);
    const read = await database.read({ schemas: ["app"] });
    const normal = postgres.normalise(read, database.facts);
    expect(postgres.normalise(normal, database.facts)).toEqual(normal);
    await database.drop();
  });

  test("the dump of the second database equals the dump of the first", async () => {
    const first = await openDatabase(target);
    await first.connection.execute(`
      CREATE TYPE mood AS ENUM ('sad', 'ok');
      CREATE TABLE a (id serial CONSTRAINT pk_a PRIMARY KEY, name varchar(20) DEFAULT 'x' NOT NULL, m mood DEFAULT 'ok');
      CREATE TABLE b (id integer GENERATED ALWAYS AS IDENTITY, a_id integer CONSTRAINT fk REFERENCES a (id) ON DELETE CASCADE);
      CREATE INDEX i ON b (a_id DESC) WHERE a_id > 1;
      COMMENT ON COLUMN a.name IS 'n'`);
    const second = await openDatabase(target);
    await second.apply(buildOperations(await first.read()));
    const lines = (dump: string) => dump.split("\n").sort().join("\n");
    expect(lines(await dumpPostgres(second.url))).toBe(lines(await dumpPostgres(first.url)));
    await first.drop();
    await second.drop();
  });
});
