import { existsSync, mkdirSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { AutogenError, isAutogenError } from "@typeorm-autogen/errors";
import { findDataSource, type FoundDataSource } from "@typeorm-autogen/load";
import { formatName } from "@typeorm-autogen/model";
import { RevisionFolderError, writeRevisionFile } from "@typeorm-autogen/revisions";
import { readAnswers } from "./answers.js";
import { compareProject, withComparison } from "./compare-project.js";
import { moduleKind, readManifest } from "./module-kind.js";
import { openProject, type ProjectOptions } from "./project.js";
import { templateNamed } from "./templates.js";

/** What `init` wrote. */
export interface InitResult {
  readonly config: string;
  /** Where revisions go; null where the DataSource's `migrations` say so. */
  readonly directory: string | null;
  readonly dataSource: string | null;
  /** The template that was taken. */
  readonly template: string;
  /** Tables of the database that no entity declares; written into `ignore`. */
  readonly ignored: readonly string[];
  /** Why the database was not asked, or null. */
  readonly notAsked: string | null;
}

/** There is a configuration already. */
class ConfigExistsError extends AutogenError {
  constructor(file: string) {
    super(
      "config-exists",
      `${file} is there already and stays as it is; edit it, or remove it and run init again`,
      { file },
    );
  }
}

/** Options of `init`. */
export interface InitOptions extends ProjectOptions {
  readonly dir?: string;
  /** A name that `list-templates` shows; `default` by default, or `nest` where the data source is a Nest application's. */
  readonly template?: string;
}

/** Writes a configuration and the folder of revisions. Never overwrites. */
export async function init(options: InitOptions = {}): Promise<InitResult> {
  const dir = resolve(options.cwd ?? ".", options.dir ?? ".");
  const wanted = options.template === undefined ? null : templateNamed(options.template);
  const existing = ["ts", "mts", "js", "mjs", "cjs", "json"]
    .map((extension) => join(dir, `autogen.config.${extension}`))
    .find((file) => existsSync(file));
  if (existing !== undefined) throw new ConfigExistsError(existing);
  const found = await lookForDataSource(dir, options);
  const template = wanted ?? templateNamed(found === null && isNest(dir) ? "nest" : "default");
  const config = join(dir, template.file);
  const directory = options.directory ?? defaultDirectory(dir, found, template.name);
  const { ignored, schema, notAsked } = found
    ? await askDatabase({ ...options, cwd: dir, dataSource: found.file })
    : { ignored: [], schema: null, notAsked: "no data source was found" };
  const dataSource = found ? toPosix(relative(dir, found.file)) : null;
  writeRevisionFile(
    config,
    template.text({ dataSource, schema, directory, ignored, isModule: moduleKind(dir) === "esm" }),
  );
  const folder = template.hasFolder ? resolve(dir, directory) : null;
  if (folder !== null) makeFolder(folder);
  return { config, directory: folder, dataSource, template: template.name, ignored, notAsked };
}

async function lookForDataSource(
  dir: string,
  { dataSource }: ProjectOptions,
): Promise<FoundDataSource | null> {
  if (typeof dataSource === "string") return findDataSource(dir, { dataSource });
  try {
    return await findDataSource(dir);
  } catch (error) {
    if (isAutogenError(error) && error.code === "data-source-not-found") return null;
    throw error;
  }
}

function defaultDirectory(dir: string, found: FoundDataSource | null, template: string): string {
  if (found) return toPosix(join(relative(dir, dirname(found.file)), "revisions"));
  return template === "nest" ? "src/revisions" : "revisions";
}

function isNest(dir: string): boolean {
  const { dependencies } = readManifest(join(dir, "package.json"));
  const isUsed =
    typeof dependencies === "object" && dependencies !== null && "@nestjs/typeorm" in dependencies;
  return isUsed && existsSync(join(dir, "src/app.module.ts"));
}

/** What the database and the DataSource say about the configuration. */
interface Asked {
  readonly ignored: readonly string[];
  readonly schema: string | null;
  readonly notAsked: string | null;
}

async function askDatabase(options: ProjectOptions): Promise<Asked> {
  try {
    const project = await openProject({ ...options, config: {} });
    return await withComparison(project, async (session) => {
      const { schema } = (await project.dataSource()).options;
      const { operations } = await compareProject(session, readAnswers({}, "never"));
      const ignored = operations.flatMap((operation) =>
        operation.kind === "dropTable" ? [formatName(operation.table)] : [],
      );
      return { ignored, schema: typeof schema === "string" ? schema : null, notAsked: null };
    });
  } catch (error) {
    return { ignored: [], schema: null, notAsked: error instanceof Error ? error.message : String(error) };
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new RevisionFolderError(folder, error);
  }
}

function toPosix(path: string): string {
  return path.replaceAll("\\", "/");
}
