import { ConfigError } from "./config-errors.js";
import type { AutogenConfig } from "./config.js";

type Kind = "string" | "number" | "function" | "object" | "strings" | "data source" | readonly string[];

const keys: Readonly<Record<keyof AutogenConfig, Kind>> = {
  dataSource: "data source",
  url: "string",
  directory: "string",
  fileTemplate: "string",
  format: ["ts", "js"],
  versionTable: "object",
  ignore: "strings",
  includeName: "function",
  includeObject: "function",
  compareType: "function",
  compareDefault: "function",
  compareComment: "function",
  renames: ["ask", "auto", "never"],
  undeclaredTables: ["drop", "ignore"],
  undeclaredIndexes: ["keep", "drop"],
  typeormMetadata: ["auto", "always", "never"],
  lockTimeout: "number",
  environments: "object",
};

/** The configuration, once every key is one that exists and every value of its kind. Throws ConfigError. */
export function checkConfig(value: unknown, file: string): AutogenConfig {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ConfigError(file, "exports no configuration", "export default defineConfig({ … })");
  }
  for (const [key, given] of Object.entries(value)) checkKey(key, given, file);
  return value;
}

function checkKey(key: string, given: unknown, file: string): void {
  const kind = (keys as Readonly<Record<string, Kind>>)[key];
  if (kind === undefined) {
    throw new ConfigError(file, `has the unknown key ${key}`, `known are ${Object.keys(keys).join(", ")}`);
  }
  if (given === undefined || fits(kind, given)) return;
  const wanted =
    typeof kind === "string" ? `a ${kind}` : kind.map((word) => JSON.stringify(word)).join(" or ");
  throw new ConfigError(file, `${key} is not what it takes`, `give it ${wanted}`);
}

function fits(kind: Kind, given: unknown): boolean {
  if (typeof kind !== "string") return kind.includes(given as string);
  if (kind === "strings") return Array.isArray(given) && given.every((item) => typeof item === "string");
  if (kind === "data source") return ["string", "object", "function"].includes(typeof given);
  return typeof given === kind && given !== null;
}
