import { existsSync, readFileSync, statSync } from "node:fs";
import { extname, join, relative, resolve, sep } from "node:path";
import { DataSourceAmbiguousError, DataSourceNotFoundError, FileNotFoundError } from "./load-errors.js";

/** A data source file, absolute, and what led to it. */
export interface FoundDataSource {
  readonly file: string;
  readonly how: "named" | "conventional place" | "package.json script";
}

/** `dataSource`: the file that the user named, relative to the directory; then nothing is searched. */
export interface FindDataSourceOptions {
  readonly dataSource?: string | undefined;
}

const extensions: readonly string[] = [".ts", ".mts", ".cts", ".js", ".mjs", ".cjs"];
const sourceStems: readonly string[] = ["data-source", "src/data-source", "ormconfig", "src/ormconfig"];
const builtStems: readonly string[] = [
  "dist/data-source",
  "dist/src/data-source",
  "build/data-source",
  "build/src/data-source",
];

/**
 * The data source of the project in `cwd`: the file that a package.json script hands to TypeORM with `-d`, else one in a conventional
 * place, else compiled output. A `.ts` and the `.js` beside it are one. Throws DataSourceNotFoundError, DataSourceAmbiguousError, FileNotFoundError.
 */
export async function findDataSource(
  cwd: string,
  options: FindDataSourceOptions = {},
): Promise<FoundDataSource> {
  if (options.dataSource !== undefined)
    return { file: existing(resolve(cwd, options.dataSource)), how: "named" };
  const scripted = filesNamedByScripts(cwd);
  const sources = filesAt(cwd, sourceStems);
  const scriptedSources = scripted.filter((file) => !isBuilt(cwd, file));
  return (
    only(cwd, scriptedSources, "package.json script") ??
    only(cwd, sources, "conventional place") ??
    only(cwd, scripted, "package.json script") ??
    only(cwd, filesAt(cwd, builtStems), "conventional place") ??
    refuse(cwd)
  );
}

function existing(named: string): string {
  const found = isFile(named) ? named : withExtension(named);
  if (found === undefined) throw new FileNotFoundError(named);
  return found;
}

function only(
  cwd: string,
  files: readonly string[],
  how: FoundDataSource["how"],
): FoundDataSource | undefined {
  if (files.length > 1) throw new DataSourceAmbiguousError(files.map((file) => relative(cwd, file)));
  const [file] = files;
  return file === undefined ? undefined : { file, how };
}

function refuse(cwd: string): never {
  const searched = [...sourceStems, ...builtStems].map((stem) => `${stem}.*`);
  const old = ["json", "yml", "xml", "env"]
    .map((kind) => `ormconfig.${kind}`)
    .find((name) => existsSync(join(cwd, name)));
  const remark =
    old === undefined ? "" : `; ${old} holds only options: write a data-source.ts that exports a DataSource`;
  throw new DataSourceNotFoundError(cwd, [...searched, "-d in the scripts of package.json"], remark);
}

function filesAt(cwd: string, stems: readonly string[]): readonly string[] {
  return stems.map((stem) => withExtension(join(cwd, stem))).filter((file) => file !== undefined);
}

function withExtension(stem: string): string | undefined {
  return extensions.map((extension) => stem + extension).find(isFile);
}

function filesNamedByScripts(cwd: string): readonly string[] {
  const files = readScripts(cwd)
    .flatMap(argumentsOfDataSource)
    .map((argument) => resolve(cwd, argument));
  const found = files.map((file) => (isScriptFile(file) ? file : withExtension(file)));
  return [...new Set(found.filter((file) => file !== undefined))];
}

function readScripts(cwd: string): readonly string[] {
  try {
    const content = JSON.parse(readFileSync(join(cwd, "package.json"), "utf8")) as {
      readonly scripts?: object;
    };
    return Object.values(content.scripts ?? {}).filter((script) => typeof script === "string");
  } catch {
    return [];
  }
}

/** TypeORM's command line spells the option `-d`, `--dataSource`, and yargs also takes it in kebab-case. */
function argumentsOfDataSource(script: string): readonly string[] {
  const option = /(?:^|\s)(?:-d|--dataSource|--data-source)(?:=|\s+)(?:"([^"]+)"|'([^']+)'|([^\s"']+))/g;
  return Array.from(script.matchAll(option), (match) => match[1] ?? match[2] ?? match[3] ?? "");
}

function isScriptFile(file: string): boolean {
  return extensions.includes(extname(file)) && isFile(file);
}

function isBuilt(cwd: string, file: string): boolean {
  return /^(?:dist|build|out|lib)$/.test(relative(cwd, file).split(sep, 1)[0] ?? "");
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}
