import { readdirSync } from "node:fs";
import { dirname, join, parse, resolve } from "node:path";
import { dateInFileName, slugOf } from "./file-name.js";
import { formatOfScript, type Revision } from "./revision.js";
import { checkBranchLabel, checkRevisionId } from "./revision-name.js";
import { RevisionFolderError } from "./script-errors.js";
import { readScriptHeader, type ScriptHeader } from "./script-header.js";
import { checkSqlPairs, isSqlScript } from "./sql-script.js";

/** How folders are read. */
export interface ReadFoldersOptions {
  /** Whether folders within folders count; by default they do not. */
  readonly recursive?: boolean | undefined;
  /** What a folder that is not there means: `"error"` (RevisionFolderError) by default, or `"empty"`. */
  readonly missing?: "error" | "empty" | undefined;
}

/** A source goes before what was compiled from it. */
const extensions: readonly string[] = [".ts", ".mts", ".cts", ".js", ".mjs", ".cjs"];

/**
 * Every revision in some folders, sorted by file name, without running a script. A `.ts` and its compiled `.js` are one
 * revision, also in different folders, and so are `.up.sql` and `.down.sql` beside each other; other `.sql`, `.d.ts`, maps
 * and dotfiles are skipped. Throws RevisionFolderError, RevisionHeaderError, RevisionSyntaxError, InvalidRevisionIdError,
 * InvalidBranchLabelError.
 */
export function readRevisionFolders(
  folders: readonly string[],
  options: ReadFoldersOptions = {},
): readonly Revision[] {
  const paths = [...new Set(folders.map((folder) => resolve(folder)))].flatMap((folder) =>
    listScripts(folder, options),
  );
  const byStem = new Map<string, string[]>();
  for (const path of paths.sort()) {
    // Nothing is compiled from SQL.
    const { name, base } = parse(path);
    const stem = isSqlScript(path) ? base : name;
    const forms = byStem.get(stem);
    if (forms) forms.push(path);
    else byStem.set(stem, [path]);
  }
  const stems = [...byStem.keys()].sort();
  return stems.flatMap((stem) => formsOf(byStem.get(stem) ?? []).map(readRevision));
}

/**
 * The files of one stem by revision. Each source is one, and so are, in a folder without one, its compiled files; what
 * lies in another folder than a source belongs to it only if it has the same id.
 */
function formsOf(paths: readonly string[]): readonly (readonly string[])[] {
  if (paths.length === 1) return [paths];
  const sources = paths.filter(isSource).map((path) => [path]);
  const groups = [...sources];
  for (const path of paths) {
    if (isSource(path)) continue;
    const own = groups.find(([first = ""]) => dirname(first) === dirname(path));
    const source = own ?? sources.find(([first = ""]) => sameId(first, path));
    if (source) source.push(path);
    else groups.push([path]);
  }
  return groups;
}

function sameId(source: string, compiled: string): boolean {
  return readScriptHeader(source).id === readScriptHeader(compiled).id;
}

function isSource(path: string): boolean {
  return formatOfScript(path) === "ts";
}

function listScripts(folder: string, options: ReadFoldersOptions): readonly string[] {
  const files = listFiles(folder, options);
  checkSqlPairs(files);
  return files.filter(isScript);
}

function listFiles(folder: string, options: ReadFoldersOptions): readonly string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true, recursive: options.recursive ?? false });
    const files = entries.filter((entry) => !entry.isDirectory() && !entry.name.startsWith("."));
    return files.map((entry) => join(entry.parentPath, entry.name));
  } catch (error) {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    if (missing && options.missing === "empty") return [];
    throw new RevisionFolderError(folder, error);
  }
}

function isScript(path: string): boolean {
  return isSqlScript(path) || (!/\.d\.[cm]?ts$/.test(path) && extensions.includes(parse(path).ext));
}

function readRevision(paths: readonly string[]): Revision {
  const rank = (path: string): number => extensions.indexOf(parse(path).ext);
  const [path = "", ...otherPaths] = paths.toSorted((a, b) => rank(a) - rank(b));
  const stem = parse(path).name.replace(/\.up$/, "");
  const header = readScriptHeader(path);
  checkRevisionId(header.id, path);
  for (const label of header.branchLabels) checkBranchLabel(label, path);
  const { id, downRevisions, replaces, branchLabels, dependsOn, draft } = header;
  const message = header.comment[0] ?? messageInFileName(stem, id);
  const createdAt = dateInComment(header) ?? dateInFileName(stem);
  const server = serverInComment(header);
  return {
    id,
    downRevisions,
    replaces,
    branchLabels,
    dependsOn,
    draft,
    message,
    createdAt,
    server,
    path,
    otherPaths,
    format: formatOfScript(path),
  };
}

function dateInComment(header: ScriptHeader): string | null {
  const found = /(\d{4}-\d\d-\d\d) (\d\d:\d\d) UTC/.exec(header.comment.join("\n"));
  return found ? `${found[1]}T${found[2]}Z` : null;
}

function serverInComment({ comment }: ScriptHeader): string | null {
  return /\d\d:\d\d UTC, ([A-Za-z]+ \d[\d.]*)\.$/m.exec(comment.join("\n"))?.[1] ?? null;
}

/** Compilers drop a comment with the import that it stood before; the words of the file's name remain. */
function messageInFileName(stem: string, id: string): string {
  const afterId = stem.includes(id) ? stem.slice(stem.indexOf(id) + id.length) : stem;
  return slugOf(afterId).replaceAll("_", " ");
}
