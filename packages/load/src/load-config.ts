import { readFileSync } from "node:fs";
import { dirname, extname } from "node:path";
import { FileNotFoundError, SourceSyntaxError } from "./load-errors.js";
import { createLoader, type Loader } from "./loader.js";
import { noteFile } from "./noted-files.js";

/**
 * What a configuration file says: its default export, its `module.exports`, or its JSON; unchecked. Throws a LoadError of
 * the kind that fits.
 */
export async function loadConfig(
  file: string,
  loader: Loader = createLoader(dirname(file)),
): Promise<unknown> {
  if (extname(file) === ".json") return readJson(file);
  const exported = await loader.import(file);
  return "default" in exported ? exported["default"] : exported;
}

function readJson(file: string): unknown {
  noteFile(file);
  const text = readText(file);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new SourceSyntaxError(
      file,
      { file },
      error instanceof Error ? error.message : String(error),
      error,
    );
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw new FileNotFoundError(file);
  }
}
