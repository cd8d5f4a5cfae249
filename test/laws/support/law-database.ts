import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { findDifference, type Difference } from "@typeorm-autogen/autogenerate";
import type { CompareOptions } from "@typeorm-autogen/compare";
import type { Connection, Dialect, ServerFacts } from "@typeorm-autogen/dialect";
import { introspect } from "@typeorm-autogen/introspect";
import { createLoader } from "@typeorm-autogen/load";
import { emptySchema, type Schema, type View } from "@typeorm-autogen/model";
import { evolve, type Operation } from "@typeorm-autogen/ops";
import { renderScript } from "@typeorm-autogen/render";
import { readRevisionFolders, RevisionGraph } from "@typeorm-autogen/revisions";
import {
  defaultOwnTables,
  isOwnTable,
  MigrationContext,
  writeRun,
  type OfflineRange,
  type OfflineRun,
} from "@typeorm-autogen/runtime";
import { serverLabel } from "../../../packages/cli/src/server-label.js";
import { runClient } from "../../live/run-client.js";
import { freshDatabase, type FreshDatabase } from "../../live/fresh-database.js";
import { newTestFolder } from "../../live/test-folder.js";
import { dialectOf } from "../../live/target-dialect.js";
import type { Target } from "../../live/targets.js";
import { mysqlFacts } from "./mysql-facts.js";
import { postgresFacts } from "./postgres-facts.js";
import { sqliteFacts } from "./sqlite-facts.js";

const metadataTable = { schema: null, name: "typeorm_metadata" };

const namedSchemas = `SELECT nspname AS name FROM pg_catalog.pg_namespace
  WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public')`;

// A server that drops an index together with the operators of its extension trips over itself, so tables go first.
const emptyPostgres = `DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  LOOP EXECUTE 'DROP TABLE IF EXISTS ' || name || ' CASCADE'; END LOOP;
  FOR name IN SELECT pg_catalog.quote_ident(extname) FROM pg_catalog.pg_extension WHERE extname <> 'plpgsql'
  LOOP EXECUTE 'DROP EXTENSION ' || name || ' CASCADE'; END LOOP;
  FOR name IN SELECT pg_catalog.quote_ident(nspname) FROM pg_catalog.pg_namespace
    WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
  LOOP EXECUTE 'DROP SCHEMA ' || name || ' CASCADE'; END LOOP;
  CREATE SCHEMA public;
END $$`;

/** A live database that holds one schema after another, and is changed only by revision scripts. */
export class LawDatabase {
  readonly dialect: Dialect;
  readonly #fresh: FreshDatabase;
  readonly #folder: string;
  #newest = "";
  #wiped = 0;
  #connection: Connection;
  #facts: ServerFacts;

  private constructor(dialect: Dialect, fresh: FreshDatabase, connection: Connection, facts: ServerFacts) {
    this.dialect = dialect;
    this.#fresh = fresh;
    this.#folder = newTestFolder();
    this.#connection = connection;
    this.#facts = facts;
    writeFileSync(join(this.#folder, "package.json"), '{"type":"module"}');
  }

  static async open(target: Target): Promise<LawDatabase> {
    const dialect = dialectOf(target);
    const fresh = await freshDatabase(target);
    const connection = await dialect.connect(where(fresh));
    return new LawDatabase(dialect, fresh, connection, await dialect.facts(connection, where(fresh)));
  }

  /** What the server says about itself. */
  get facts(): ServerFacts {
    return this.#facts;
  }

  get connection(): Connection {
    return this.#connection;
  }

  async close(): Promise<void> {
    await this.#connection.close();
    await this.#fresh.drop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Empties the database and forgets every script. */
  async wipe(): Promise<void> {
    rmSync(join(this.#folder, "revisions"), { recursive: true, force: true });
    mkdirSync(join(this.#folder, "revisions"));
    await this.#empty();
    this.#facts = await this.dialect.facts(this.#connection, where(this.#fresh));
  }

  async #empty(): Promise<void> {
    if (this.#is("mysql")) {
      for (const statement of ["DROP DATABASE", "CREATE DATABASE", "USE"])
        await this.#connection.execute(`${statement} ${this.#fresh.database}`);
    } else if (this.#is("postgres")) {
      await this.#connection.execute(emptyPostgres);
      // The server of the tests does not do it by itself: with each schema that was, the catalogue gets slower to read.
      this.#wiped += 1;
      if (this.#wiped % 60 === 0) await this.#connection.execute("VACUUM");
    } else {
      await this.#connection.close();
      const folder = dirname(this.#fresh.database);
      for (const name of readdirSync(folder)) rmSync(join(folder, name));
      this.#connection = await this.dialect.connect(where(this.#fresh));
    }
  }

  #is(dialect: Target["dialect"]): boolean {
    return this.dialect.name === dialect;
  }

  normalise(schema: Schema): Schema {
    const { typeormMetadata: _, ...rest } = schema;
    return this.dialect.normalise(rest, this.#facts);
  }

  /** Writes the DDL of a whole schema, foreign keys last where the database has them apart. */
  async build(schema: Schema): Promise<void> {
    const normal = this.normalise(schema);
    let state = emptySchema;
    const statements: string[] = [];
    for (const operation of buildOperations(normal, !this.#is("sqlite"))) {
      const context = { facts: this.#facts, state, metadataTable };
      statements.push(...this.dialect.compile(operation, context).map(({ sql }) => sql));
      state = evolve(state, [operation]);
    }
    // PostgreSQL takes several at once, which saves most of the time.
    const texts = this.#is("postgres") && statements.length > 0 ? [statements.join("\n;\n")] : statements;
    for (const sql of texts) await this.#connection.execute(sql);
  }

  /** What introspection gives, Autogen's own tables aside. */
  async read(): Promise<Schema> {
    const reader = this.dialect.reader(this.#connection, this.#facts);
    const scope = { schemas: await this.#namedSchemas(), metadataTable };
    const schema = await introspect(reader, scope, (table) => !isOwnTable(defaultOwnTables, table));
    return this.normalise(schema);
  }

  async #namedSchemas(): Promise<readonly string[]> {
    if (!this.#is("postgres")) return [];
    return (await this.#connection.query(namedSchemas)).map(({ name }) => String(name));
  }

  /** The difference between what the database holds, read anew unless somebody knows it, and what is declared. */
  async difference(declared: Schema, options: CompareOptions, known?: Schema): Promise<Difference> {
    return findDifference({
      dialect: this.dialect,
      connection: this.#connection,
      facts: this.#facts,
      declared,
      ownTables: [defaultOwnTables.version, defaultOwnTables.step],
      metadataTable,
      includes: () => true,
      options,
      ...(known && { replayed: known }),
    });
  }

  /** Writes operations and what undoes them into a script beside the ones before it. */
  async writeScript(upgrade: readonly Operation[], downgrade: readonly Operation[]): Promise<void> {
    const at = readdirSync(join(this.#folder, "revisions")).length;
    const id = `abcdef${String(at).padStart(4, "0")}${LawDatabase.#scripts}`;
    const text = renderScript(
      {
        message: "Become the declared schema",
        revision: id,
        downRevisions: at === 0 ? [] : [this.#newest],
        branchLabels: [],
        dependsOn: [],
        createdAt: new Date("2026-11-22T10:30:00Z"),
        notes: [],
        upgrade,
        downgrade,
        types: this.dialect.types,
      },
      { format: "js", modules: "esm" },
    );
    LawDatabase.#scripts += 1;
    writeFileSync(
      join(this.#folder, "revisions", `20261122_1030-${id}_step${LawDatabase.#scripts}.js`),
      text,
    );
    this.#newest = id;
  }

  static #scripts = 0;

  /** Runs scripts as `upgrade` and `downgrade` do; returns the statements that the server received for them. */
  async run(direction: "upgrade" | "downgrade", target: string): Promise<readonly string[]> {
    const received: string[] = [];
    const context = MigrationContext.on(this.#connection, this.#facts, {
      dialect: this.dialect,
      target: { ...where(this.#fresh), projectDir: this.#folder },
      onEvent: (event) => {
        if (event.kind === "statement") received.push(event.sql);
      },
    });
    await context[direction](this.#graph(), target);
    return received;
  }

  /** Writes the same run as SQL, for a server such as this one but without asking it. */
  async write(direction: "upgrade" | "downgrade", range: OfflineRange): Promise<OfflineRun> {
    const loader = createLoader(this.#folder);
    return writeRun(this.#graph(), direction, range, {
      dialect: this.dialect,
      facts: this.dialect.script.facts(serverLabel(this.dialect, this.#facts), where(this.#fresh)),
      loadScript: (file) => loader.import(file),
    });
  }

  /** Runs a file of SQL by the database's own client. */
  async runClient(sql: string): Promise<void> {
    await runClient(this.#fresh, sql);
  }

  #graph(): RevisionGraph {
    return new RevisionGraph(readRevisionFolders([join(this.#folder, "revisions")]));
  }

  /** The database as it describes itself, one fact a line, the order of columns and Autogen's own tables aside. */
  async describe(): Promise<readonly string[]> {
    if (this.#is("mysql")) return mysqlFacts(this.#connection);
    return this.#is("postgres") ? postgresFacts(this.#connection) : sqliteFacts(this.#connection);
  }
}

function where(fresh: FreshDatabase) {
  return { options: fresh.options, projectDir: import.meta.dirname, readOnly: false };
}

/** Every operation that builds a schema from nothing. */
export function buildOperations(schema: Schema, keysApart: boolean): readonly Operation[] {
  const tables = keysApart ? schema.tables.map((table) => ({ ...table, foreignKeys: [] })) : schema.tables;
  const keys = keysApart ? schema.tables : [];
  return [
    ...schema.schemas.map((name): Operation => ({ kind: "createSchema", name })),
    ...schema.extensions.map((name): Operation => ({ kind: "createExtension", name })),
    ...schema.enums.map((type): Operation => ({ kind: "createEnum", enum: type })),
    ...schema.sequences.map((sequence): Operation => ({ kind: "createSequence", sequence })),
    ...tables.map((table): Operation => ({ kind: "createTable", table })),
    ...keys.flatMap(({ schema, name, foreignKeys }) =>
      foreignKeys.map((foreignKey): Operation => ({
        kind: "createForeignKey",
        table: { schema, name },
        foreignKey,
      })),
    ),
    ...viewsInOrder(schema.views).flatMap(viewOperations),
  ];
}

function viewOperations({ indexes = [], ...view }: View): readonly Operation[] {
  const table = { schema: view.schema, name: view.name };
  const changes = indexes.map((index) => ({ kind: "createIndex", table, index }) as const);
  return [
    { kind: "createView", view },
    ...(changes.length > 0 ? [{ kind: "alterTable", table, changes } as const] : []),
  ];
}

/** Views, each after those whose names its query holds. */
function viewsInOrder(views: readonly View[]): readonly View[] {
  const rank = (view: View): number => {
    const read = views.filter(
      (other) => other !== view && new RegExp(`\\b${other.name}\\b`).test(view.definition),
    );
    return Math.max(0, ...read.map((other) => rank(other) + 1));
  };
  return [...views].sort((a, b) => rank(a) - rank(b));
}
