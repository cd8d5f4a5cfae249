import { realpathSync, statSync, type Stats } from "node:fs";
import { basename, dirname, extname, sep } from "node:path";
import { setTimeout } from "node:timers/promises";
import { watch, type FSWatcher } from "chokidar";

/** What is followed. */
export interface Followed {
  /** Files that were loaded, by their real paths. */
  readonly files: readonly string[];
  /** Folders in which any file matters, with all that is in them. */
  readonly folders: readonly string[];
}

const sources: ReadonlySet<string> = new Set([".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs", ".json"]);

/** Tells about files that change, appear and vanish: those that were loaded, and those that may be loaded next. */
export class FileFollower {
  readonly #watcher: FSWatcher;
  readonly #onChange: (file: string) => void;
  #files: ReadonlySet<string> = new Set();
  #near: ReadonlySet<string> = new Set();
  #deep: readonly string[] = [];
  /** Folders that went away: what stands in their place later has to be followed anew. */
  readonly #gone = new Set<string>();
  readonly #noticed = new Map<string, number>();
  /** Whether a file matters that was not loaded: one that is missing may be what a failed load asks for. */
  curious = true;

  constructor(onChange: (file: string) => void) {
    this.#onChange = onChange;
    this.#watcher = watch([], {
      ignoreInitial: true,
      ignored: (path, stats) => this.#isIgnored(path, stats),
    });
    this.#watcher.on("all", (event, path) => this.#hear(event, path));
    this.#watcher.on("error", () => {});
  }

  /** Follows these from now on. */
  follow({ files, folders }: Followed): void {
    const near = new Set(files.map((file) => dirname(file)));
    const added = [...near, ...folders].filter(
      (folder) => this.#gone.has(folder) || (!this.#near.has(folder) && !this.#deep.includes(folder)),
    );
    this.#gone.clear();
    this.#files = new Set(files);
    this.#near = near;
    this.#deep = folders;
    if (added.length > 0) this.#watcher.add(added);
  }

  /**
   * Whether something was saved after this time (milliseconds) that nobody told about: a folder is followed only a while
   * after it is asked for, and some file systems tell nothing. Each such save counts once.
   */
  hasMissed(since: number): boolean {
    return [...this.#files, ...this.#deep].some((path) => {
      const saved = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
      if (saved <= since || saved === this.#noticed.get(path)) return false;
      this.#noticed.set(path, saved);
      return true;
    });
  }

  /** Stops following. */
  async close(): Promise<void> {
    await this.#watcher.close();
  }

  #isIgnored(path: string, stats: Stats | undefined): boolean {
    if (this.#near.has(path) || this.#deep.some((folder) => isWithin(folder, path))) return isForeign(path);
    if (!this.#near.has(dirname(path))) return stats !== undefined;
    return stats !== undefined && (stats.isDirectory() || !isSource(path));
  }

  #hear(event: string, path: string): void {
    if (event === "unlinkDir") this.#gone.add(path);
    if (event === "addDir" || event === "unlinkDir") return;
    const file = real(path);
    if (event === "change" && !this.curious && !this.#files.has(file)) return;
    this.#onChange(file);
  }
}

/**
 * Waits a moment for files that are missing or empty: editors write by removing and renaming, and by emptying first. One
 * that stays so was meant.
 */
export async function settle(files: readonly string[]): Promise<void> {
  for (let attempt = 0; attempt < 10 && files.some(isHalfWritten); attempt++) await setTimeout(20);
}

function isHalfWritten(file: string): boolean {
  return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) === 0;
}

function isForeign(path: string): boolean {
  return /[\\/](?:node_modules|\.git)(?:[\\/]|$)/.test(path);
}

function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder + sep);
}

function isSource(path: string): boolean {
  return sources.has(extname(path)) || basename(path).startsWith(".env");
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
