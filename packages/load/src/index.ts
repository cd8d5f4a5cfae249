export { isDataSource, type DataSourceLike } from "./data-source-like.js";
export { entityFolders } from "./entity-folders.js";
export { explainLoadFailure } from "./explain-load-failure.js";
export { findConfigFile } from "./find-config-file.js";
export { findDataSource, type FindDataSourceOptions, type FoundDataSource } from "./find-data-source.js";
export { loadConfig } from "./load-config.js";
export { loadDataSource } from "./load-data-source.js";
export {
  CircularImportError,
  ColumnTypeMissingError,
  CompilerMissingError,
  DataSourceAmbiguousError,
  DataSourceNotFoundError,
  DecoratorSyntaxError,
  ExportMissingError,
  FileExitedError,
  FileNotFoundError,
  FileThrewError,
  LoadError,
  ModuleKindError,
  ModuleMissingError,
  NoDataSourceExportedError,
  ProjectModuleMissingError,
  SeveralDataSourcesExportedError,
  SourceSyntaxError,
  StandardDecoratorsError,
  TsconfigError,
} from "./load-errors.js";
export { compileAhead, createLoader, type Loader } from "./loader.js";
export { recordLoadedFiles } from "./record-loaded-files.js";
export { resolveFromProject } from "./resolve-from-project.js";
