import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { cleanEnvironment } from "../cli/project.js";

/** Where TypeORM runs: a project's folder, its DataSource file, and what names the database. */
export interface TypeormProject {
  readonly dir: string;
  readonly dataSource: string;
  readonly env: Readonly<Record<string, string>>;
}

/** What TypeORM's own schema builder would still change in the project's database. */
export async function typeormLog(project: TypeormProject): Promise<readonly string[]> {
  return runTypeorm(project, "log");
}

/** Lets TypeORM synchronise the project's database; returns what it would change again right after. */
export async function typeormSynchronize(project: TypeormProject): Promise<readonly string[]> {
  return runTypeorm(project, "synchronize");
}

async function runTypeorm(
  { dir, dataSource, env }: TypeormProject,
  task: string,
): Promise<readonly string[]> {
  const child = join(import.meta.dirname, "typeorm-in-child.mjs");
  const options = { cwd: dir, env: cleanEnvironment(env), maxBuffer: 64 * 1024 * 1024 };
  const { stdout } = await promisify(execFile)(process.execPath, [child, dataSource, task], options);
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as readonly string[];
}
