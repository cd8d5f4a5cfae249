import type { AnyComparator } from "@typeorm-autogen/autogenerate";
import type { DialectEntry } from "@typeorm-autogen/dialect";
import type { AnyOperationDefinition, Rewriter } from "@typeorm-autogen/ops";
import type { RenderItem } from "@typeorm-autogen/render";
import type { ProcessRevisionDirectives } from "./revision-directives.js";
import type { WriteHook } from "./write-hooks.js";

/** What a plugin, or the configuration itself, adds. */
export interface Extensions {
  /** Own operations: `op.kind(…)` in scripts. */
  readonly operations?: readonly AnyOperationDefinition[];
  /** Own comparators. */
  readonly comparators?: readonly AnyComparator[];
  /** Rewriters of generated operations, one after the other. */
  readonly rewriters?: readonly Rewriter[];
  /** Called in order with the scripts that are about to be written; what the last one returns is written. */
  readonly processRevisionDirectives?: ProcessRevisionDirectives;
  /** Writes parts of a script in another way; the first one that says something counts. */
  readonly renderItem?: RenderItem;
  /** What runs on a new file, in order. */
  readonly afterWrite?: readonly WriteHook[];
  /** Own dialects; they come before the built-in ones. */
  readonly dialects?: readonly DialectEntry[];
}

/** Extensions under one name. */
export interface Plugin extends Extensions {
  /** For messages, and for `autogeneratePlugins`. */
  readonly name: string;
  /** Where it stands among plugins; `medium` by default. */
  readonly priority?: "first" | "medium" | "last";
}

/** The extensions of a project. Its own come after those of its plugins. */
export interface ExtensionsConfig extends Extensions {
  /** Plugins, or the names of modules that export one as default or as `plugin`. */
  readonly plugins?: readonly (Plugin | string)[];
  /** Which plugins and parts take part in comparing: names with `*`, taken in or, after `~`, left out, in order. */
  readonly autogeneratePlugins?: readonly string[];
}

/** Types a plugin; returns it as it is. */
export function definePlugin(plugin: Plugin): Plugin {
  return plugin;
}
