import type { AutogenError } from "@typeorm-autogen/errors";
import type { Failure } from "./failure.js";
import { ModuleMissingError } from "./load-errors.js";

const codes: ReadonlySet<string> = new Set([
  "MODULE_NOT_FOUND",
  "ERR_MODULE_NOT_FOUND",
  "ERR_PACKAGE_PATH_NOT_EXPORTED",
]);

/** A module, or the driver package that TypeORM wants, that is not there: names it and says how it comes to be there. */
export function explainMissingModule({
  name,
  message,
  code,
  file,
  error,
}: Failure): AutogenError | undefined {
  const driver = /run "?npm install ([\w@/.-]+)/.exec(message)?.[1];
  if (name === "DriverPackageNotInstalledError" && driver !== undefined) {
    return new ModuleMissingError(file, driver, `npm install ${driver}`, error);
  }
  if (!codes.has(code)) return undefined;
  const specifier = /(?:module|package|subpath) '([^']+)'/.exec(message)?.[1] ?? "a module";
  const importer = /imported from (\S+)|Require stack:\n- (\S+)/.exec(message);
  return new ModuleMissingError(
    file,
    `'${specifier}'${importedBy(importer, file)}`,
    cureFor(specifier),
    error,
  );
}

function importedBy(importer: RegExpExecArray | null, file: string): string {
  const by = importer?.[1] ?? importer?.[2];
  return by === undefined || by === file ? "" : ` (imported by ${by})`;
}

function cureFor(specifier: string): string {
  if (/^(?:\.|\/|[A-Za-z]:|file:)/.test(specifier))
    return "check the path, or build the project if the file is compiled output";
  if (/^[@~]\//.test(specifier)) {
    return `map it with "paths" in the tsconfig.json beside the sources; in compiled JavaScript such names must have been rewritten`;
  }
  const parts = specifier.split("/");
  const packageName = parts.slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
  return `npm install ${packageName} (or, if it is an alias, map it with "paths" in tsconfig.json)`;
}
