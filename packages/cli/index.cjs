"use strict";

// Test runners such as Jest run CommonJS in a sandbox whose loader knows no ES modules. Node's own does, and is found from
// the process outside: there the functions run, whoever calls them.
const { createRequire } = require("node:vm").runInThisContext("process").getBuiltinModule("node:module");

module.exports = createRequire(__filename)("./dist/index.js");
