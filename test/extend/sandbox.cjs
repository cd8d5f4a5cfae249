"use strict";

// What test runners such as Jest make of CommonJS: files run in a context of their own, by a loader that knows no ES
// modules and hands out a process that leads nowhere else.
const { readFileSync } = require("node:fs");
const { createRequire, isBuiltin } = require("node:module");
const { dirname } = require("node:path");
const vm = require("node:vm");

const inside = Object.assign(Object.create(process), { getBuiltinModule: load });
const context = vm.createContext({ process: inside, console, Buffer, URL, setTimeout, clearTimeout });
const loaded = new Map();

function load(name) {
  if (/^(?:node:)?process$/.test(name)) return inside;
  if (/^(?:node:)?module$/.test(name)) return { createRequire: requireFrom, isBuiltin };
  return require(name);
}

function requireFrom(parent) {
  const resolve = createRequire(parent).resolve;
  return (name) => (isBuiltin(name) ? load(name) : run(resolve(name)));
}

function run(file) {
  const known = loaded.get(file);
  if (known) return known.exports;
  const module = { exports: {}, id: file, filename: file, children: [] };
  loaded.set(file, module);
  const text = readFileSync(file, "utf8");
  if (file.endsWith(".json")) return (module.exports = JSON.parse(text));
  if (file.endsWith(".node")) return (module.exports = require(file));
  const wrap = vm.compileFunction(text, ["exports", "require", "module", "__filename", "__dirname"], {
    filename: file,
    parsingContext: context,
  });
  wrap.call(module.exports, module.exports, requireFrom(file), module, file, dirname(file));
  return module.exports;
}

run(process.argv[2])().then((result) => console.log(JSON.stringify(result)));
