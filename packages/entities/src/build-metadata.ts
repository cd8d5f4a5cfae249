import type { DeclarationFacts, EntityDialect } from "./entity-dialect.js";
import { NotADataSourceError } from "./errors.js";
import { explainFailure } from "./explain-failure.js";
import { withNarrowSearches } from "./narrow-searches.js";
import type { DataSourceOptionsShape, DataSourceShape } from "./typeorm-shape.js";

/**
 * A DataSource whose metadata is built, from the user's own: itself where it is initialised, else a copy that never
 * connects, loads no driver package, and runs no migration or subscriber. Some of TypeORM's types depend on the
 * server, whose facts and dialect may be given. Throws NotADataSourceError, and what explainFailure makes of TypeORM's refusals.
 */
export async function buildMetadata(
  dataSource: unknown,
  facts?: DeclarationFacts,
  entities?: EntityDialect,
): Promise<DataSourceShape> {
  if (!isDataSource(dataSource)) throw new NotADataSourceError(describe(dataSource));
  if (dataSource.isInitialized && dataSource.entityMetadatas.length > 0) return dataSource;
  try {
    const copy = copyDataSource(dataSource, facts, entities);
    await withNarrowSearches(() => copy.buildMetadatas());
    handBack(copy, dataSource);
    return copy;
  } catch (error) {
    throw explainFailure(error);
  }
}

function isDataSource(value: unknown): value is DataSourceShape {
  if (typeof value !== "object" || value === null) return false;
  const candidate = value as Partial<DataSourceShape>;
  return typeof candidate.buildMetadatas === "function" && typeof candidate.options?.type === "string";
}

function describe(value: unknown): string {
  if (value === null || typeof value !== "object") return String(value);
  return `an object of ${value.constructor?.name ?? "no class"}`;
}

/** A copy that knows the project's migrations and nothing else. */
export async function buildMigrations(dataSource: unknown): Promise<DataSourceShape> {
  if (!isDataSource(dataSource)) throw new NotADataSourceError(describe(dataSource));
  const Root = rootClass(dataSource);
  const { migrations, migrationsTableName } = dataSource.options;
  const copy = new Root({
    ...quietOptions(dataSource.options),
    entities: [],
    migrations,
    migrationsTableName,
  });
  await copy.buildMetadatas();
  return copy;
}

function copyDataSource(
  original: DataSourceShape,
  facts: DeclarationFacts | undefined,
  entities: EntityDialect | undefined,
): DataSourceShape {
  const Root = rootClass(original);
  const copy = new Root(quietOptions(original.options));
  shareLists(original.driver, copy.driver);
  if (facts)
    Object.assign(copy.driver, { version: facts.version }, entities?.driverState?.(facts, original.options));
  return Object.assign(copy, { namingStrategy: original.namingStrategy });
}

// A user's subclass may have a constructor of its own; the class at the root is TypeORM's.
function rootClass(dataSource: DataSourceShape): new (options: object) => DataSourceShape {
  let prototype: unknown = Object.getPrototypeOf(dataSource);
  for (;;) {
    const parent: unknown = Object.getPrototypeOf(prototype);
    if (parent === null || parent === Object.prototype) break;
    prototype = parent;
  }
  return (prototype as { readonly constructor: new (options: object) => DataSourceShape }).constructor;
}

// The stubs keep TypeORM from loading database drivers, of which metadata needs nothing; 0.3 wants to hear which of
// MySQL's two a stub stands for.
function quietOptions({ logger, cache, ...options }: DataSourceOptionsShape): object {
  return {
    ...options,
    migrations: [],
    subscribers: [],
    logging: false,
    synchronize: false,
    dropSchema: false,
    migrationsRun: false,
    connectorPackage: "mysql2",
    driver: { verbose: () => ({}) },
    nativeDriver: {},
  };
}

// Projects teach the driver types of their own by pushing names into its lists.
function shareLists(from: object, to: object): void {
  for (const [key, value] of Object.entries(from)) {
    if (/Types$|^dataTypeDefaults$/.test(key) && typeof value === "object")
      Object.assign(to, { [key]: value });
  }
}

// Building binds Active Record classes to the DataSource that was built; initialize() would have bound the user's own.
function handBack(copy: DataSourceShape, original: DataSourceShape): void {
  for (const { target } of copy.entityMetadatas) {
    const bind =
      typeof target === "function" ? (target as { useDataSource?: unknown }).useDataSource : undefined;
    if (typeof bind === "function") bind.call(target, original);
  }
}
