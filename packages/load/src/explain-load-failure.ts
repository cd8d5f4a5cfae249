import { readFileSync } from "node:fs";
import { isAutogenError, type AutogenError } from "@typeorm-autogen/errors";
import {
  CircularImportError,
  ColumnTypeMissingError,
  DecoratorSyntaxError,
  ExportMissingError,
  FileThrewError,
  ModuleKindError,
  StandardDecoratorsError,
} from "./load-errors.js";
import { explainMissingModule } from "./explain-missing-module.js";
import { explainSyntaxError } from "./explain-syntax-error.js";
import { type Failure, readFailure } from "./failure.js";

type Explanation = (failure: Failure) => AutogenError | undefined;

const explanations: readonly Explanation[] = [
  explainMissingModule,
  explainCircularImport,
  explainColumnType,
  explainStandardDecorators,
  explainMissingExport,
  explainModuleKind,
  explainDecoratorSyntax,
  explainSyntaxError,
];

/**
 * What a failure while loading `file`, or while TypeORM's `buildMetadatas()` opens the entity globs, means for the user: an error that
 * names the cause and the cure. Known failures have a class each; anything else becomes a FileThrewError.
 */
export function explainLoadFailure(error: unknown, file: string): AutogenError {
  if (isAutogenError(error)) return error;
  const failure = readFailure(error, file);
  for (const explain of explanations) {
    const explained = explain(failure);
    if (explained !== undefined) return explained;
  }
  return new FileThrewError(file, failure.place, error);
}

function explainCircularImport({ message, file, place, error }: Failure): AutogenError | undefined {
  const name = /Cannot access '([^']+)' before initialization/.exec(message)?.[1];
  const isBaseClass = message.startsWith("Class extends value undefined");
  return name !== undefined || isBaseClass ? new CircularImportError(file, name, place, error) : undefined;
}

function explainColumnType({ message, file, error }: Failure): AutogenError | undefined {
  const guessed = /Column type for (\S+) is not defined and cannot be guessed/.exec(message)?.[1];
  const reflected = /Data type "(?:Object|)" in "([^"]+)" is not supported/.exec(message)?.[1];
  const column = guessed ?? reflected;
  return column === undefined ? undefined : new ColumnTypeMissingError(file, column.replace("#", "."), error);
}

/** A standard decorator is called with (undefined, context) for a field; TypeORM then reads `constructor` off undefined. */
function explainStandardDecorators({
  message,
  stack,
  file,
  place,
  error,
}: Failure): AutogenError | undefined {
  const readsConstructor = /Cannot read properties of undefined \(reading 'constructor'\)/.test(message);
  const isInDecorator = /[\\/]typeorm[^\n]*[\\/]decorator[\\/]/.test(stack);
  return readsConstructor && isInDecorator ? new StandardDecoratorsError(file, place, error) : undefined;
}

function explainMissingExport({ message, file, error }: Failure): AutogenError | undefined {
  const found = /module '([^']+)' does not provide an export named '([^']+)'/.exec(message);
  const named = /Named export '([^']+)' not found\. The requested module '([^']+)'/.exec(message);
  if (found !== null) return new ExportMissingError(file, found[1] ?? "", found[2] ?? "", error);
  return named === null ? undefined : new ExportMissingError(file, named[2] ?? "", named[1] ?? "", error);
}

function explainModuleKind({ message, file, place, error }: Failure): AutogenError | undefined {
  const isWrongKind =
    /Cannot use import statement outside a module|Unexpected token 'export'|Cannot use 'import\.meta' outside a module|is not defined in ES module scope|await is only valid in async functions and the top level/.test(
      message,
    );
  return isWrongKind ? new ModuleKindError(file, place, message.split("\n", 1)[0] ?? "", error) : undefined;
}

/**
 * V8 has no decorators. It shows the line, which starts with `@`, above the message for CommonJS; for ES modules it shows nothing,
 * and the file that was asked for is looked at.
 */
function explainDecoratorSyntax({
  name,
  message,
  stack,
  file,
  place,
  error,
}: Failure): AutogenError | undefined {
  if (name !== "SyntaxError") return undefined;
  const shown = stack.split(/^\s+at /m, 1)[0] ?? "";
  const isUnplaced = shown.startsWith("SyntaxError") && message === "Invalid or unexpected token";
  const suspect = isUnplaced ? readOrNothing(file) : shown;
  const hasDecorator = /^\s*(?:export\s+(?:default\s+)?)?@[A-Za-z_$]/m.test(suspect);
  return hasDecorator ? new DecoratorSyntaxError(file, place, error) : undefined;
}

function readOrNothing(file: string): string {
  try {
    return readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
  } catch {
    return "";
  }
}
