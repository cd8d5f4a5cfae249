import type { TypeCodec } from "@typeorm-autogen/model";
import type { Operation } from "@typeorm-autogen/ops";
import { literal, names, type Expression } from "./expression.js";
import { layoutAssignment, layoutStatements } from "./layout.js";
import { printDocument } from "./print-document.js";
import { renderHeader } from "./render-header.js";
import { renderOperation } from "./render-operation.js";
import type { ScriptTypes } from "./render-item.js";
import type { RenderOptions, ScriptDescription, ScriptParts } from "./script-description.js";

const published = "typeorm-autogen";

// What differs between the kinds of file: the first lines, how a name is exported, how a function begins and ends.
interface Style {
  readonly imports: readonly string[];
  readonly exported: string;
  begin(name: string, parameter: string): string;
  readonly end: string;
}

const typescript: Style = {
  imports: [`import type { Operations } from "${published}";`],
  exported: "export const ",
  begin: (name, parameter) => `export function ${name}(${parameter}: Operations): void {`,
  end: "}",
};

const annotation = `/** @param {import("${published}").Operations} op */\n`;

const esm: Style = {
  imports: [],
  exported: "export const ",
  begin: (name, parameter) => `${parameterNote(parameter)}export function ${name}(${parameter}) {`,
  end: "}",
};

const commonjs: Style = {
  imports: [],
  exported: "exports.",
  begin: (name, parameter) => `${parameterNote(parameter)}exports.${name} = function (${parameter}) {`,
  end: "};",
};

function parameterNote(parameter: string): string {
  return annotation.replace(" op ", ` ${parameter} `);
}

/**
 * The text of a revision script, laid out as Prettier would by default, newline at the end. Given the same description
 * it gives the same bytes.
 */
export function renderScript(script: ScriptDescription, options: RenderOptions): string {
  return joinParts(renderParts(script, options));
}

/** The parts of a script's text, for templates. */
export function renderParts(script: ScriptDescription, options: RenderOptions): ScriptParts {
  const style = chooseStyle(options);
  const imports = new Set<string>();
  const { renderItem } = script;
  const types: ScriptTypes = renderItem
    ? { ...script.types, renderItem: (item) => renderItem(item, imports) }
    : script.types;
  const functions = {
    upgrade: renderFunction(style, "upgrade", { ...script, types }),
    downgrade: renderFunction(style, "downgrade", { ...script, types }),
  };
  return {
    comment: renderHeader(script),
    imports: [...style.imports, ...imports].map((text) => `${text}\n`).join(""),
    exports: renderPlace(script)
      .map(([name, value]) => renderExport(style, name, value))
      .join(""),
    ...functions,
  };
}

/** The text of a script from its parts, as it is without a template. */
export function joinParts({ comment, imports, exports, upgrade, downgrade }: ScriptParts): string {
  const middle = imports === "" ? exports : `${imports}\n${exports}`;
  const gap = imports.startsWith("import type") ? "" : "\n";
  return `${comment}\n${gap}${middle}\n${upgrade}\n${downgrade}`;
}

/** Operations as the statements of a script, without a function around them; empty text for none. */
export function renderOperations(operations: readonly Operation[], types: TypeCodec): string {
  return printStatements(operations, types, 0);
}

function chooseStyle({ format, modules = "esm" }: RenderOptions): Style {
  if (format === "ts") return typescript;
  return modules === "esm" ? esm : commonjs;
}

function renderPlace(script: ScriptDescription): readonly (readonly [string, Expression])[] {
  const [parent, ...others] = script.downRevisions;
  return [
    ["revision", literal(script.revision)],
    ["downRevision", others.length > 0 ? names(script.downRevisions) : literal(parent ?? null)],
    ...(script.replaces ? [["replaces", names(script.replaces)] as const] : []),
    ...(script.draft ? [["draft", literal(true)] as const] : []),
    ["branchLabels", names(script.branchLabels)],
    ["dependsOn", names(script.dependsOn)],
  ];
}

function renderExport(style: Style, name: string, value: Expression): string {
  return `${printDocument([layoutAssignment(`${style.exported}${name}`, " =", value), ";"])}\n`;
}

function renderFunction(style: Style, name: "upgrade" | "downgrade", script: ScriptDescription): string {
  const operations = script[name];
  const isEmpty = operations.length === 0;
  const opening = style.begin(name, isEmpty ? "_op" : "op");
  const body = isEmpty
    ? `  ${explainEmptiness(name, script)}\n`
    : printStatements(operations, script.types, 1);
  return `${opening}\n${body}${style.end}\n`;
}

// An unused parameter begins with an underscore, so that `noUnusedParameters` lets the script pass as it is.
function explainEmptiness(name: "upgrade" | "downgrade", { downRevisions }: ScriptDescription): string {
  if (downRevisions.length > 1) return "// Nothing to do: this revision joins its parents.";
  return name === "upgrade"
    ? "// Nothing yet. Name the parameter op and write: op.createTable(…)"
    : "// Nothing yet. Name the parameter op and write what undoes upgrade.";
}

// One at a time: laying out the statements of a thousand tables together would only keep them all in memory.
function printStatements(operations: readonly Operation[], types: TypeCodec, depth: number): string {
  const margin = "  ".repeat(depth);
  const print = (operation: Operation) => {
    const calls = renderOperation(operation, types);
    if (calls.length === 0) return "";
    const statement = layoutStatements(calls);
    return `${margin}${printDocument(statement, depth)}\n`;
  };
  return operations.map(print).join("");
}
