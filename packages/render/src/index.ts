export { ScriptFormatError, UnsupportedFormatError } from "./errors.js";
export { formatWithProject } from "./format-with-project.js";
export { renderOperations, renderScript } from "./render-script.js";
export { type RenderOptions, type ScriptDescription, type ScriptFormat } from "./script-description.js";
