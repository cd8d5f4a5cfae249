// Run in a project's folder by the tests, in a process of its own: one function on drafts, killed right before the n-th
// thing that it does to a file or a database where the job says so.
import fs from "node:fs";
import { createRequire, syncBuiltinESMExports } from "node:module";
import { join } from "node:path";

const { call, options, killAt } = JSON.parse(process.argv[2]);
let deeds = 0;
const deed = () => {
  deeds += 1;
  if (deeds === killAt) process.kill(process.pid, "SIGKILL");
};
const inFolder = (file) => String(file).includes("revisions");
for (const name of ["renameSync", "linkSync", "rmSync"]) {
  const original = fs[name];
  fs[name] = (file, ...rest) => {
    // The temporary file of a write goes whatever comes of it.
    if (inFolder(file) && !(name === "rmSync" && String(file).endsWith(".tmp"))) deed();
    return original(file, ...rest);
  };
}
syncBuiltinESMExports();

const require = createRequire(join(process.cwd(), "here.js"));
const autogen = require("typeorm-autogen");
const onEvent = ({ kind }) => {
  if (kind === "statement" || kind === "revisionFinished") deed();
};
await autogen[call]({ ...options, cwd: process.cwd(), environment: "dev", confirm: () => true, onEvent });
