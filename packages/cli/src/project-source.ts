import {
  explainLoadFailure,
  findDataSource,
  isDataSource,
  loadDataSource,
  type DataSourceLike,
  type Loader,
} from "@typeorm-autogen/load";
import { DataSourceInputError } from "./config-errors.js";
import type { DataSourceInput, RunContext } from "./config-source.js";
import type { AutogenConfig } from "./config.js";
import type { Project, ProjectOptions } from "./project.js";

/** Where the data source comes from, and the folder that a relative file counts from. */
export interface Source {
  readonly input: DataSourceInput | undefined;
  readonly from: string;
}

/** Where the data source of a project comes from. */
export function sourceOf(
  options: ProjectOptions,
  environment: Project["environment"],
  config: AutogenConfig,
  cwd: string,
  dir: string,
): Source {
  if (options.dataSource !== undefined) return { input: options.dataSource, from: cwd };
  return { input: environment?.dataSource ?? config.dataSource, from: dir };
}

/** The data source, never initialised. Throws what finding and loading it throw, and DataSourceInputError. */
export async function openDataSource(
  source: Source,
  context: RunContext,
  loader: Loader,
  detail: Project["detail"],
): Promise<DataSourceLike> {
  const { input, from } = source;
  if (typeof input === "function") return callForDataSource(input, context);
  if (typeof input === "object") return checkedDataSource(input);
  const found = await findDataSource(from, { dataSource: input });
  const dataSource = await loadDataSource(found.file, loader);
  detail(`data source: ${found.file} (${found.how}); TypeScript loader: ${loader.description}`);
  return dataSource;
}

async function callForDataSource(
  make: Extract<DataSourceInput, (...given: never) => unknown>,
  context: RunContext,
): Promise<DataSourceLike> {
  let made: unknown;
  try {
    made = await make(context);
  } catch (error) {
    throw explainLoadFailure(error, "the configuration's dataSource function");
  }
  return checkedDataSource(made);
}

function checkedDataSource(value: unknown): DataSourceLike {
  if (isDataSource(value)) return value;
  throw new DataSourceInputError(value);
}

/** The file of the data source, where it stands in one. Throws what finding it throws. */
export async function findSourceFile({ input, from }: Source): Promise<string | undefined> {
  if (typeof input === "object" || typeof input === "function") return undefined;
  return (await findDataSource(from, { dataSource: input })).file;
}
