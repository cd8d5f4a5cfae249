import { ConfigError } from "./config-errors.js";
import {
  configKeys,
  environmentKeys,
  hazardKeys,
  pluginKeys,
  scratchKeys,
  versionTableKeys,
  type Kind,
} from "./config-keys.js";
import type { AutogenConfig } from "./config.js";

/** The configuration, once every key is one that exists and every value of its kind. Throws ConfigError. */
export async function checkConfig(value: unknown, file: string): Promise<AutogenConfig> {
  if (!isRecord(value)) {
    throw new ConfigError(file, "exports no configuration", "export default defineConfig({ … })");
  }
  await checkKeys(value, configKeys, "", file);
  const { versionTable, scratch, environments, timezone, hazards } = value as AutogenConfig;
  if (versionTable) await checkKeys(versionTable, versionTableKeys, "versionTable.", file);
  if (scratch) await checkKeys(scratch, scratchKeys, "scratch.", file);
  await checkNamed(environments, environmentKeys, "environments", file);
  if (hazards) {
    await checkKeys(hazards, hazardKeys, "hazards.", file);
    const { checkHazards } = await import("./check-hazards.js");
    checkHazards(hazards, file);
  }
  if (timezone !== undefined) checkTimezone(timezone, file);
  await checkDatabases(value, file);
  return value;
}

async function checkDatabases({ databases }: AutogenConfig, file: string): Promise<void> {
  if (!databases) return;
  if (Object.keys(databases).length === 0)
    throw new ConfigError(file, "databases names none", "give each a name and what differs, or leave it out");
  for (const [name, own] of Object.entries(databases)) {
    const path = `${file}: databases.${name}`;
    if (!isRecord(own))
      throw new ConfigError(file, `databases.${name} is not what it takes`, "give it a configuration");
    if ("databases" in own) throw new ConfigError(path, "has databases of its own", "put them beside it");
    await checkConfig(own, path);
  }
}

/** A plugin is one, and has the keys that plugins have. Throws ConfigError. */
export async function checkPlugin(plugin: unknown): Promise<void> {
  const place = "the configuration's plugins";
  if (!isRecord(plugin) || typeof plugin["name"] !== "string")
    throw new ConfigError(place, "hold something that is no plugin", "give it definePlugin({ name: … })");
  await checkKeys(plugin, pluginKeys, `${plugin["name"]}.`, place);
}

// An object of named objects of these keys.
async function checkNamed(
  named: Readonly<Record<string, unknown>> | undefined,
  kinds: Readonly<Record<string, Kind>>,
  key: string,
  file: string,
): Promise<void> {
  for (const [name, value] of Object.entries(named ?? {})) {
    const path = `${key}.${name}`;
    if (!isRecord(value)) {
      const takes = `give it { ${Object.keys(kinds).slice(0, 4).join(", ")} }`;
      throw new ConfigError(file, `${path} is not what it takes`, takes);
    }
    await checkKeys(value, kinds, `${path}.`, file);
  }
}

async function checkKeys(
  value: object,
  kinds: Readonly<Record<string, Kind>>,
  path: string,
  file: string,
): Promise<void> {
  for (const [key, given] of Object.entries(value)) {
    const kind = kinds[key];
    if (kind === undefined) throw await unknownKey(key, Object.keys(kinds), path, file);
    if (given === undefined || fits(kind, given)) continue;
    throw new ConfigError(file, `${path}${key} is not what it takes`, `give it ${describeKind(kind)}`);
  }
}

async function unknownKey(
  key: string,
  known: readonly string[],
  path: string,
  file: string,
): Promise<ConfigError> {
  const { closestNames } = await import("@typeorm-autogen/compare");
  const [nearest] = closestNames(key, known);
  const meant = nearest === undefined ? "" : `did you mean ${nearest}? `;
  return new ConfigError(file, `unknown key ${path}${key}`, `${meant}known are ${known.join(", ")}`);
}

function checkTimezone(timezone: string, file: string): void {
  try {
    new Date().toLocaleString("en", { timeZone: timezone });
  } catch {
    throw new ConfigError(
      file,
      `timezone ${JSON.stringify(timezone)} is unknown`,
      "give it an IANA name such as Europe/Berlin",
    );
  }
}

function describeKind(kind: Kind): string {
  if (typeof kind !== "string") return kind.map((word) => JSON.stringify(word)).join(" or ");
  return shapes[kind].words;
}

interface Shape {
  /** What to give, in words. */
  readonly words: string;
  readonly fits: (given: unknown) => boolean;
}

const oneOf = (type: "string" | "boolean" | "function"): Shape => ({
  words: `a ${type}`,
  fits: (given) => typeof given === type,
});

const isFunction = (given: unknown) => typeof given === "function";

const shapes: Readonly<Record<Exclude<Kind, readonly string[]>, Shape>> = {
  string: oneOf("string"),
  name: { words: "a string that is not empty", fits: (given) => typeof given === "string" && given !== "" },
  boolean: oneOf("boolean"),
  function: oneOf("function"),
  object: { words: "an object", fits: isRecord },
  list: { words: "a list", fits: Array.isArray },
  strings: { words: "a list of strings", fits: listOf((item) => typeof item === "string") },
  objects: { words: "a list of objects", fits: listOf(isRecord) },
  operations: {
    words: "a list of defineOperation({ … })",
    fits: listOf((item) => isRecord(item) && typeof item["kind"] === "string"),
  },
  comparators: {
    words: "a list of defineComparator({ name, target, compare })",
    fits: listOf(
      (item) => isRecord(item) && comparedTargets.has(item["target"]) && isFunction(item["compare"]),
    ),
  },
  rewriters: {
    words: "a list of new Rewriter()",
    fits: listOf((item) => isRecord(item) && isFunction(item["rewrite"])),
  },
  hooks: {
    words: 'a list of "prettier", "eslint", { name, command: ["program", "argument"] } and functions',
    fits: listOf((item) => item === "prettier" || item === "eslint" || isFunction(item) || isCommand(item)),
  },
  dialects: {
    words: "a list of extendDialect(…)",
    fits: listOf((item) => isRecord(item) && isFunction(item["load"])),
  },
  count: { words: "a whole number above 0", fits: (given) => Number.isInteger(given) && Number(given) > 0 },
  duration: {
    words: "a whole number, 0 or more",
    fits: (given) => Number.isSafeInteger(given) && Number(given) >= 0,
  },
  template: {
    words: "a file or a function",
    fits: (given) => typeof given === "string" || isFunction(given),
  },
  "list or function": {
    words: "a list or a function",
    fits: (given) => Array.isArray(given) || isFunction(given),
  },
  naming: {
    words: '"typeorm", templates such as { unique: "UQ_{table}_{columns}" }, or a function',
    fits: (given) => given === "typeorm" || isFunction(given) || isTemplates(given),
  },
  "data source": {
    words: "a data source",
    fits: (given) => typeof given === "string" || isFunction(given) || isRecord(given),
  },
};

const comparedTargets: ReadonlySet<unknown> = new Set(["schema", "table", "column"]);

function isCommand(given: unknown): boolean {
  if (!isRecord(given) || typeof given["name"] !== "string") return false;
  const { command } = given;
  return Array.isArray(command) && command.length > 0 && command.every((word) => typeof word === "string");
}

function listOf(fits: (item: unknown) => boolean): (given: unknown) => boolean {
  return (given) => Array.isArray(given) && given.every(fits);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fits(kind: Kind, given: unknown): boolean {
  return typeof kind === "string" ? shapes[kind].fits(given) : kind.includes(given as string);
}

const namedParts: ReadonlySet<string> = new Set(["primaryKey", "unique", "check", "exclusion", "foreignKey"]);

function isTemplates(given: unknown): boolean {
  return (
    isRecord(given) &&
    Object.entries(given).every(([part, text]) => namedParts.has(part) && typeof text === "string")
  );
}
