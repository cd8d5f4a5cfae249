import { fileURLToPath, pathToFileURL } from "node:url";
import type { SourceCompiler } from "./source-compiler.js";
import { isTypeScript, moduleFormat } from "./source-kind.js";

/** What Node's module hooks ask (https://nodejs.org/api/module.html#customization-hooks); undefined leaves it to Node. */
export interface ImportRules {
  readonly resolve: (specifier: string, parentURL: string | undefined) => Resolution | undefined;
  readonly load: (url: string) => LoadedSource | undefined;
}

interface Resolution {
  readonly url: string;
  readonly shortCircuit: true;
}

interface LoadedSource {
  readonly format: "module";
  readonly source: string;
  readonly shortCircuit: true;
}

/** The rules by which `import` finds and compiles TypeScript; the same for in-thread and for off-thread hooks. */
export function createImportRules({ compile, resolve }: SourceCompiler): ImportRules {
  return {
    resolve: (specifier, parentURL) => {
      if (parentURL === undefined || !parentURL.startsWith("file:")) return undefined;
      const found = specifier.startsWith("file:") ? undefined : resolve(specifier, fileURLToPath(parentURL));
      return found === undefined ? undefined : { url: pathToFileURL(found).href, shortCircuit: true };
    },
    load: (url) => {
      const file = url.startsWith("file:") ? fileURLToPath(url) : undefined;
      if (file === undefined || !isTypeScript(file)) return undefined;
      const source =
        moduleFormat(file) === "module"
          ? compile(file, "module").code
          : importRequired(url, file, compile(file, "commonjs").code);
      return { format: "module", source, shortCircuit: true };
    },
  };
}

/**
 * A module that requires a CommonJS TypeScript file and passes its exports on. Node itself would look for the names of the
 * exports in the file's text, which is TypeScript.
 */
function importRequired(url: string, file: string, compiled: string): string {
  const getters = compiled.matchAll(
    /^ {4}get ([\w$]+) \(\) \{$|^Object\.defineProperty\(exports, "([\w$]+)", \{$/gm,
  );
  const names = Array.from(getters, (match) => match[1] ?? match[2] ?? "");
  const passed = names.filter((name) => name !== "default" && name !== "__esModule");
  return [
    `import { createRequire as __autogen_createRequire } from "node:module";`,
    `const __autogen_required = __autogen_createRequire(${JSON.stringify(url)})(${JSON.stringify(file)});`,
    `export default __autogen_required;`,
    ...passed.map(
      (name, at) =>
        `const __autogen_${at} = __autogen_required.${name};\nexport { __autogen_${at} as ${name} };`,
    ),
  ].join("\n");
}
