import { dirname, resolve } from "node:path";
import type { DataSourceLike } from "./data-source-like.js";

/**
 * The folders in which a DataSource's globs look for entities. TypeORM reads them from the working directory, and so does
 * this: https://typeorm.io/docs/data-source/data-source-options.
 */
export function entityFolders({ options }: DataSourceLike): readonly string[] {
  const { entities } = options;
  const values: readonly unknown[] =
    typeof entities === "object" && entities !== null ? Object.values(entities) : [];
  const globs = values.filter((value) => typeof value === "string");
  return [...new Set(globs.map(folderOf))];
}

function folderOf(glob: string): string {
  const parts = glob.split(/[\\/]/);
  const magic = parts.findIndex((part) => /[*?[\]{}()]/.test(part));
  if (magic === -1) return dirname(resolve(glob));
  return resolve(magic === 0 ? "." : parts.slice(0, magic).join("/") || "/");
}
