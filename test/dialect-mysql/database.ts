import { mysql } from "@typeorm-autogen/dialect-mysql";
import type { Connection, ServerFacts } from "@typeorm-autogen/dialect";
import { introspect, type CatalogueScope } from "@typeorm-autogen/introspect";
import { emptySchema, sortSchema, type Schema } from "@typeorm-autogen/model";
import { evolve, type Operation } from "@typeorm-autogen/ops";
import { dumpMysql } from "../live/dump-mysql.js";
import { freshDatabase } from "../live/fresh-database.js";
import type { Target } from "../live/targets.js";

/** An empty MySQL or MariaDB database, opened by the dialect under test. */
export interface OpenDatabase {
  readonly url: string;
  /** The database's name. */
  readonly name: string;
  readonly connection: Connection;
  readonly facts: ServerFacts;
  /** The schema in normal form, in a fixed order. */
  read(): Promise<Schema>;
  /** The schema as the catalogue tells it: what a run compiles against. */
  readRaw(scope?: Partial<CatalogueScope>): Promise<Schema>;
  /** The schema in normal form, columns in their order. */
  readNormal(scope?: Partial<CatalogueScope>): Promise<Schema>;
  /** Compiles against what is there and as each operation leaves it, and runs; returns the statements. */
  apply(operations: readonly Operation[], state?: Schema): Promise<readonly string[]>;
  /** Empties the database and builds these tables. */
  build(schema: Schema): Promise<void>;
  /** Columns in any order. */
  dump(): Promise<string>;
  drop(): Promise<void>;
}

/** Opens a new database on a target. */
export async function openDatabase(target: Target): Promise<OpenDatabase> {
  const fresh = await freshDatabase(target);
  const where = { options: fresh.options, projectDir: import.meta.dirname, readOnly: false };
  const connection = await mysql.connect(where);
  const facts = await mysql.facts(connection, where);
  const readRaw = (scope: Partial<CatalogueScope> = {}) =>
    introspect(mysql.reader(connection, facts), { schemas: [], ...scope });
  const readNormal: OpenDatabase["readNormal"] = async (scope) =>
    mysql.normalise(await readRaw(scope), facts);
  const apply: OpenDatabase["apply"] = async (operations, given) => {
    let state = given ?? (await readRaw());
    const texts: string[] = [];
    for (const operation of operations) {
      const context = { facts, state, metadataTable: { schema: null, name: "typeorm_metadata" } };
      for (const { sql } of mysql.compile(operation, context)) {
        texts.push(sql);
        await connection.execute(sql);
      }
      state = evolve(state, [operation]);
    }
    return texts;
  };
  return {
    url: fresh.url,
    name: fresh.database,
    connection,
    facts,
    readRaw,
    readNormal,
    read: async () => sortSchema(await readNormal()),
    apply,
    build: async (schema) => {
      await empty(connection, await readRaw());
      const tables = schema.tables.map((table): Operation => ({ kind: "createTable", table }));
      await apply(tables, emptySchema);
    },
    dump: async () => sortLines(await dumpMysql(fresh.url)),
    drop: async () => {
      await connection.close();
      await fresh.drop();
    },
  };
}

async function empty(connection: Connection, { tables }: Schema): Promise<void> {
  if (tables.length === 0) return;
  await connection.execute("SET foreign_key_checks = 0");
  await connection.execute(`DROP TABLE ${tables.map(({ name }) => mysql.identifier(name)).join(", ")}`);
  await connection.execute("SET foreign_key_checks = 1");
}

// A column that is added comes last, whichever place the declaration gives it.
function sortLines(dump: string): string {
  return dump
    .split(/\n(?=CREATE )/)
    .map((statement) => {
      const [first = "", ...lines] = statement.split("\n");
      return [first, ...lines.sort()].join("\n");
    })
    .join("\n");
}
