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
  return value;
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
  if (kind === "strings") return "a list of strings";
  if (kind === "duration") return "a whole number, 0 or more";
  if (kind === "list") return "a list";
  if (kind === "template") return "a file or a function";
  if (kind === "objects") return "a list of objects";
  return kind === "object" ? "an object" : `a ${kind}`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fits(kind: Kind, given: unknown): boolean {
  if (typeof kind !== "string") return kind.includes(given as string);
  if (kind === "duration") return Number.isSafeInteger(given) && Number(given) >= 0;
  if (kind === "list") return Array.isArray(given);
  if (kind === "template") return typeof given === "string" || typeof given === "function";
  if (kind === "strings") return Array.isArray(given) && given.every((item) => typeof item === "string");
  if (kind === "objects") return Array.isArray(given) && given.every(isRecord);
  if (kind === "data source")
    return typeof given === "string" || typeof given === "function" || isRecord(given);
  return kind === "object" ? isRecord(given) : typeof given === kind;
}
