import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type * as Prettier from "prettier";
import { ScriptFormatError } from "./errors.js";

// The names under which Prettier looks for a configuration: https://prettier.io/docs/configuration
const configurationFiles = [
  ".prettierrc",
  ...["json", "json5", "yaml", "yml", "toml", "js", "mjs", "cjs", "ts", "mts", "cts"].map(
    (extension) => `.prettierrc.${extension}`,
  ),
  ...["js", "mjs", "cjs", "ts", "mts", "cts"].map((extension) => `prettier.config.${extension}`),
];

/**
 * A script's text as the project formats its files: by its own Prettier and configuration, ours where it has installed
 * none. Without a configuration, and for files that `.prettierignore` names, the text comes back as it is, and Prettier
 * is never loaded. Throws ScriptFormatError where Prettier fails.
 */
export async function formatWithProject(text: string, file: string, projectDir: string): Promise<string> {
  const require = createRequire(join(projectDir, "package.json"));
  try {
    if (!(await hasConfiguration(dirname(file), require))) return text;
    const prettier = await loadPrettier(require);
    const ignorePath = join(projectDir, ".prettierignore");
    const { ignored } = await prettier.getFileInfo(file, { ignorePath });
    if (ignored) return text;
    const options = await prettier.resolveConfig(file, { editorconfig: true });
    return await prettier.format(text, { ...options, filepath: file });
  } catch (cause) {
    throw new ScriptFormatError(file, cause);
  }
}

// An .editorconfig alone speaks to Prettier only where the project has Prettier.
async function hasConfiguration(folder: string, require: NodeJS.Require): Promise<boolean> {
  for (let at = folder; ; at = dirname(at)) {
    if (configurationFiles.some((name) => existsSync(join(at, name)))) return true;
    if (await isConfigured(join(at, "package.json"))) return true;
    if (existsSync(join(at, ".editorconfig")) && locatePrettier(require)) return true;
    if (dirname(at) === at) return false;
  }
}

async function isConfigured(manifest: string): Promise<boolean> {
  if (!existsSync(manifest)) return false;
  const content: unknown = JSON.parse(await readFile(manifest, "utf8"));
  return typeof content === "object" && content !== null && "prettier" in content;
}

function locatePrettier(require: NodeJS.Require): string | undefined {
  try {
    return require.resolve("prettier");
  } catch {
    return undefined;
  }
}

async function loadPrettier(require: NodeJS.Require): Promise<typeof Prettier> {
  const own = locatePrettier(require);
  const loaded: unknown = await (own === undefined ? import("prettier") : import(pathToFileURL(own).href));
  return (loaded as { readonly default: typeof Prettier }).default;
}
