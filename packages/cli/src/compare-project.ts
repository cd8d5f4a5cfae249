import {
  findDifference,
  type Difference,
  type DifferenceInput,
  type DifferenceMemory,
} from "@typeorm-autogen/autogenerate";
import { compare, noAnswers, type Answers, type CompareHooks } from "@typeorm-autogen/compare";
import {
  UnsupportedError,
  type ConnectionTarget,
  type Dialect,
  type ServerFacts,
} from "@typeorm-autogen/dialect";
import { declareSchema, EntityMetadataError, type Declaration } from "@typeorm-autogen/entities";
import { explainLoadFailure, type DataSourceLike } from "@typeorm-autogen/load";
import { emptySchema, equalNames, type QualifiedName, type Schema } from "@typeorm-autogen/model";
import { reverse, type Operation } from "@typeorm-autogen/ops";
import type { Scratch } from "@typeorm-autogen/runtime";
import type { AutogenConfig } from "./config.js";
import { openComparedSide, type Against, type ComparedSide } from "./compared-side.js";
import { guardHook } from "./guard-hook.js";
import { metadataTableDefinition } from "./metadata-table.js";
import { ownTablesOf } from "./own-tables.js";
import type { Project } from "./project.js";
import { tableFilter } from "./table-filter.js";
import { viewsMade } from "./views-made.js";

/** What is compared, with the connection that reads it. */
export interface ComparisonSession extends ComparedSide {
  readonly project: Project;
  readonly declaration: Declaration;
  /** What a person should know before trusting the comparison. */
  readonly warnings: readonly string[];
  /** Of the comparisons before, where there are more than one. */
  readonly memory?: DifferenceMemory;
}

/**
 * Opens what the project's entities are compared with, for reading only, declares the entities, and closes it after
 * `work`.
 */
export async function withComparison<T>(
  given: Project,
  work: (session: ComparisonSession) => Promise<T>,
  against: Against = "database",
): Promise<T> {
  const project = await oneOf(given);
  project.progress("loading the entities");
  const dataSource = await project.dataSource();
  const side = await openComparedSide(project, dataSource, against);
  try {
    const { dialect, facts, target } = side;
    project.progress("declaring the entities");
    const declaration = await declareEntities(project, dataSource, dialect, facts);
    const warnings = [
      ...(against === "database" ? synchronizeWarning(declaration) : []),
      ...schemaWarning(project, dataSource, target),
      ...(project === given ? [] : [tenantNote(project)]),
    ];
    return await work({ ...side, project, declaration, warnings });
  } finally {
    await side.close();
  }
}

// Revisions are the same for all tenants, so that one of them tells what the next one holds.
async function oneOf(project: Project): Promise<Project> {
  const [first] = (project.tenant ? null : await project.tenants()) ?? [];
  return first ? project.at(first) : project;
}

function tenantNote({ tenant }: Project): string {
  return `compared with the tenant ${tenant?.name}; --tenant names another, autogen check looks at all`;
}

/** Warns where the application has changed the database behind the comparison's back. */
export function synchronizeWarning({ synchronize }: Declaration): readonly string[] {
  if (!synchronize) return [];
  return [
    "warning: this DataSource has synchronize: true, which changes the database whenever the application starts; " +
      "what it applied already cannot appear here; --against revisions compares with the scripts instead",
  ];
}

// Without the DataSource, `upgrade` with the same URL would work in another schema than the one compared here.
function schemaWarning(
  { config, tenant }: Project,
  { options }: DataSourceLike,
  { url }: ConnectionTarget,
): readonly string[] {
  const schema = options["schema"];
  if (
    url === undefined ||
    tenant?.schema !== undefined ||
    typeof schema !== "string" ||
    config.schema === schema
  )
    return [];
  return [
    `warning: only the DataSource names the schema ${schema}, and upgrade with a URL does not load it; ` +
      `write schema: ${JSON.stringify(schema)} into the configuration`,
  ];
}

/** What the project's entities declare. Throws UnsupportedError, what declareSchema throws, and why files fail to load. */
export async function declareEntities(
  project: Project,
  dataSource: DataSourceLike,
  dialect: Dialect,
  facts: ServerFacts,
): Promise<Declaration> {
  const declaration = await declareLoaded(project, dataSource, dialect, facts);
  refuseUnsupported(declaration, dialect);
  return declaration;
}

// TypeORM loads what entity globs name while metadata is built: what those files throw is no refusal of TypeORM's.
async function declareLoaded(
  project: Project,
  dataSource: DataSourceLike,
  dialect: Dialect,
  facts: ServerFacts,
): Promise<Declaration> {
  try {
    return await declareSchema(dataSource, dialect, facts);
  } catch (error) {
    if (!(error instanceof EntityMetadataError) || isRaisedByTypeorm(error.cause)) throw error;
    throw explainLoadFailure(error.cause, await project.dataSourceName());
  }
}

function isRaisedByTypeorm(cause: unknown): boolean {
  if (cause === undefined) return true;
  for (
    let kind: unknown = cause;
    typeof kind === "object" && kind !== null;
    kind = Object.getPrototypeOf(kind)
  ) {
    if (kind.constructor.name === "TypeORMError") return true;
  }
  return false;
}

/** A project's difference, after its rewriters. */
export interface ProjectDifference extends Difference {
  /** The operations that undo it. Throws IrreversibleError. */
  downgrade(): readonly Operation[];
}

/** Compares the declared schema, or another in its place, with the database, with these answers. Writes nothing. */
export async function compareProject(
  session: ComparisonSession,
  answers: Answers,
  inPlaceOfDeclared?: Schema,
): Promise<ProjectDifference> {
  const difference = await compareAsIs(session, answers, inPlaceOfDeclared);
  return {
    ...difference,
    operations: rewrite(session, difference.operations, "upgrade"),
    downgrade: () => rewrite(session, reverse(difference.operations), "downgrade"),
  };
}

function rewrite(
  { project }: ComparisonSession,
  operations: readonly Operation[],
  direction: "upgrade" | "downgrade",
): readonly Operation[] {
  const { rewriters } = project.extensions;
  return rewriters.reduce(
    (list, rewriter) => guardHook("a rewriter", () => rewriter.rewrite(list, direction))(),
    operations,
  );
}

async function compareAsIs(
  session: ComparisonSession,
  answers: Answers,
  inPlaceOfDeclared: Schema | undefined,
): Promise<Difference> {
  const { project, dialect } = session;
  const input = differenceInput(session, answers, inPlaceOfDeclared);
  const difference = await findDifference(input);
  if (!difference.kept.some(({ view }) => view)) return difference;
  // Whether a view that nobody declares is ours to drop, only the scripts tell; they are read for nothing else here.
  const made = await viewsMade(project, dialect);
  if (!difference.kept.some(({ view }) => view && made.some((name) => equalNames(name, view))))
    return difference;
  return findDifference({ ...input, options: { ...input.options, made } });
}

/** Compares the declared schema with a scratch database, every guess at a rename declined. */
export async function compareScratch(session: ComparisonSession, scratch: Scratch): Promise<Difference> {
  const { connection, facts } = scratch;
  const input = differenceInput(session, { ...noAnswers, renamePolicy: "never" }, undefined);
  const { replayed: _, ...rest } = input;
  // What own comparators read, no scratch database holds.
  const difference = await findDifference({ ...rest, connection, facts, comparators: [] });
  return { ...difference, operations: rewrite(session, difference.operations, "upgrade") };
}

/** The operations that build a declared schema in an empty database. */
export function buildOperations(session: ComparisonSession, declared: Schema): readonly Operation[] {
  const { dialect, facts } = session;
  const { initialSchema } = dialect.entities;
  const { typeormMetadata: _, ...wanted } = declared;
  const nothing = { ...emptySchema, schemas: initialSchema === null ? [] : [initialSchema] };
  const { options } = differenceInput(session, noAnswers, declared);
  const { defaultSchema } = facts;
  return compare(nothing, wanted, dialect.rules(facts), { ...options, defaultSchema }).operations;
}

function differenceInput(
  session: ComparisonSession,
  answers: Answers,
  inPlaceOfDeclared: Schema | undefined,
): DifferenceInput {
  const { project, dialect, connection, replayed, facts, declaration, memory } = session;
  const { config } = project;
  const includes = tableFilter(config);
  return {
    dialect,
    connection,
    ...(replayed && { replayed }),
    ...(memory && { memory }),
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
      hooks: hooksOf(config, dialect),
    },
    // What own comparators declare stands in no schema, so that another one in its place says nothing about it.
    comparators: inPlaceOfDeclared ? [] : project.extensions.comparators,
    leftOut: project.extensions.leftOut,
    onStep: project.progress,
  };
}

function hooksOf(config: AutogenConfig, dialect: Dialect): CompareHooks {
  const { compareType, compareDefault, compareComment } = config;
  const includeObject = objectFilter(config, dialect);
  return {
    ...(includeObject && { includeObject }),
    ...(compareType && { compareType }),
    ...(compareDefault && { compareDefault }),
    ...(compareComment && { compareComment }),
  };
}

function objectFilter(
  { includeObject, mysqlChecks }: AutogenConfig,
  { entities }: Dialect,
): CompareHooks["includeObject"] {
  if (mysqlChecks !== "ignore" || !entities.ignoresChecks) return includeObject;
  return (object) => object.kind !== "check" && includeObject?.(object) !== false;
}

function ownTables(config: AutogenConfig, declaration: Declaration): readonly QualifiedName[] {
  const { version, step } = ownTablesOf(config);
  return [version, step, ...declaration.ownTables];
}

function declaredSchema(session: ComparisonSession, includes: (table: QualifiedName) => boolean): Schema {
  const { declaration, dialect, project, facts } = session;
  const { typeormMetadata: rows = [], ...whole } = declaration.schema;
  // A tenant's own schema is made where it is missing by the run, for each; no revision may name it.
  const own = project.tenant?.schema === undefined ? null : facts.defaultSchema;
  const schema = { ...whole, schemas: whole.schemas.filter((name) => name !== own) };
  const tables = schema.tables.filter(includes);
  const views = schema.views.filter(includes);
  switch (project.config.typeormMetadata ?? "auto") {
    case "never":
      return { ...schema, tables, views };
    case "auto":
      return { ...schema, tables, views, typeormMetadata: rows };
    case "always":
      return {
        ...schema,
        views,
        tables: [...tables, metadataTableDefinition(declaration.metadataTable, dialect.types)],
        typeormMetadata: rows,
      };
  }
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
