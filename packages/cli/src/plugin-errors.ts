import { AutogenError } from "@typeorm-autogen/errors";

/** What was named as a plugin is none, or its name is taken. */
export class PluginError extends AutogenError {
  constructor(plugin: string, problem: string) {
    super("plugin", `the plugin ${plugin} ${problem}`, { plugin });
  }
}

/** A pattern that takes plugins in matches none of them. */
export class PluginPatternError extends AutogenError {
  constructor(pattern: string, known: readonly string[], nearest: string | undefined) {
    const meant = nearest === undefined ? "" : `did you mean ${nearest}? `;
    super(
      "plugin-pattern",
      `autogeneratePlugins: ${JSON.stringify(pattern)} matches nothing; ${meant}there are ${known.join(", ")}`,
      { pattern, known },
    );
  }
}
