// Loaded before the command line by a test (`node --import`): counts what goes to the database, on the driver's own
// classes, and says so when the process ends. A text of several statements is one round trip.
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.cwd(), "package.json"));
let sent = 0;

function count(prototype, method) {
  const original = prototype[method];
  prototype[method] = function counted(...given) {
    sent++;
    return original.apply(this, given);
  };
}

count(require("pg").Client.prototype, "query");
for (const method of ["prepare", "exec", "pragma"]) count(require("better-sqlite3").prototype, method);
process.on("exit", () => process.stderr.write(`sent ${sent}\n`));
