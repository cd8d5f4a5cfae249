export { sqlite } from "./dialect.js";
export { UnreadableSqlError } from "./errors.js";
