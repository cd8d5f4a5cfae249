export { ScriptFormatError } from "./errors.js";
export { formatWithProject } from "./format-with-project.js";
export { type RenderedItem, type RenderItem } from "./render-item.js";
export { joinParts, renderOperations, renderParts, renderScript } from "./render-script.js";
export {
  type RenderOptions,
  type ScriptDescription,
  type ScriptParts,
  type ScriptFormat,
} from "./script-description.js";
export { renderSqlPair } from "./render-sql-pair.js";
export {
  renderMigrationClass,
  type MigrationClass,
  type MigrationLanguage,
  type MigrationStatement,
} from "./render-migration-class.js";
export { commentLines, linesOf, writtenAt } from "./comment-lines.js";
