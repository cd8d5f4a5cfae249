import { AutogenError, type ErrorDetails } from "@typeorm-autogen/errors";

/** Root of everything that can go wrong while finding and loading a project's files; `file` is the file in question. */
export class LoadError extends AutogenError {
  readonly file: string;

  constructor(code: string, file: string, message: string, details: ErrorDetails = {}, cause?: unknown) {
    super(code, message, { file, ...details }, cause);
    this.file = file;
  }
}

/** No data source was named and none stands in the usual places; `searched` lists where was looked. */
export class DataSourceNotFoundError extends AutogenError {
  constructor(directory: string, searched: readonly string[], remark: string) {
    super(
      "data-source-not-found",
      `no data source found in ${directory} (looked for ${searched.join(", ")})${remark}; name it with -d FILE`,
      { directory, searched },
    );
  }
}

/** Several files could be the data source; `files` are all of them. */
export class DataSourceAmbiguousError extends AutogenError {
  constructor(files: readonly string[]) {
    super(
      "data-source-ambiguous",
      `more than one data source found: ${files.join(", ")}; choose one with -d FILE`,
      {
        files,
      },
    );
  }
}

/** The file exports no DataSource; `exports` are the names that it does export. */
export class NoDataSourceExportedError extends LoadError {
  constructor(file: string, exports: readonly string[], remark: string) {
    const seen = exports.length === 0 ? "it exports nothing" : `it exports ${exports.join(", ")}`;
    const cure = "export a `new DataSource({…})`, a promise of one, or a function that returns one";
    super("no-data-source-exported", file, `${file} exports no DataSource (${seen})${remark}; ${cure}`, {
      exports,
    });
  }
}

/** The file exports several different DataSources; `exports` are their names. */
export class SeveralDataSourcesExportedError extends LoadError {
  constructor(file: string, exports: readonly string[]) {
    const message = `${file} exports several data sources: ${exports.join(", ")}; move each to a file of its own and choose one with -d FILE`;
    super("several-data-sources-exported", file, message, { exports });
  }
}

/** This code runs in a sandbox (ES modules in Jest): what it loaded would be another program's. */
export class SandboxError extends LoadError {
  constructor(file: string) {
    const cure = 'get the package by createRequire(import.meta.url)("typeorm-autogen")';
    super(
      "sandbox",
      file,
      `${file} cannot be loaded inside the sandbox of a test runner, which has modules of its own; ${cure}, which leads out of it`,
    );
  }
}

/** The file to load does not exist or is not a file. */
export class FileNotFoundError extends LoadError {
  constructor(file: string) {
    super(
      "file-not-found",
      file,
      `${file} does not exist; check the path, which is relative to the current directory`,
    );
  }
}

/** The file ended the process while it was loaded. */
export class FileExitedError extends LoadError {
  constructor(file: string, exitCode: unknown) {
    const message = `${file} called process.exit(${exitCode === undefined ? "" : String(exitCode)}) while it was loaded; a data source file must only export its DataSource: move whatever ends the process elsewhere`;
    super("file-exited", file, message, { exitCode: exitCode ?? null });
  }
}

/** The file, or one that it imports, threw while it was loaded; the thrown value is the `cause`. */
export class FileThrewError extends LoadError {
  constructor(file: string, place: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `${file} threw while it was loaded${place}: ${reason}; correct the file, or run with --verbose for the stack`;
    super("file-threw", file, message, {}, cause);
  }
}

/** Entity files import one another and one of them was used before it was ready; `name` is that binding. */
export class CircularImportError extends LoadError {
  constructor(file: string, name: string | undefined, place: string, cause: unknown) {
    const subject = name === undefined ? "a base class" : `'${name}'`;
    const cure =
      name === undefined
        ? "move the base class to a file that imports no entity, or import the other file with `import type`"
        : `write the property's type as \`Relation<${name}>\` (from typeorm) or import ${name} with \`import type\``;
    const message = `${file} could not be loaded: circular import, ${subject} is used before its file has finished loading${place}; ${cure}`;
    super("circular-import", file, message, { name: name ?? null }, cause);
  }
}

/** A column has no explicit type and none could be told from the TypeScript declaration; `column` is `Entity.property`. */
export class ColumnTypeMissingError extends LoadError {
  constructor(file: string, column: string, cause: unknown) {
    const message = `${file}: the type of column ${column} cannot be told from its declaration; state it, as in \`@Column({ type: "varchar" })\`, or, where the file was compiled elsewhere, compile it with emitDecoratorMetadata (esbuild, tsx and type stripping do not emit it)`;
    super("column-type-missing", file, message, { column }, cause);
  }
}

/** A decorator reached a JavaScript engine that cannot parse it. */
export class DecoratorSyntaxError extends LoadError {
  constructor(file: string, place: string, cause: unknown) {
    const message = `${file} could not be loaded: decorators were not compiled${place}; compile the file with experimentalDecorators and emitDecoratorMetadata, or point -d at the TypeScript source`;
    super("decorators-not-compiled", file, message, {}, cause);
  }
}

/** Decorators were compiled in the standard (TC39) form, which TypeORM does not support. */
export class StandardDecoratorsError extends LoadError {
  constructor(file: string, place: string, cause: unknown) {
    const message = `${file} could not be loaded: its decorators were compiled in the standard form, which TypeORM does not support${place}; set experimentalDecorators and emitDecoratorMetadata in tsconfig.json and compile again`;
    super("standard-decorators", file, message, {}, cause);
  }
}

/** An imported module does not exist; `specifier` is what the import says. */
export class ModuleMissingError extends LoadError {
  constructor(file: string, specifier: string, cure: string, cause: unknown) {
    super(
      "module-missing",
      file,
      `${file} could not be loaded: cannot find ${specifier}; ${cure}`,
      { specifier },
      cause,
    );
  }
}

/** An import names something that the other module does not export, often a type; `name` is what is missing. */
export class ExportMissingError extends LoadError {
  constructor(file: string, specifier: string, name: string, cause: unknown) {
    const message = `${file} could not be loaded: ${specifier} has no export named ${name}; if ${name} is a type, write \`import type\` (or \`export type\`)`;
    super("export-missing", file, message, { specifier, name }, cause);
  }
}

/** A file does not parse; `line` and `column` count from 1 where they are known. */
export class SourceSyntaxError extends LoadError {
  readonly line: number | undefined;
  readonly column: number | undefined;

  constructor(file: string, at: SourcePlace, reason: string, cause: unknown) {
    const where = `${at.file}${at.line === undefined ? "" : `:${at.line}`}${at.column === undefined ? "" : `:${at.column}`}`;
    const message = `${where}: syntax error: ${reason}; correct the file`;
    super(
      "syntax-error",
      file,
      message,
      { source: at.file, line: at.line ?? null, column: at.column ?? null },
      cause,
    );
    this.line = at.line;
    this.column = at.column;
  }
}

/** A place in a source file; line and column count from 1. */
export interface SourcePlace {
  readonly file: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

/** A file uses the other module system than the one its extension or its package.json declares. */
export class ModuleKindError extends LoadError {
  constructor(file: string, place: string, reason: string, cause: unknown) {
    const message = `${file} could not be loaded${place}: ${reason}; the module system is decided by the extension (.mts, .cts) or by "type" in the nearest package.json: make them agree`;
    super("wrong-module-kind", file, message, {}, cause);
  }
}

/** A tsconfig.json that applies to a file cannot be read; `tsconfig` is its path, or the place the search started. */
export class TsconfigError extends LoadError {
  constructor(file: string, tsconfig: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `${tsconfig} cannot be read: ${reason}; correct it: it decides how ${file} is compiled`;
    super("tsconfig-unreadable", file, message, { tsconfig }, cause);
  }
}

/** The TypeScript compiler that Autogen brings along has no binary for this machine. */
export class CompilerMissingError extends AutogenError {
  constructor(cause: unknown) {
    const message =
      "the TypeScript compiler @swc/core could not be loaded; reinstall without --omit=optional, or compile the project and point -d at the JavaScript file";
    super("compiler-missing", message, {}, cause);
  }
}

/** A package cannot be resolved from the user's project; `specifier` names it. */
export class ProjectModuleMissingError extends AutogenError {
  constructor(projectDir: string, specifier: string, cause: unknown) {
    const message = `cannot find ${specifier} from ${projectDir}; install it there: npm install ${specifier}`;
    super("module-missing", message, { projectDir, specifier }, cause);
  }
}
