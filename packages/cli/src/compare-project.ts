import { findDifference, type Difference } from "@typeorm-autogen/autogenerate";
import type { Answers, CompareHooks } from "@typeorm-autogen/compare";
import { UnsupportedError, type Dialect, type ServerFacts } from "@typeorm-autogen/dialect";
import { declareSchema, type Declaration } from "@typeorm-autogen/entities";
import { table, type QualifiedName, type Schema, type TypeCodec } from "@typeorm-autogen/model";
import type { MigrationContext } from "@typeorm-autogen/runtime";
import type { AutogenConfig } from "./config.js";
import { openMigration } from "./open-migration.js";
import { ownTablesOf } from "./own-tables.js";
import type { Project } from "./project.js";
import { tableFilter } from "./table-filter.js";

/** What is compared, with the connection that reads it. */
export interface ComparisonSession {
  readonly project: Project;
  readonly dialect: Dialect;
  /** Connected for reading only. */
  readonly context: MigrationContext;
  readonly facts: ServerFacts;
  readonly declaration: Declaration;
}

/** Opens a read-only connection, declares the project's entities, and closes the connection after `work`. */
export async function withComparison<T>(
  project: Project,
  work: (session: ComparisonSession) => Promise<T>,
): Promise<T> {
  project.progress("loading the entities");
  const dataSource = await project.dataSource();
  const { context, dialect, target } = await openMigration(project, { readOnly: true });
  try {
    const facts = await dialect.facts(context.connection, target);
    project.progress("declaring the entities");
    const declaration = await declareSchema(dataSource, dialect, facts);
    refuseUnsupported(declaration, dialect);
    return await work({ project, dialect, context, facts, declaration });
  } finally {
    await context.close();
  }
}

/** Compares the declared schema, or another in its place, with the database, with these answers. Writes nothing. */
export async function compareProject(
  session: ComparisonSession,
  answers: Answers,
  inPlaceOfDeclared?: Schema,
): Promise<Difference> {
  const { project, dialect, context, facts, declaration } = session;
  const { config } = project;
  const includes = tableFilter(config);
  return findDifference({
    dialect,
    connection: context.connection,
    facts,
    declared: inPlaceOfDeclared ?? declaredSchema(session, includes),
    ownTables: [...ownTables(config, declaration)],
    metadataTable: declaration.metadataTable,
    includes,
    options: {
      answers,
      properties: declaration.properties,
      keeps: { tables: declaration.unmanagedTables, indexes: declaration.claimedIndexes },
      undeclaredTables: config.undeclaredTables ?? "drop",
      undeclaredIndexes: config.undeclaredIndexes ?? "keep",
      hooks: hooksOf(config),
    },
    onStep: project.progress,
  });
}

function hooksOf({
  includeObject,
  compareType,
  compareDefault,
  compareComment,
}: AutogenConfig): CompareHooks {
  return {
    ...(includeObject && { includeObject }),
    ...(compareType && { compareType }),
    ...(compareDefault && { compareDefault }),
    ...(compareComment && { compareComment }),
  };
}

function ownTables(config: AutogenConfig, declaration: Declaration): readonly QualifiedName[] {
  const { version, step } = ownTablesOf(config);
  return [version, step, ...declaration.ownTables];
}

function declaredSchema(session: ComparisonSession, includes: (table: QualifiedName) => boolean): Schema {
  const { declaration, dialect, project } = session;
  const { typeormMetadata: rows = [], ...schema } = declaration.schema;
  const tables = schema.tables.filter(includes);
  switch (project.config.typeormMetadata ?? "auto") {
    case "never":
      return { ...schema, tables };
    case "auto":
      return { ...schema, tables, typeormMetadata: rows };
    case "always":
      return {
        ...schema,
        tables: [...tables, metadataTable(declaration.metadataTable, dialect.types)],
        typeormMetadata: rows,
      };
  }
}

/** The table in which TypeORM keeps the text of generated columns and views, as TypeORM creates it. */
function metadataTable(name: QualifiedName, types: TypeCodec) {
  const column = (name: string, type: string, nullable = true) => ({
    name,
    type: types.parse(type),
    nullable,
  });
  return table(name, {
    columns: [
      column("type", "varchar", false),
      column("database", "varchar"),
      column("schema", "varchar"),
      column("table", "varchar"),
      column("name", "varchar"),
      column("value", "text"),
    ],
  });
}

function refuseUnsupported({ unsupported }: Declaration, dialect: Dialect): void {
  const [first] = unsupported;
  if (!first) return;
  const others = unsupported.length > 1 ? ` and ${unsupported.length - 1} more` : "";
  throw new UnsupportedError(
    dialect.label,
    `${first.what} ${first.object}${others}`,
    "leave it out of the DataSource's entities for now, or set synchronize: false on it",
  );
}
