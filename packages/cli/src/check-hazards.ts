import { hazardRule, type HazardPolicy } from "@typeorm-autogen/hazards";
import { ConfigError } from "./config-errors.js";

const levels: ReadonlySet<string> = new Set(["error", "warning", "info", "off"]);

/** Refuses rules and levels that do not exist, and acceptances without a reason. Throws ConfigError, UnknownHazardRuleError. */
export function checkHazards({ levels: given = {}, accept = [] }: HazardPolicy, file: string): void {
  for (const [rule, level] of Object.entries(given)) {
    hazardRule(rule, `${file}: hazards.levels`);
    if (!levels.has(level))
      throw new ConfigError(
        file,
        `hazards.levels.${rule} is ${JSON.stringify(level)}`,
        "give it error, warning, info or off",
      );
  }
  for (const { rule, reason } of accept) {
    hazardRule(rule, `${file}: hazards.accept`);
    if (typeof reason !== "string" || reason.trim() === "")
      throw new ConfigError(
        file,
        `hazards.accept has ${rule} without a reason`,
        'write why it is safe here: { rule, reason: "…" }',
      );
  }
}
