import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { AutogenError } from "@typeorm-autogen/errors";
import type { ScriptParts } from "@typeorm-autogen/render";
import { parseScriptHeader, type NewRevisionHeader } from "@typeorm-autogen/revisions";
import type { AutogenConfig } from "./config.js";
import { guardHook } from "./guard-hook.js";

/** What a template puts together. */
export interface TemplateParts extends ScriptParts, NewRevisionHeader {
  readonly message: string;
  readonly createdAt: Date;
  /** Where the script will stand. */
  readonly path: string;
}

/** Puts a script together from its parts. `exports` has to be in it. */
export type ScriptTemplate = (parts: TemplateParts) => string;

/** A template cannot be read, names a slot that there is not, or loses what every script needs. */
class TemplateError extends AutogenError {
  constructor(template: string, problem: string) {
    super("template", `the template ${template} ${problem}`, { template });
  }
}

/** The configuration's template, or undefined; what it makes is checked. Throws TemplateError. */
export function templateOf(
  { template, templateArgs }: AutogenConfig,
  dir: string,
): ScriptTemplate | undefined {
  if (template === undefined) return undefined;
  const name = typeof template === "string" ? template : "function";
  const fill =
    typeof template === "string" ? slots(template, resolve(dir, template), templateArgs ?? {}) : template;
  return (parts) => {
    const text: unknown = guardHook("the template function", fill)(parts);
    if (typeof text !== "string")
      throw new TemplateError(name, `gave ${String(text)}; return the script's text`);
    keepsHeader(text, parts, name);
    return text;
  };
}

function slots(name: string, file: string, given: Readonly<Record<string, string>>): ScriptTemplate {
  const text = readTemplate(name, file);
  return ({ createdAt, downRevisions, id, branchLabels, dependsOn, replaces = [], draft: _, ...parts }) => {
    const values: Readonly<Record<string, string>> = {
      ...given,
      ...parts,
      revision: id,
      downRevision: downRevisions.join(", "),
      branchLabels: branchLabels.join(", "),
      dependsOn: dependsOn.join(", "),
      replaces: replaces.join(", "),
      createdAt: createdAt.toISOString(),
      message: parts.message.replaceAll("*/", "* /"),
    };
    return text.replaceAll(/\{\{\s*(\w+)\s*\}\}\n?/g, (match, slot: string) => {
      const value = Object.hasOwn(values, slot) ? values[slot] : undefined;
      if (value === undefined)
        throw new TemplateError(
          name,
          `has the unknown slot {{${slot}}}; known are ${Object.keys(values).join(", ")}`,
        );
      return match.endsWith("\n") && !value.endsWith("\n") ? `${value}\n` : value;
    });
  };
}

function readTemplate(name: string, file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TemplateError(name, `cannot be read: ${reason}; correct its name in the configuration`);
  }
}

// The graph is read from these exports without running a script.
function keepsHeader(text: string, { id, downRevisions }: TemplateParts, name: string): void {
  const lost = "; put {{exports}} into it as it is";
  try {
    const header = parseScriptHeader(text, name);
    if (header.id === id && header.downRevisions.join() === downRevisions.join()) return;
  } catch (error) {
    throw new TemplateError(name, `loses the exports of a script (${(error as Error).message})${lost}`);
  }
  throw new TemplateError(name, `changes the exports of a script${lost}`);
}
