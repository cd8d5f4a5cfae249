import { ConfigError } from "./config-errors.js";
import type { AutogenConfig, EnvironmentConfig } from "./config.js";

type Kind =
  "string" | "number" | "boolean" | "function" | "object" | "strings" | "data source" | readonly string[];

type Kinds<T> = Readonly<Record<keyof T, Kind>>;

const keys: Kinds<AutogenConfig> = {
  dataSource: "data source",
  url: "string",
  schema: "string",
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
  mysqlChecks: ["honour", "ignore"],
  typeormMetadata: ["auto", "always", "never"],
  lockTimeout: "number",
  environments: "object",
};

const versionTableKeys: Kinds<NonNullable<AutogenConfig["versionTable"]>> = {
  name: "string",
  schema: "string",
};

const environmentKeys: Kinds<EnvironmentConfig> = {
  url: "string",
  dataSource: "data source",
  protected: "boolean",
};

/** The configuration, once every key is one that exists and every value of its kind. Throws ConfigError. */
export function checkConfig(value: unknown, file: string): AutogenConfig {
  if (!isRecord(value)) {
    throw new ConfigError(file, "exports no configuration", "export default defineConfig({ … })");
  }
  checkKeys(value, keys, "", file);
  if (isRecord(value["versionTable"]))
    checkKeys(value["versionTable"], versionTableKeys, "versionTable.", file);
  for (const [name, environment] of Object.entries(value["environments"] ?? {})) {
    const path = `environments.${name}`;
    if (!isRecord(environment)) {
      throw new ConfigError(file, `${path} is not what it takes`, "give it { url, dataSource, protected }");
    }
    checkKeys(environment, environmentKeys, `${path}.`, file);
  }
  return value;
}

function checkKeys(
  value: Readonly<Record<string, unknown>>,
  kinds: Readonly<Record<string, Kind>>,
  path: string,
  file: string,
): void {
  for (const [key, given] of Object.entries(value)) {
    const kind = kinds[key];
    if (kind === undefined) {
      throw new ConfigError(file, `unknown key ${path}${key}`, `known are ${Object.keys(kinds).join(", ")}`);
    }
    if (given === undefined || fits(kind, given)) continue;
    throw new ConfigError(file, `${path}${key} is not what it takes`, `give it ${describeKind(kind)}`);
  }
}

function describeKind(kind: Kind): string {
  if (typeof kind !== "string") return kind.map((word) => JSON.stringify(word)).join(" or ");
  if (kind === "strings") return "a list of strings";
  return kind === "object" ? "an object" : `a ${kind}`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fits(kind: Kind, given: unknown): boolean {
  if (typeof kind !== "string") return kind.includes(given as string);
  if (kind === "strings") return Array.isArray(given) && given.every((item) => typeof item === "string");
  if (kind === "data source")
    return typeof given === "string" || typeof given === "function" || isRecord(given);
  return kind === "object" ? isRecord(given) : typeof given === kind;
}
