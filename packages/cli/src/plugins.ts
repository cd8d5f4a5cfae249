import { isAbsolute, resolve } from "node:path";
import type { AnyComparator, BuiltInComparison } from "@typeorm-autogen/autogenerate";
import type { DialectEntry } from "@typeorm-autogen/dialect";
import { resolveFromProject, type Loader } from "@typeorm-autogen/load";
import type { Rewriter } from "@typeorm-autogen/ops";
import type { RenderItem } from "@typeorm-autogen/render";
import { checkPlugin } from "./check-config.js";
import type { Extensions, Plugin } from "./config-extensions.js";
import type { AutogenConfig } from "./config.js";
import { awaitHook, guardHook, HookError } from "./guard-hook.js";
import { PluginError, PluginPatternError } from "./plugin-errors.js";
import type { ProcessRevisionDirectives } from "./revision-directives.js";
import { wildcard } from "./wildcard.js";
import type { WriteHook } from "./write-hooks.js";

/** What all plugins and the configuration add together, in the order in which it counts. */
export interface ProjectExtensions {
  readonly comparators: readonly AnyComparator[];
  /** Parts of the built-in comparison that are left out. */
  readonly leftOut: readonly BuiltInComparison[];
  readonly rewriters: readonly Rewriter[];
  readonly processors: readonly ProcessRevisionDirectives[];
  readonly renderItem: RenderItem | undefined;
  readonly afterWrite: readonly WriteHook[];
  readonly dialects: readonly DialectEntry[];
}

const places = ["first", "medium", "last"];

/**
 * Loads a project's plugins and makes their operations known. Throws PluginError, PluginPatternError, ConfigError,
 * OperationNameError, and what loading a module throws.
 */
export async function loadExtensions(
  config: AutogenConfig,
  loader: Loader,
  dir: string,
): Promise<ProjectExtensions> {
  const plugins: Plugin[] = [];
  for (const plugin of config.plugins ?? [])
    plugins.push(typeof plugin === "string" ? await loadPlugin(plugin, loader, dir) : plugin);
  const place = ({ priority = "medium" }: Plugin) => places.indexOf(priority);
  plugins.sort((a, b) => place(a) - place(b));
  await checkPlugins(plugins);
  const all: readonly Extensions[] = [...plugins, config];
  const operations = all.flatMap((each) => each.operations ?? []);
  if (operations.length > 0) (await import("@typeorm-autogen/ops")).registerOperations(operations);
  const { taken, leftOut } = await choose(plugins, config.autogeneratePlugins);
  return {
    comparators: [...taken, config].flatMap((each) => each.comparators ?? []).map(guardComparator),
    leftOut,
    rewriters: [...taken, config].flatMap((each) => each.rewriters ?? []),
    processors: all.flatMap((each) => each.processRevisionDirectives ?? []),
    renderItem: firstToSay(all.flatMap((each) => each.renderItem ?? [])),
    afterWrite: all.flatMap((each) => each.afterWrite ?? []),
    dialects: all.flatMap((each) => each.dialects ?? []),
  };
}

function guardComparator(comparator: AnyComparator): AnyComparator {
  const name = `the comparator ${comparator.name}`;
  const { read } = comparator;
  return {
    ...comparator,
    compare: guardHook(name, (...given) => comparator.compare(...given)),
    ...(read && { read: (query) => awaitHook(name, () => read.call(comparator, query)) }),
  };
}

function firstToSay(hooks: readonly RenderItem[]): RenderItem | undefined {
  if (hooks.length === 0) return undefined;
  return (item, imports) => {
    for (const hook of hooks) {
      const written = guardHook("renderItem", hook)(item, imports);
      if (written === undefined || written === false) continue;
      if (written === null || typeof written === "string") return written;
      throw new HookError(
        "renderItem",
        `gave ${String(written)}; return text, null to leave it out, or false`,
      );
    }
    return undefined;
  };
}

async function loadPlugin(name: string, loader: Loader, dir: string): Promise<Plugin> {
  const isFile = name.startsWith(".") || isAbsolute(name);
  const exports = await loader.import(isFile ? resolve(dir, name) : resolveFromProject(dir, name));
  const plugin = exports["plugin"] ?? exports["default"];
  if (typeof plugin === "object" && plugin !== null) return plugin as Plugin;
  throw new PluginError(name, "exports no plugin; export one as default, or as plugin");
}

async function checkPlugins(plugins: readonly Plugin[]): Promise<void> {
  const names = new Set<string>();
  for (const plugin of plugins) {
    await checkPlugin(plugin);
    if (names.has(plugin.name)) throw new PluginError(plugin.name, "is named twice; leave one of them out");
    names.add(plugin.name);
  }
}

interface Choice {
  readonly taken: readonly Plugin[];
  readonly leftOut: readonly BuiltInComparison[];
}

async function choose(plugins: readonly Plugin[], patterns: readonly string[] | undefined): Promise<Choice> {
  if (patterns === undefined) return { taken: plugins, leftOut: [] };
  const { builtInComparisons } = await import("@typeorm-autogen/autogenerate");
  const builtInName = (comparison: BuiltInComparison) => `autogen.${comparison}`;
  const known = [...plugins.map(({ name }) => name), ...builtInComparisons.map(builtInName)];
  const chosen = new Set<string>();
  for (const pattern of patterns) {
    const leavesOut = pattern.startsWith("~");
    const matches = known.filter((name) => wildcard(leavesOut ? pattern.slice(1) : pattern).test(name));
    if (matches.length === 0 && !leavesOut) throw await noMatch(pattern, known);
    for (const name of matches) {
      if (leavesOut) chosen.delete(name);
      else chosen.add(name);
    }
  }
  return {
    taken: plugins.filter(({ name }) => chosen.has(name)),
    leftOut: builtInComparisons.filter((comparison) => !chosen.has(builtInName(comparison))),
  };
}

async function noMatch(pattern: string, known: readonly string[]): Promise<PluginPatternError> {
  const { closestNames } = await import("@typeorm-autogen/compare");
  return new PluginPatternError(pattern, known, closestNames(pattern, known)[0]);
}
