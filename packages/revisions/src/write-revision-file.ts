import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { RevisionFileExistsError, RevisionWriteError } from "./script-errors.js";

/**
 * Writes a script so that it appears whole or not at all, creating its folder. Throws RevisionFileExistsError rather
 * than overwrite, RevisionWriteError (full disk, no permission) leaving nothing behind.
 */
export function writeRevisionFile(path: string, text: string): void {
  if (existsSync(path)) throw new RevisionFileExistsError(path);
  try {
    mkdirSync(dirname(path), { recursive: true });
    publishDraft(draftOf(path), path, text, publishNew);
  } catch (error) {
    if (error instanceof RevisionFileExistsError) throw error;
    throw new RevisionWriteError(path, error);
  }
}

/** Puts another text in the place of a script's, whole or not at all. Throws RevisionWriteError. */
export function replaceRevisionFile(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    publishDraft(draftOf(path), path, text, renameSync);
  } catch (error) {
    throw new RevisionWriteError(path, error);
  }
}

function draftOf(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomBytes(4).toString("hex")}.tmp`);
}

function publishDraft(
  draft: string,
  path: string,
  text: string,
  publish: (draft: string, path: string) => void,
): void {
  const handle = openSync(draft, "wx");
  try {
    writeWhole(handle, text);
    publish(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
}

function writeWhole(handle: number, text: string): void {
  try {
    writeFileSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** A hard link refuses to replace a file that another process has just made; a rename would not. */
function publishNew(draft: string, path: string): void {
  try {
    linkSync(draft, path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST")
      throw new RevisionFileExistsError(path);
    // Some file systems know no hard links.
    if (existsSync(path)) throw new RevisionFileExistsError(path);
    renameSync(draft, path);
  }
}
