import { planRows, type PlannedRows } from "@typeorm-autogen/autogenerate";
import {
  defaultCompareOptions,
  noAnswers,
  type Answers,
  type CompareOptions,
} from "@typeorm-autogen/compare";
import {
  equalNames,
  sortSchema,
  type QualifiedName,
  type Schema,
  type Sequence,
} from "@typeorm-autogen/model";
import { flatten, reverse, type Operation } from "@typeorm-autogen/ops";
import { expect } from "vitest";
import type { SchemaPair } from "../arbitrary-schema.js";
import { answerDecisions } from "./answer-decisions.js";
import { tellRename, type Rename } from "./told-renames.js";
import type { LawDatabase } from "./law-database.js";

/**
 * Holds every law that needs a live database on one pair of schemas: the first is built and filled, becomes the second
 * by a revision script, and comes back. Throws where one is broken.
 */
export async function holdLaws(
  database: LawDatabase,
  given: SchemaPair,
  policy: Answers["renamePolicy"],
  rename: Rename = { of: "nothing", first: 0, second: 0 },
): Promise<void> {
  const { renames, ...pair } = tellRename(given, rename);
  const declared = expectedAfter(pair);
  await database.wipe();
  await database.build(pair.live);
  const live = await expectNothingToDo(database, pair.live, "the live schema compared with itself");
  const before = await database.describe();

  const { operations, options, known } = await decide(database, pair, {
    renamePolicy: policy,
    renames,
  });
  expect(await differenceOfShuffled(database, pair, options, known), "operations of shuffled lists").toEqual(
    operations,
  );
  const rows = planRows({ live, declared: pair.declared, operations, dialect: database.dialect });
  await insertRows(database, rows);
  const images = await imagesOf(database, rows, "before");

  await database.writeScript(operations, reverse(operations));
  await database.run("upgrade", "head");
  const after = await database.read();
  const migrated = await database.describe();
  expect(await imagesOf(database, rows, "after"), "rows after the upgrade").toEqual(images);
  await expectNothingToDo(database, pair.declared, "the declared schema after the upgrade");

  if (needsEmptyTables(operations)) await emptyTables(database, after);
  await database.run("downgrade", "base");
  expect(sortSchema(await database.read()), "schema after the downgrade").toEqual(sortSchema(live));
  expect(await database.describe(), "the server's own view after the downgrade").toEqual(before);

  await database.wipe();
  await database.build(declared);
  const direct = await expectNothingToDo(database, declared, "the declared schema, built at once");
  expect(await database.describe(), "the server's own view of the declared schema").toEqual(migrated);
  expect(sortSchema(after), "schema after the upgrade").toEqual(sortSchema(direct));
  await database.wipe();
  // PostgreSQL respells an IN list of varchar once more when it reads its own spelling, so equal is too much to ask.
  await database.build(direct);
  await expectNothingToDo(database, direct, "a schema built as it was read");
}

// Schemas and extensions that are there stay, whoever needed them, and so do sequences that no column counted by.
function expectedAfter({ live, declared }: SchemaPair): Schema {
  const counts = ({ name }: Sequence) =>
    live.tables.some(({ columns }) => columns.some((column) => column.default?.includes(`'${name}'`)));
  const staying = live.sequences.filter(
    (sequence) => !counts(sequence) && !declared.sequences.some((other) => equalNames(other, sequence)),
  );
  return {
    ...declared,
    sequences: [...declared.sequences, ...staying],
    schemas: [...new Set([...live.schemas, ...declared.schemas])],
    extensions: [...new Set([...live.extensions, ...declared.extensions])],
  };
}

const everything: CompareOptions = { ...defaultCompareOptions, undeclaredIndexes: "drop" };

// Gives what it read.
async function expectNothingToDo(database: LawDatabase, declared: Schema, what: string): Promise<Schema> {
  const { operations, decisions, unjudged, live } = await database.difference(declared, everything);
  expect({ operations, decisions, unjudged }, what).toEqual({ operations: [], decisions: [], unjudged: [] });
  return live;
}

/** The operations that lead from the one schema, which the database holds, to the other, with every question answered. */
export async function decide(
  database: LawDatabase,
  { live, declared }: SchemaPair,
  given: Pick<Answers, "renamePolicy" | "renames">,
) {
  let answers: Answers = { ...noAnswers, ...given };
  let known: Schema | undefined;
  for (;;) {
    const options = { ...everything, answers, made: live.views };
    const difference = await database.difference(declared, options, known);
    known = difference.live;
    if (difference.decisions.length === 0) return { operations: difference.operations, options, known };
    answers = answerDecisions(difference.decisions, answers, difference, database.dialect);
  }
}

async function differenceOfShuffled(
  database: LawDatabase,
  { declared }: SchemaPair,
  options: CompareOptions,
  known: Schema,
) {
  const shuffled: Schema = {
    ...declared,
    enums: declared.enums.toReversed(),
    sequences: declared.sequences.toReversed(),
    views: declared.views.toReversed(),
    tables: declared.tables.toReversed().map((table) => ({
      ...table,
      uniques: table.uniques.toReversed(),
      checks: table.checks.toReversed(),
      foreignKeys: table.foreignKeys.toReversed(),
      indexes: table.indexes.toReversed(),
    })),
  };
  return (await database.difference(shuffled, options, known)).operations;
}

async function insertRows(
  { connection, dialect }: LawDatabase,
  tables: readonly PlannedRows[],
): Promise<void> {
  await beginUnbound({ connection, dialect });
  const overriding = dialect.name === "postgres" ? " OVERRIDING SYSTEM VALUE" : "";
  for (const { table, columns, rows } of tables) {
    if (rows.length === 0) continue;
    const names = columns.map(dialect.identifier).join(", ");
    const values = rows.map((row) => `(${row.join(", ")})`).join(", ");
    await connection.execute(
      `INSERT INTO ${nameSql(dialect, table)} (${names})${overriding} VALUES ${values}`,
    );
  }
  await commitBound({ connection, dialect });
}

/** Starts a transaction in which foreign keys ask for nothing, for rows in whatever order. */
async function beginUnbound({
  connection,
  dialect,
}: Pick<LawDatabase, "connection" | "dialect">): Promise<void> {
  await connection.begin("migrate");
  if (dialect.name === "postgres") await connection.execute("SET LOCAL session_replication_role = replica");
  if (dialect.name === "mysql") await connection.execute("SET foreign_key_checks = 0");
}

async function commitBound({
  connection,
  dialect,
}: Pick<LawDatabase, "connection" | "dialect">): Promise<void> {
  await connection.commit();
  if (dialect.name === "mysql") await connection.execute("SET foreign_key_checks = 1");
}

function nameSql({ identifier }: LawDatabase["dialect"], { schema, name }: QualifiedName): string {
  return schema === null ? identifier(name) : `${identifier(schema)}.${identifier(name)}`;
}

/** The rows of each table that survives, as far as nothing touched them, in an order of their own. */
async function imagesOf(
  { connection, dialect }: LawDatabase,
  tables: readonly PlannedRows[],
  side: "before" | "after",
): Promise<readonly (readonly string[])[]> {
  const images: (readonly string[])[] = [];
  for (const { table, after, untouched } of tables) {
    if (after === null) continue;
    const columns = untouched.map((pair) => dialect.identifier(pair[side === "before" ? 0 : 1]));
    const from = nameSql(dialect, side === "before" ? table : after);
    const rows = await connection.query(`SELECT ${["1 AS one", ...columns].join(", ")} FROM ${from}`);
    images.push(rows.map((row) => JSON.stringify(Object.values(row))).sort());
  }
  return images;
}

// What was dropped cannot come back into rows that require it, nor one default into rows that have to be unique, nor what
// rows were filled with into a type that lacks it.
function needsEmptyTables(operations: readonly Operation[]): boolean {
  const steps = flatten(operations);
  const goes = (table: QualifiedName) =>
    steps.some((op) => op.kind === "dropTable" && equalNames(op.table, table));
  return steps.some((op) => {
    if (op.kind === "dropForeignKey") return !goes(op.table) && goes(op.foreignKey.references);
    if (op.kind === "alterColumn") return op.backfill !== undefined && op.to.type !== undefined;
    return (
      op.kind === "dropColumn" &&
      !op.column.generated &&
      (!op.column.nullable || op.column.default !== undefined)
    );
  });
}

async function emptyTables({ connection, dialect }: LawDatabase, { tables }: Schema): Promise<void> {
  await beginUnbound({ connection, dialect });
  for (const table of tables) await connection.execute(`DELETE FROM ${nameSql(dialect, table)}`);
  await commitBound({ connection, dialect });
}
