// What Jest makes of ES modules: each is linked inside a context of its own.
import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import vm from "node:vm";

const context = vm.createContext({ process, console, Buffer, URL, setTimeout, clearTimeout });
const linked = new Map();

async function moduleOf(specifier, parent) {
  const url = isBuiltin(specifier) ? specifier : import.meta.resolve(specifier, parent);
  const known = linked.get(url);
  if (known) return known;
  const made = /\.m?js$/.test(url) ? ownModule(url) : await foreignModule(url);
  linked.set(url, made);
  return made;
}

function ownModule(url) {
  return new vm.SourceTextModule(readFileSync(fileURLToPath(url), "utf8"), {
    context,
    identifier: url,
    initializeImportMeta: (meta) => Object.assign(meta, { url }),
    importModuleDynamically: (specifier) => evaluate(specifier, url),
  });
}

async function foreignModule(url) {
  const exported = await import(url);
  const setAll = function () {
    for (const [name, value] of Object.entries(exported)) this.setExport(name, value);
  };
  return new vm.SyntheticModule(Object.keys(exported), setAll, { context, identifier: url });
}

async function evaluate(specifier, parent) {
  const made = await moduleOf(specifier, parent);
  if (made.status === "unlinked") await made.link((name, { identifier }) => moduleOf(name, identifier));
  await made.evaluate();
  return made;
}

const { namespace } = await evaluate(pathToFileURL(process.argv[2]).href, import.meta.url);
console.log(JSON.stringify(await namespace.default()));
