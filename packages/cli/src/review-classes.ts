import { readdirSync, readFileSync, realpathSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { recordMigration, type ProjectMigration } from "@typeorm-autogen/entities";
import { AutogenError } from "@typeorm-autogen/errors";
import { qualify, type QualifiedName } from "@typeorm-autogen/model";
import type { Operation } from "@typeorm-autogen/ops";
import {
  reviewRevision,
  setFindings,
  type Report,
  type ReviewedRevision,
  type RevisionToReview,
} from "@typeorm-autogen/review";
import { Repository } from "./git.js";
import { findMigrationsFolder } from "./migrations-folder.js";
import type { Project } from "./project.js";
import type { ReviewOptions } from "./review.js";
import { serverLabel } from "./server-label.js";
import { importMigrations } from "./typeorm-runner.js";

/** What is to be reviewed names no migration class of the project. */
class UnknownMigrationError extends AutogenError {
  constructor(name: string) {
    super(
      "unknown-migration",
      `${name} is no migration class that the DataSource loads, nor the file of one; typeorm migration:show lists them`,
      { name },
    );
  }
}

interface MigrationFile {
  readonly migration: ProjectMigration;
  readonly previous: string | null;
  readonly path: string;
  readonly source: string;
}

/**
 * Reviews classes that TypeORM runs, by what they hand to a query runner that only records. Needs no database: what a
 * class asks one cannot be told, and is said. The last class, where nothing else is named.
 */
export async function reviewClasses(project: Project, options: ReviewOptions): Promise<Report> {
  const { path: folder } = await findMigrationsFolder(project, options);
  const files = filesOf(await importMigrations(project), folder);
  const branch = options.base === undefined ? null : await readBranch(options.base, folder);
  const chosen = branch
    ? files.filter(({ path }) => branch.added.includes(realpathSync(path)))
    : choose(files, options);
  const { dialect, target } = await project.target(true);
  const facts = dialect.script.facts(serverIn(chosen), target);
  const newTables: QualifiedName[] = [];
  const revisions: ReviewedRevision[] = [];
  for (const file of chosen) {
    const { reviewed } = reviewRevision(await readClass(project, file), {
      dialect,
      context: { facts, metadataTable: qualify("typeorm_metadata") },
      state: null,
      newTables,
      policy: project.config.hazards ?? {},
    });
    revisions.push(reviewed);
  }
  const changes = { edited: branch?.edited ?? [], deleted: branch?.deleted ?? [], onBase: [] };
  return {
    server: serverLabel(dialect, facts),
    base: options.base ?? null,
    revisions,
    // Nothing proves a class.
    findings: setFindings(revisions, [], changes, null).filter(({ rule }) => rule !== "not-verified"),
    inSync: null,
  };
}

// TypeORM does not say which file a class came from.
function filesOf(migrations: readonly ProjectMigration[], folder: string): readonly MigrationFile[] {
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /(?<!\.d)\.[cm]?[jt]s$/.test(name))
    .map((name) => ({ path: join(folder, name), source: readFileSync(join(folder, name), "utf8") }));
  return migrations.flatMap((migration, i) => {
    const file = sources.find(({ source }) =>
      classesIn(source).includes(migration.instance.constructor.name),
    );
    return file ? [{ ...file, migration, previous: migrations[i - 1]?.name ?? null }] : [];
  });
}

function classesIn(source: string): readonly string[] {
  return [...source.matchAll(/\bclass\s+([\p{ID_Continue}$]+)/gu)].flatMap(([, name]) => name ?? []);
}

function choose(
  files: readonly MigrationFile[],
  { revisions = [], cwd = "." }: ReviewOptions,
): readonly MigrationFile[] {
  if (revisions.length === 0) return files.slice(-1);
  return revisions.map((name) => {
    const path = resolve(cwd, name);
    const named = files.find((file) => file.migration.name === name || file.path === path);
    if (!named) throw new UnknownMigrationError(name);
    return named;
  });
}

// A class that Autogen wrote says it in its comment.
function serverIn(files: readonly MigrationFile[]): string | null {
  const written = files.map(({ source }) => /^ \* Written [^,\n]+, (.+)\.$/m.exec(source)?.[1]);
  return written.findLast((server) => server !== undefined) ?? null;
}

async function readBranch(base: string, folder: string) {
  const repository = await Repository.of(folder);
  const { point } = await repository.branchPoint(base);
  const changes = await repository.changes(point, null, [folder]);
  const of = (status: string) => changes.filter((file) => file.status === status).map(({ path }) => path);
  const wereClasses = async (paths: readonly string[]) => {
    const texts = await Promise.all(paths.map((path) => repository.text(point, path)));
    return paths.filter((_, i) => classesIn(texts[i] ?? "").some((name) => /\d{13}$/.test(name)));
  };
  return {
    added: of("added").map((path) => join(repository.top, path)),
    edited: await wereClasses(of("edited")),
    deleted: await wereClasses(of("deleted")),
  };
}

async function readClass(project: Project, file: MigrationFile): Promise<RevisionToReview> {
  const { migration, previous, path, source } = file;
  return {
    revision: migration.name,
    message: migration.name.slice(0, -13),
    file: relative(project.dir, path),
    downRevisions: previous === null ? [] : [previous],
    source,
    upgrade: await recordClass(project, migration, "up"),
    downgrade: await recordClass(project, migration, "down"),
    proof: null,
  };
}

// A class may throw whatever it likes.
async function recordClass(
  project: Project,
  migration: ProjectMigration,
  direction: "up" | "down",
): Promise<RevisionToReview["upgrade"]> {
  try {
    const queries = await recordMigration(await project.dataSource(), migration, direction);
    return queries.map(({ sql }): Operation => ({ kind: "execute", sql }));
  } catch (error) {
    return { unread: error instanceof Error ? error.message : String(error) };
  }
}
