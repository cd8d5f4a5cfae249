// Exits 0 where node_modules holds what package-lock.json asks for on this machine, else 1: then `npm ci` is due.
import { readFileSync } from "node:fs";

function packages(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8")).packages;
  } catch {
    return undefined;
  }
}

const wanted = packages("package-lock.json");
const present = packages("node_modules/.package-lock.json");
const lacking = Object.entries(wanted ?? {}).filter(([path, { version, optional, link }]) => {
  if (!path.startsWith("node_modules/") || link) return false;
  const found = present?.[path];
  return found ? found.version !== version : !optional;
});
process.exitCode = wanted && present && lacking.length === 0 ? 0 : 1;
