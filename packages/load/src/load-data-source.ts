import { isDataSource, isDataSourceOptions, type DataSourceLike } from "./data-source-like.js";
import { explainLoadFailure } from "./explain-load-failure.js";
import { NoDataSourceExportedError, SeveralDataSourcesExportedError } from "./load-errors.js";
import type { Loader } from "./loader.js";

type Exports = Readonly<Record<string, unknown>>;

/**
 * The DataSource that a file exports under any name: itself, a promise of one, or, where there is neither, a function that returns one.
 * One instance under two names is one. Nothing is initialized or connected. Throws a LoadError of the kind that fits.
 */
export async function loadDataSource(file: string, loader: Loader): Promise<DataSourceLike> {
  const exported = await loader.import(file);
  const direct = await findDataSources(exported, file);
  const found = direct.size > 0 ? direct : await findDataSources(callFactories(exported, file), file);
  const dataSource = choose(found, exported, file);
  if (namesTypeScript(dataSource.options["entities"])) loader.enableTypeScript();
  return dataSource;
}

/** The data sources among the exports, each with the names under which it is exported. */
async function findDataSources(exported: Exports, file: string): Promise<Map<DataSourceLike, string[]>> {
  const found = new Map<DataSourceLike, string[]>();
  for (const [name, value] of Object.entries(exported)) {
    const settled = isPromise(value) ? await settle(value, file) : value;
    if (isDataSource(settled)) found.set(settled, [...(found.get(settled) ?? []), name]);
  }
  return found;
}

function choose(
  found: ReadonlyMap<DataSourceLike, readonly string[]>,
  exported: Exports,
  file: string,
): DataSourceLike {
  const [dataSource] = found.keys();
  if (dataSource === undefined)
    throw new NoDataSourceExportedError(file, Object.keys(exported).sort(), remarkOn(exported));
  if (found.size > 1)
    throw new SeveralDataSourcesExportedError(
      file,
      Array.from(found.values(), (names) => names.join(" = ")),
    );
  return dataSource;
}

function remarkOn(exported: Exports): string {
  const options = Object.entries(exported).find(([, value]) => isDataSourceOptions(value));
  return options === undefined ? "" : `; ${options[0]} looks like options for one`;
}

/** Calls the default export, functions named after a data source, or an only function; other functions may do anything. */
function callFactories(exported: Exports, file: string): Exports {
  const factories = Object.entries(exported).filter((entry): entry is [string, () => unknown] =>
    isFactory(entry[1]),
  );
  const meant = factories.filter(([name]) => name === "default" || /data_?source/i.test(name));
  const called = meant.length > 0 ? meant : factories.filter(() => factories.length === 1);
  const results = new Map<() => unknown, unknown>();
  for (const [, factory] of called) if (!results.has(factory)) results.set(factory, call(factory, file));
  return Object.fromEntries(called.map(([name, factory]) => [name, results.get(factory)]));
}

function isFactory(value: unknown): boolean {
  return (
    typeof value === "function" &&
    value.length === 0 &&
    !/^class\b/.test(Function.prototype.toString.call(value))
  );
}

function call(factory: () => unknown, file: string): unknown {
  try {
    return factory();
  } catch (error) {
    throw explainLoadFailure(error, file);
  }
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

async function settle(promise: Promise<unknown>, file: string): Promise<unknown> {
  try {
    return await promise;
  } catch (error) {
    throw explainLoadFailure(error, file);
  }
}

/** A JavaScript data source may still name TypeScript entities by glob; TypeORM then requires or imports them by itself. */
function namesTypeScript(entities: unknown): boolean {
  const values: readonly unknown[] =
    typeof entities === "object" && entities !== null ? Object.values(entities) : [];
  return values.some(
    (entity) => typeof entity === "string" && /\b[cm]?ts\b/.test(entity) && !/\bjs\b/.test(entity),
  );
}
